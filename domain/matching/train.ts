import type { PartyKind } from '../records.ts';
import { blockingValues, keysOfValues, learnBlocking } from './blocking.ts';
import { createCandidateIndex, type CandidateIndex } from './candidates.ts';
import { columnShape, type ColumnShape } from './compare/extra.ts';
import { comparersOf, countedValues } from './comparers.ts';
import { learn, type Learned, type PairSample } from './em.ts';
import { countFrequencies, createFrequencyReader, type FrequencyReader, type FrequencyTables } from './frequencies.ts';
import type { BlockingModel, KindModel, MatchingModel } from './model.ts';
import type { Random } from './random.ts';
import type { MatchRecord } from './record.ts';
import { createComparison } from './scorer.ts';

export interface TrainingOptions {
  /** From 0 up to and without 1; the same stream gives the same model. */
  random: Random;
  /** Records of one source are never one party. */
  linkOnly?: boolean;
  /** Candidates per record, at most about, that blocking may leave: where each record is compared as it comes, fewer than in a batch. */
  pairsPerRecord?: number;
  /** How many records each of these stands for, where the model is for more than it is learned from: 1 if left out. */
  standsFor?: number;
}

/** A model, and the candidates that were found on the way: a batch compares these anyway. */
export interface Training {
  model: MatchingModel;
  index: CandidateIndex;
  candidatePairs: number;
}

const KINDS: readonly PartyKind[] = ['PERSON', 'ORGANISATION'];
/** Records that share a key at most, from generous to strict; the first that keeps the number of pairs in bounds is taken. */
const BLOCK_LIMITS = [400, 200, 120, 80, 50, 30, 20];
/** Pairs per record that a batch may compare, and pairs that it may compare in any case. */
const PAIRS_PER_RECORD = 50;
const PAIRS_IN_ANY_CASE = 500_000;
/** Pairs that parameters are learned from, of each sort. */
const SAMPLED_PAIRS = 120_000;
/** A column with fewer values than this says too little to be learned from. */
const LEAST_VALUES = 2;
/** Share of one party's pairs from before and after a move, at most. By values alone a company that has moved looks like a branch of a chain, and there are more of these. */
const MOST_MOVED: Readonly<Record<PartyKind, number>> = { PERSON: 0.5, ORGANISATION: 0.03 };

function chooseBlocking(records: readonly MatchRecord[], values: readonly (readonly string[])[], linkOnly: boolean, pairsPerRecord: number | undefined, standsFor: number): { blocking: BlockingModel; index: CandidateIndex } {
  const most = pairsPerRecord === undefined ? Math.max(PAIRS_IN_ANY_CASE, PAIRS_PER_RECORD * records.length) : pairsPerRecord * records.length;
  for (const [position, limit] of BLOCK_LIMITS.entries()) {
    // A value that so many of the sample have, `standsFor` times as many of all have.
    const blocking = { ...learnBlocking(values, Math.max(1, Math.floor(limit / standsFor))), limit };
    const frequent = new Set(blocking.frequent);
    const keys = values.map((own) => keysOfValues(own, { frequent }));
    const sizes = new Map<string, number>();
    let pairs = 0;
    for (const own of keys) {
      for (const key of own) {
        const size = sizes.get(key) ?? 0;
        pairs += size;
        sizes.set(key, size + 1);
      }
    }
    // Pairs count once per key that they share: about twice as often as they are compared.
    // In all there are so many times the records, each with so many times the candidates.
    if ((pairs * standsFor) / 2 <= most || position === BLOCK_LIMITS.length - 1) return { blocking, index: createCandidateIndex(records, keys, linkOnly) };
  }
  throw new Error('no limit of blocks was tried');
}

interface Positions {
  left: Int32Array;
  right: Int32Array;
  size: number;
}

/** Pairs of one kind, each as likely to be drawn as the other (reservoir sampling), and how many there were. */
function drawCandidates(records: readonly MatchRecord[], index: CandidateIndex, random: Random): Map<PartyKind, { drawn: Positions; of: number }> {
  const drawn = new Map(KINDS.map((kind) => [kind, { drawn: { left: new Int32Array(SAMPLED_PAIRS), right: new Int32Array(SAMPLED_PAIRS), size: 0 }, of: 0 }]));
  index.eachPair((left, right) => {
    const own = drawn.get(records[left]!.kind)!;
    own.of += 1;
    const place = own.drawn.size < SAMPLED_PAIRS ? own.drawn.size++ : Math.floor(random() * own.of);
    if (place >= SAMPLED_PAIRS) return;
    own.drawn.left[place] = left;
    own.drawn.right[place] = right;
  });
  return drawn;
}

/** Random pairs of one kind that share no key. Where there are few pairs, all of them. */
function drawOthers(members: readonly number[], records: readonly MatchRecord[], index: CandidateIndex, linkOnly: boolean, random: Random): Positions {
  const left: number[] = [];
  const right: number[] = [];
  const use = (one: number, other: number): void => {
    if (one === other || (linkOnly && records[one]!.source === records[other]!.source) || index.share(one, other)) return;
    left.push(one);
    right.push(other);
  };
  const all = (members.length * (members.length - 1)) / 2;
  if (all <= SAMPLED_PAIRS) members.forEach((one, place) => { for (let next = place + 1; next < members.length; next += 1) use(one, members[next]!); });
  else for (let draw = 0; draw < SAMPLED_PAIRS; draw += 1) use(members[Math.floor(random() * members.length)]!, members[Math.floor(random() * members.length)]!);
  return { left: Int32Array.from(left), right: Int32Array.from(right), size: left.length };
}

function countPairs(members: readonly number[], records: readonly MatchRecord[], linkOnly: boolean): number {
  const pairsOf = (count: number): number => (count * (count - 1)) / 2;
  if (!linkOnly) return pairsOf(members.length);
  const bySource = new Map<string, number>();
  for (const member of members) bySource.set(records[member]!.source, (bySource.get(records[member]!.source) ?? 0) + 1);
  return pairsOf(members.length) - [...bySource.values()].reduce((sum, count) => sum + pairsOf(count), 0);
}

function shapes(records: readonly MatchRecord[]): Record<string, ColumnShape> {
  const values = new Map<string, string[]>();
  for (const { extra } of records) {
    for (const [column, [first]] of Object.entries(extra)) {
      const own = values.get(column);
      if (own === undefined) values.set(column, [first!]);
      else own.push(first!);
    }
  }
  return Object.fromEntries([...values].filter(([, of]) => new Set(of).size >= LEAST_VALUES).sort(([one], [other]) => (one < other ? -1 : 1)).map(([column, of]) => [column, columnShape(of)]));
}

/** Learns the parameters of one kind from its pairs. */
function trainKind(
  kind: PartyKind,
  records: readonly MatchRecord[],
  members: readonly number[],
  frequencies: FrequencyTables,
  pairs: { candidates: Positions; candidatesOf: number; others: Positions; all: number },
): { model: KindModel; learned: Learned } {
  const own = members.map((member) => records[member]!);
  const columns = shapes(own);
  const comparison = createComparison(comparersOf(kind, columns), createFrequencyReader(frequencies));
  const { dimensions } = comparison;
  const compareAll = ({ left, right, size }: Positions, of: number): PairSample => {
    const levels = new Int8Array(size * dimensions.length);
    const rarity = new Float32Array(size * dimensions.length);
    for (let pair = 0; pair < size; pair += 1) {
      const outcome = comparison.compare(records[left[pair]!]!, records[right[pair]!]!);
      levels.set(outcome.levels, pair * dimensions.length);
      rarity.set(outcome.rarity, pair * dimensions.length);
    }
    return { size, levels, rarity, weight: size === 0 ? 0 : of / size };
  };
  const candidates = compareAll(pairs.candidates, pairs.candidatesOf);
  const others = compareAll(pairs.others, pairs.all - pairs.candidatesOf);
  const learned = learn(dimensions, candidates, others, members.length, pairs.all, MOST_MOVED[kind]);
  const present = dimensions.map((_, index) => {
    const known = ({ size, levels }: PairSample): boolean => {
      for (let pair = 0; pair < size; pair += 1) if (levels[pair * dimensions.length + index]! >= 0) return true;
      return false;
    };
    return known(candidates) || known(others);
  });
  return { model: { prior: learned.prior, fields: learned.fields.filter((_, index) => present[index]), shared: learned.shared, moved: learned.moved, frequencies, columns }, learned };
}

/** Trains without labels. The records' order must not depend on anything but their ids: sort them first. */
export function train(records: readonly MatchRecord[], { random, linkOnly = false, pairsPerRecord, standsFor = 1 }: TrainingOptions): Training {
  const tables = Object.fromEntries(KINDS.map((kind) => [kind, countFrequencies(records.filter((record) => record.kind === kind), countedValues)])) as Record<PartyKind, FrequencyTables>;
  const words = new Map(KINDS.map((kind) => [kind, createFrequencyReader(tables[kind])]));
  const values = records.map((record) => blockingValues(record, words.get(record.kind)!));
  const { blocking, index } = chooseBlocking(records, values, linkOnly, pairsPerRecord, standsFor);
  const drawn = drawCandidates(records, index, random);
  const kinds: Partial<Record<PartyKind, KindModel>> = {};
  let expectedMatches = 0;
  for (const kind of KINDS) {
    const members = records.flatMap((record, position) => (record.kind === kind ? [position] : []));
    const all = countPairs(members, records, linkOnly);
    if (all === 0) continue;
    const { drawn: candidates, of } = drawn.get(kind)!;
    const { model, learned } = trainKind(kind, records, members, tables[kind], { candidates, candidatesOf: of, others: drawOthers(members, records, index, linkOnly, random), all });
    kinds[kind] = model;
    expectedMatches += learned.expectedMatches;
  }
  const candidatePairs = [...drawn.values()].reduce((sum, { of }) => sum + of, 0);
  return { model: { version: 1, kinds, blocking, training: { records: records.length, candidatePairs, expectedMatches: Math.round(expectedMatches) } }, index, candidatePairs };
}

interface KeyReader {
  words: Readonly<Record<PartyKind, FrequencyReader>>;
  frequent: ReadonlySet<string>;
}

const keyReaders = new WeakMap<MatchingModel, KeyReader>();

function keyReader(model: MatchingModel): KeyReader {
  const known = keyReaders.get(model);
  if (known !== undefined) return known;
  const words = { PERSON: createFrequencyReader(model.kinds.PERSON?.frequencies ?? {}), ORGANISATION: createFrequencyReader(model.kinds.ORGANISATION?.frequencies ?? {}) };
  const reader = { words, frequent: new Set(model.blocking.frequent) };
  keyReaders.set(model, reader);
  return reader;
}

/** The keys under which a record is stored and looked for; depends on the record and the frozen parameters alone. */
export function blockingKeys(record: MatchRecord, model: MatchingModel): string[] {
  const { words, frequent } = keyReader(model);
  return keysOfValues(blockingValues(record, words[record.kind]), { frequent }).map((key) => `${record.kind[0]}${key}`);
}
