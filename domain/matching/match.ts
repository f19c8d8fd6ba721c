import type { Random } from './random.ts';
import { cluster, LEAST_PAIR_BITS, type ScoredPair } from './cluster.ts';
import type { MatchingModel } from './model.ts';
import type { MatchRecord } from './record.ts';
import { createScorer } from './scorer.ts';
import { JOIN_BITS, REVIEW_BITS } from './thresholds.ts';
import { train, type Training, type TrainingOptions } from './train.ts';

export interface BatchOptions {
  random: Random;
  /** Records of one source are never put together. */
  linkOnly?: boolean;
  /** Told how many of the pairs are compared, every few thousand. */
  onProgress?: (compared: number, of: number) => void;
}

export interface BatchResult {
  model: MatchingModel;
  /** Ids of the records of each cluster, ordered. */
  clusters: string[][];
  blocks: number;
  comparedPairs: number;
}

const PROGRESS_EVERY = 20_000;

/** The records in the order of their ids, and what was learned of them: the order in which they came changes nothing. */
export function trainSorted(unordered: readonly MatchRecord[], options: TrainingOptions): { records: MatchRecord[]; training: Training } {
  const records = [...unordered].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  return { records, training: train(records, options) };
}

/** Trains on the records, compares every candidate pair and clusters. The order of the records changes nothing. */
export function matchAll(unordered: readonly MatchRecord[], { random, linkOnly = false, onProgress }: BatchOptions): BatchResult {
  const { records, training: { model, index, candidatePairs } } = trainSorted(unordered, { random, linkOnly });
  const { weigh } = createScorer(model);
  const pairs: ScoredPair[] = [];
  let comparedPairs = 0;
  index.eachPair((left, right) => {
    const weight = weigh(records[left]!, records[right]!, REVIEW_BITS);
    if (weight >= REVIEW_BITS) pairs.push({ left, right, weight });
    comparedPairs += 1;
    if (comparedPairs % PROGRESS_EVERY === 0) onProgress?.(comparedPairs, candidatePairs);
  });
  const clusters = cluster(records.length, pairs, {
    join: JOIN_BITS,
    idOf: (record) => records[record]!.id,
    weigh: (left, right) => weigh(records[left]!, records[right]!, LEAST_PAIR_BITS),
    ...(linkOnly ? { apart: (left: number, right: number) => records[left]!.source === records[right]!.source } : {}),
  });
  return { model, clusters: clusters.map((members) => members.map((member) => records[member]!.id)), blocks: index.blocks, comparedPairs };
}
