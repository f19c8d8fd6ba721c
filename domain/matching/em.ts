/**
 * Expectation maximisation for the Fellegi-Sunter model (I. Fellegi, A. Sunter, "A Theory for Record Linkage", 1969; W. E.
 * Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model", 1988), over two samples of all
 * pairs: candidates, in which nearly all matches are, and pairs that share no blocking key. Each counts for as many pairs
 * as it was drawn from, so that m, u and the share of matches are those of all pairs and no labels are needed. Different
 * parties are a mixture: chance, and groups that share values (scorer.ts).
 */
import { MISSING, SHARED_GROUPS, type Dimension, type SharedGroup } from './comparison.ts';
import type { FieldModel, SharedRates } from './model.ts';
import { effectiveU, groupRates, movedFactor, movesOf, sharedFactor } from './scorer.ts';

/** Compared pairs: `dimensions` numbers each. */
export interface PairSample {
  size: number;
  levels: Int8Array;
  rarity: Float32Array;
  /** Pairs of the data that each pair of the sample stands for. */
  weight: number;
}

export interface Learned {
  prior: number;
  fields: FieldModel[];
  shared: SharedRates;
  moved: number;
  /** Matches among all pairs, as expected by the model. */
  expectedMatches: number;
}

const MOST_ROUNDS = 60;
/** The prior's share of matches changes by less than this: learned. */
const SETTLED = 1e-4;
/** What is held of m before any data counts as this many matches. */
const PRIOR_MATCHES = 12;
/** What is held of u counts as this many pairs, or as 1 in 50 where the data has fewer. */
const PRIOR_PAIRS = 100_000;
/** No level is rarer than this among matches: no single difference may weigh more than its field deserves. */
const LEAST_M = 0.003;
/** Pairs of parties that share a home or a chain, before any data is seen, beside the number of matches. */
const PRIOR_SHARED = 1;
/** Of that, what counts as seen, as a share of the matches: where none are seen, the rate is not held to be less. */
const PRIOR_SHARED_STRENGTH = 0.02;
const MOST_SHARED = 100;
/** Share of matches from before and after a move, before any data is seen, and how many matches that counts as. */
const PRIOR_MOVED = 0.1;
const PRIOR_MOVED_MATCHES = 20;

interface Parameters {
  prior: number;
  m: number[][];
  u: number[][];
  shared: Partial<Record<SharedGroup, number>>;
  moved: number;
}

/** Levels in order never weigh less than the next worse one: neighbours that do are given one weight (pool adjacent violators). */
function inOrder(dimension: Dimension, m: number[], u: number[]): void {
  const pools: { m: number; u: number; levels: number[] }[] = [];
  dimension.levels.forEach(({ apart }, level) => {
    if (apart) return;
    pools.push({ m: m[level]!, u: u[level]!, levels: [level] });
    for (let last = pools.at(-1)!, before = pools.at(-2); before !== undefined && before.m / before.u < last.m / last.u; last = pools.at(-1)!, before = pools.at(-2)) {
      pools.splice(-2, 2, { m: before.m + last.m, u: before.u + last.u, levels: [...before.levels, ...last.levels] });
    }
  });
  for (const pool of pools) {
    if (pool.levels.length === 1) continue;
    const ratio = pool.m / pool.u;
    for (const level of pool.levels) m[level] = u[level]! * ratio;
  }
}

function normalise(values: readonly number[], least: number): number[] {
  const shares = (of: readonly number[]): number[] => {
    const sum = of.reduce((total, value) => total + value, 0);
    return of.map((value) => value / sum);
  };
  return shares(shares(values).map((value) => Math.max(value, least)));
}

/** One party's values differ altogether no more often than the field allows; what is too much goes to the other levels. */
function boundDifferent({ mostDifferent }: Dimension, m: readonly number[]): number[] {
  const different = m.at(-1)!;
  if (different <= mostDifferent) return [...m];
  const scale = (1 - mostDifferent) / (1 - different);
  return m.map((value, level) => (level === m.length - 1 ? mostDifferent : value * scale));
}

/** Levels that weigh as another one does (comparison.ts). */
function likeOthers({ levels }: Dimension, m: number[], u: readonly number[]): void {
  levels.forEach(({ likeLevel }, level) => {
    if (likeLevel !== undefined) m[level] = (u[level]! * m[likeLevel]!) / u[likeLevel]! / 2;
  });
}

/** Sums of one walk over a sample. */
interface Sums {
  matches: number;
  m: Float64Array[];
  u: Float64Array[];
  groups: number[];
  moved: number;
}

function emptySums(dimensions: readonly Dimension[], groups: number): Sums {
  const counts = (): Float64Array[] => dimensions.map(({ levels }) => new Float64Array(levels.length));
  return { matches: 0, m: counts(), u: counts(), groups: new Array<number>(groups).fill(0), moved: 0 };
}

function expect(sample: PairSample, dimensions: readonly Dimension[], parameters: Parameters, sums: Sums): void {
  const groups = groupRates(dimensions, parameters.shared);
  const ratios = new Float64Array(dimensions.length);
  const moves = movesOf(dimensions);
  const { levels, rarity, size, weight } = sample;
  const odds = parameters.prior / (1 - parameters.prior);
  for (let pair = 0, at = 0; pair < size; pair += 1, at += dimensions.length) {
    let ratio = odds;
    for (let index = 0; index < dimensions.length; index += 1) {
      const level = levels[at + index]!;
      if (level === MISSING) {
        ratios[index] = 1;
        continue;
      }
      ratios[index] = parameters.m[index]![level]! / effectiveU(parameters.u[index]![level]!, rarity[at + index]!);
      ratio *= ratios[index]!;
    }
    const factor = sharedFactor(ratios, groups);
    const moving = movedFactor(ratios, moves, parameters.moved);
    const match = (ratio * moving) / (ratio * moving + factor);
    // Of a party that has moved, its address does not tell how often addresses are misspelt.
    const stayed = Math.min(1, (1 - parameters.moved) / moving);
    sums.moved += weight * match * (1 - stayed);
    // Of the pairs of different parties only those by chance tell of u.
    const chance = (1 - match) * Math.min(1, 1 / factor);
    sums.matches += weight * match;
    groups.forEach((group, index) => { sums.groups[index]! += weight * (1 - match) * groupPart(ratios, group) / factor; });
    for (let index = 0; index < dimensions.length; index += 1) {
      const level = levels[at + index]!;
      if (level === MISSING) continue;
      sums.m[index]![level]! += weight * match * (1 - moves[index]! * (1 - stayed));
      sums.u[index]![level]! += weight * chance;
    }
  }
}

function groupPart(ratios: Float64Array, group: { rate: number; shares: readonly number[] }): number {
  return sharedFactor(ratios, [group]) - (1 - group.rate);
}

/**
 * Learns m, u, the share of matches and the rates of shared groups. `candidates` are pairs that share a key, `others` pairs
 * that share none; `records` says how many records there are, `pairs` how many pairs of them may match,
 * `mostMoved` which share of matches may be from before and after a move.
 */
export function learn(dimensions: readonly Dimension[], candidates: PairSample, others: PairSample, records: number, pairs: number, mostMoved = 0.5): Learned {
  const held = dimensions.map(({ levels }) => ({ m: normalise(levels.map(({ m }) => m), 0), u: normalise(levels.map(({ u }) => u), 0) }));
  const groups = SHARED_GROUPS.filter((group) => dimensions.some(({ shared }) => (shared[group] ?? 0) >= 0.9));
  const priorPairs = Math.min(PRIOR_PAIRS, pairs / 50);
  const leastPrior = 0.5 / Math.max(1, pairs);
  const start = Math.min(0.1, Math.max(leastPrior, records / 4 / Math.max(1, pairs)));
  const parameters: Parameters = {
    prior: start,
    m: held.map(({ m }) => [...m]),
    u: held.map(({ u }) => [...u]),
    shared: Object.fromEntries(groups.map((group) => [group, start * PRIOR_SHARED])),
    moved: dimensions.some(({ moves = 0 }) => moves > 0) ? Math.min(mostMoved, PRIOR_MOVED) : 0,
  };
  const outside = emptySums(dimensions, groups.length);
  // Pairs without a common key are no matches, or none that could be found: they are counted for u once.
  expect(others, dimensions, { ...parameters, prior: leastPrior / 10 }, outside);
  let expectedMatches = start * pairs;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const sums = emptySums(dimensions, groups.length);
    expect(candidates, dimensions, parameters, sums);
    const before = expectedMatches;
    expectedMatches = sums.matches;
    parameters.prior = Math.min(0.5, Math.max(leastPrior, sums.matches / pairs));
    dimensions.forEach((dimension, index) => {
      const { m, u } = held[index]!;
      const counted = sums.u[index]!.map((count, level) => count + outside.u[index]![level]!);
      parameters.m[index] = boundDifferent(dimension, normalise(m.map((prior, level) => sums.m[index]![level]! + PRIOR_MATCHES * prior), LEAST_M));
      parameters.u[index] = normalise(u.map((prior, level) => counted[level]! + priorPairs * prior), 1e-9);
      inOrder(dimension, parameters.m[index], parameters.u[index]);
      likeOthers(dimension, parameters.m[index], parameters.u[index]);
    });
    if (parameters.moved > 0) parameters.moved = Math.min(mostMoved, (sums.moved + PRIOR_MOVED * PRIOR_MOVED_MATCHES) / (sums.matches + PRIOR_MOVED_MATCHES));
    groups.forEach((group, index) => {
      const expected = PRIOR_SHARED_STRENGTH * expectedMatches;
      const rate = (sums.groups[index]! + expected * PRIOR_SHARED) / pairs;
      parameters.shared[group] = Math.min(0.05, Math.max(MOST_SHARED * parameters.prior, 100 / pairs), rate);
    });
    if (round > 5 && Math.abs(expectedMatches - before) < SETTLED * Math.max(1, before)) break;
  }
  return {
    prior: parameters.prior,
    expectedMatches,
    shared: parameters.shared,
    moved: parameters.moved,
    fields: dimensions.map(({ field, levels }, index) => ({
      field,
      levels: levels.map(({ name }, level) => ({ name, m: parameters.m[index]![level]!, u: parameters.u[index]![level]! })),
    })),
  };
}
