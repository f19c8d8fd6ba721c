import type { PartyKind } from '../records.ts';
import { comparersOf, dimensionsOf } from './comparers.ts';
import { MISSING, SHARED_GROUPS, type Comparer, type Dimension, type Outcome } from './comparison.ts';
import { createFrequencyReader, MOST_RARITY_BITS, type FrequencyReader } from './frequencies.ts';
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

/**
 * How much likelier the differences are within one party than independent errors make them, as a factor: a party that has
 * moved differs in all that belongs to the place at once. `moves` says per dimension how surely it changes then.
 */
export function movedFactor(ratios: Float64Array, moves: readonly number[], moved: number): number {
  let away = 1;
  for (let index = 0; index < ratios.length; index += 1) {
    const share = moves[index]!;
    if (share > 0) away *= 1 - share + share / ratios[index]!;
  }
  return 1 - moved + moved * away;
}

export const movesOf = (dimensions: readonly Dimension[]): number[] => dimensions.map(({ moves = 0 }) => moves);

interface KindScorer {
  weigh(left: MatchRecord, right: MatchRecord, least: number): number;
  explain(left: MatchRecord, right: MatchRecord): Score;
}

/** What the fields of comparers that have not run yet can add at most, in bits, by two bounds (see `couldReach`). */
interface Bound {
  plain: number;
  capped: number;
}

const round = (weight: number): number => Math.round(weight * 1024) / 1024;

function createKindScorer(kind: PartyKind, model: KindModel): KindScorer {
  const frequencies = createFrequencyReader(model.frequencies);
  const trained = new Map(model.fields.map((field) => [field.field, field]));
  const comparers = comparersOf(kind, model.columns).filter(({ dimensions }) => dimensions.some(({ field }) => trained.has(field)));
  const dimensions = dimensionsOf(comparers);
  const outcome: Outcome = { levels: new Int8Array(dimensions.length), rarity: new Float64Array(dimensions.length) };
  const ratios = new Float64Array(dimensions.length);
  const models = dimensions.map(({ field, levels }) => {
    const known = trained.get(field);
    return known === undefined ? null : levels.map(({ name }) => known.levels.find((level) => level.name === name)!);
  });
  const groups = groupRates(dimensions, model.shared);
  const moves = movesOf(dimensions);
  const prior = Math.log2(model.prior / (1 - model.prior));
  const [widest] = groups;
  const cap = widest === undefined ? Number.POSITIVE_INFINITY : -Math.log2(widest.rate);

  /** A field's part of the weight where the pair is held to share the widest group: what it says beyond that group. */
  const beyondGroup = (index: number, ratio: number): number => {
    const share = widest?.shares[index] ?? 0;
    return Math.log2(ratio / (1 - share + share * ratio));
  };
  const most = models.map((levels, index): Bound => {
    const best = levels === null ? 1 : Math.max(1, ...levels.map(({ m, u }) => (m / u) * 2 ** MOST_RARITY_BITS));
    return { plain: Math.log2(best), capped: Math.max(0, beyondGroup(index, best)) };
  });
  const ends = comparers.map((_, position) => comparers.slice(0, position + 1).reduce((sum, { dimensions: own }) => sum + own.length, 0));
  const rest = ends.map((end): Bound => most.slice(end).reduce((sum, { plain, capped }) => ({ plain: sum.plain + plain, capped: sum.capped + capped }), { plain: 0, capped: 0 }));

  /**
   * Compares field by field and fills `ratios`; stops with the bound where the pair can no longer weigh `least`. Sums are
   * bounded by every further field at its best, and, with what two of one group share taken as shared, by what is left.
   */
  function compare(one: MatchRecord, other: MatchRecord, least: number): number {
    const [left, right] = one.id <= other.id ? [one, other] : [other, one];
    ratios.fill(1);
    let plain = prior;
    let capped = prior + cap;
    let forgiven = 0;
    for (let position = 0, at = 0; position < comparers.length; position += 1) {
      comparers[position]!.compare(left, right, frequencies, outcome, at);
      for (; at < ends[position]!; at += 1) {
        const level = outcome.levels[at]!;
        const known = models[at];
        if (level === MISSING || known == null) continue;
        const { m, u } = known[level]!;
        const ratio = m / effectiveU(u, outcome.rarity[at]!);
        ratios[at] = ratio;
        const bits = Math.log2(ratio);
        plain += bits;
        capped += beyondGroup(at, ratio);
        // A move may take back what a difference of the place has said against one party.
        if (bits < 0 && moves[at]! > 0) forgiven -= bits;
      }
      const bound = Math.min(plain + rest[position]!.plain, capped + rest[position]!.capped) + forgiven;
      if (bound < least && position < comparers.length - 1) return bound;
    }
    return plain + correction();
  }

  /** Bits that what belongs together takes back, or gives back, from what single fields have said. */
  const correction = (): number => Math.log2(movedFactor(ratios, moves, model.moved)) - Math.log2(sharedFactor(ratios, groups));

  return {
    weigh: (left, right, least) => round(compare(left, right, least)),
    explain(left, right) {
      const weight = round(compare(left, right, Number.NEGATIVE_INFINITY));
      const fields = dimensions.flatMap(({ field, levels }, index): FieldScore[] => {
        const level = outcome.levels[index]!;
        return level === MISSING || models[index] == null ? [] : [{ field, level: levels[level]!.name, weight: round(Math.log2(ratios[index]!)) }];
      });
      const shared = round(-Math.log2(sharedFactor(ratios, groups)));
      const moved = round(Math.log2(movedFactor(ratios, moves, model.moved)));
      return {
        weight,
        fields: [
          ...fields,
          ...(shared !== 0 ? [{ field: 'shared', level: kind === 'PERSON' ? 'as in one household' : 'as in one chain or building', weight: shared }] : []),
          ...(moved !== 0 ? [{ field: 'moved', level: moved > 0 ? 'as after a move' : 'no sign of a move', weight: moved }] : []),
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
  /** The weight alone; where it is below `least`, any number below that (a pair that cannot reach it is not compared to the end). */
  weigh(left: MatchRecord, right: MatchRecord, least?: number): number;
  explain(left: MatchRecord, right: MatchRecord): Score;
  /** Whether several people were called so (a folded given name) when the model was trained: then it is no slip. */
  knowsGivenName(word: string): boolean;
}

export function createScorer(model: MatchingModel): Scorer {
  const scorers = new Map((Object.entries(model.kinds) as [PartyKind, KindModel][]).map(([kind, each]) => [kind, createKindScorer(kind, each)]));
  const of = (left: MatchRecord, right: MatchRecord): KindScorer | undefined => (left.kind === right.kind ? scorers.get(left.kind) : undefined);
  const people = createFrequencyReader(model.kinds.PERSON?.frequencies ?? {});
  return {
    knowsGivenName: (word) => people.isListed('given', word),
    weigh: (left, right, least = Number.NEGATIVE_INFINITY) => of(left, right)?.weigh(left, right, least) ?? NEVER,
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
