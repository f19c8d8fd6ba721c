import type { PartyKind } from '../records.ts';
import { comparersOf, dimensionsOf } from './comparers.ts';
import { MISSING, SHARED_GROUPS, type Comparer, type Dimension, type Outcome } from './comparison.ts';
import { createFrequencyReader, type FrequencyReader } from './frequencies.ts';
import type { KindModel, MatchingModel } from './model.ts';
import type { MatchRecord } from './record.ts';

/** One comparison of two records, as people are shown it. `weight` in bits: for one party above 0, against it below. */
export interface FieldScore {
  field: string;
  level: string;
  weight: number;
}

export interface Score {
  /** Bits for one party after all evidence, prior included: log2 of the odds. 0 is as likely as not. */
  weight: number;
  fields: FieldScore[];
}

/** Records of two kinds, or of a kind that the model was not trained for. */
export const NEVER = -1_000;

/** Runs all comparers of a kind; the outcome is overwritten by the next call. */
export function createComparison(comparers: readonly Comparer[], frequencies: FrequencyReader): { dimensions: readonly Dimension[]; compare(left: MatchRecord, right: MatchRecord): Outcome } {
  const dimensions = dimensionsOf(comparers);
  const outcome: Outcome = { levels: new Int8Array(dimensions.length), rarity: new Float64Array(dimensions.length) };
  return {
    dimensions,
    compare(one, other) {
      // One order for each pair, so that the score is the same whichever record is named first.
      const [left, right] = one.id <= other.id ? [one, other] : [other, one];
      let at = 0;
      for (const comparer of comparers) {
        comparer.compare(left, right, frequencies, outcome, at);
        at += comparer.dimensions.length;
      }
      return outcome;
    },
  };
}

/** What different parties share for a reason, per group: rate among random pairs, and share per dimension. */
export interface GroupRate {
  rate: number;
  shares: readonly number[];
}

export function groupRates(dimensions: readonly Dimension[], rates: KindModel['shared']): GroupRate[] {
  return SHARED_GROUPS.flatMap((group) => {
    const rate = rates[group];
    return rate === undefined ? [] : [{ rate, shares: dimensions.map(({ shared }) => shared[group] ?? 0) }];
  });
}

/**
 * How much likelier the agreements are between different parties than independent chance makes them, as a factor: the
 * likelihood of "different parties" is a mixture of chance and of each group that shares values (1 where nothing is shared).
 * `ratios` are m/u per dimension, 1 where missing.
 */
export function sharedFactor(ratios: Float64Array, groups: readonly GroupRate[]): number {
  let chance = 1;
  let factor = 0;
  for (const { rate, shares } of groups) {
    let ratio = rate;
    for (let index = 0; index < ratios.length; index += 1) {
      const share = shares[index]!;
      if (share > 0) ratio *= 1 - share + share * ratios[index]!;
    }
    factor += ratio;
    chance -= rate;
  }
  return chance + factor;
}

interface KindScorer {
  weigh(left: MatchRecord, right: MatchRecord): number;
  explain(left: MatchRecord, right: MatchRecord): Score;
}

function createKindScorer(kind: PartyKind, model: KindModel): KindScorer {
  const comparison = createComparison(comparersOf(kind, model.columns), createFrequencyReader(model.frequencies));
  const { dimensions } = comparison;
  const trained = new Map(model.fields.map((field) => [field.field, field]));
  const ratios = new Float64Array(dimensions.length);
  const models = dimensions.map(({ field, levels }) => {
    const known = trained.get(field);
    return known === undefined ? null : levels.map(({ name }) => known.levels.find((level) => level.name === name)!);
  });
  const groups = groupRates(dimensions, model.shared);
  const prior = Math.log2(model.prior / (1 - model.prior));

  /** Bits of all comparisons; fills `ratios`. */
  function bits({ levels, rarity }: Outcome): number {
    let sum = 0;
    for (let index = 0; index < levels.length; index += 1) {
      const level = levels[index]!;
      const known = models[index];
      ratios[index] = 1;
      if (level === MISSING || known == null) continue;
      const { m, u } = known[level]!;
      ratios[index] = m / effectiveU(u, rarity[index]!);
      sum += Math.log2(ratios[index]!);
    }
    return sum;
  }
  const round = (weight: number): number => Math.round(weight * 1024) / 1024;

  return {
    weigh: (left, right) => round(prior + bits(comparison.compare(left, right)) - Math.log2(sharedFactor(ratios, groups))),
    explain(left, right) {
      const outcome = comparison.compare(left, right);
      const weight = round(prior + bits(outcome) - Math.log2(sharedFactor(ratios, groups)));
      const fields = dimensions.flatMap(({ field, levels }, index): FieldScore[] => {
        const level = outcome.levels[index]!;
        return level === MISSING || models[index] == null ? [] : [{ field, level: levels[level]!.name, weight: round(Math.log2(ratios[index]!)) }];
      });
      const shared = round(-Math.log2(sharedFactor(ratios, groups)));
      return {
        weight,
        fields: [
          ...fields,
          ...(shared < -0.05 ? [{ field: 'shared', level: kind === 'PERSON' ? 'as in one household' : 'as in one chain or building', weight: shared }] : []),
          { field: 'prior', level: 'before any comparison', weight: round(prior) },
        ],
      };
    },
  };
}

/** The probability of the level by chance, given how rare the agreed value is. */
export function effectiveU(u: number, rarity: number): number {
  return rarity === 0 ? u : Math.min(1, u * 2 ** -rarity);
}

/** Scores pairs by one model. Compiled once: make it once per model, or call `score`. */
export interface Scorer {
  /** The weight alone. */
  weigh(left: MatchRecord, right: MatchRecord): number;
  explain(left: MatchRecord, right: MatchRecord): Score;
}

export function createScorer(model: MatchingModel): Scorer {
  const scorers = new Map((Object.entries(model.kinds) as [PartyKind, KindModel][]).map(([kind, each]) => [kind, createKindScorer(kind, each)]));
  const of = (left: MatchRecord, right: MatchRecord): KindScorer | undefined => (left.kind === right.kind ? scorers.get(left.kind) : undefined);
  return {
    weigh: (left, right) => of(left, right)?.weigh(left, right) ?? NEVER,
    explain: (left, right) => of(left, right)?.explain(left, right) ?? { weight: NEVER, fields: [{ field: 'kind', level: left.kind === right.kind ? 'not trained' : 'different', weight: NEVER }] },
  };
}

const compiled = new WeakMap<MatchingModel, Scorer>();

/** Every comparison of two records by the model, with its level and weight. Symmetric; pure. */
export function score(left: MatchRecord, right: MatchRecord, model: MatchingModel): Score {
  let scorer = compiled.get(model);
  if (scorer === undefined) compiled.set(model, (scorer = createScorer(model)));
  return scorer.explain(left, right);
}
