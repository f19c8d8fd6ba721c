import type { FrequencyReader } from './frequencies.ts';
import type { MatchRecord } from './record.ts';

/** One way in which two values of a field may agree or differ, with what is held of it before any data is seen. */
export interface Level {
  name: string;
  /** Probability of this level in a pair of the same party, before any data is seen. */
  m: number;
  /** Probability of this level in a pair of two parties, before any data is seen. */
  u: number;
  /** Of levels that stand in order (exact, close, different), a better one never weighs less; others stand apart. */
  apart?: true;
  /**
   * Weighs as that level does, less one bit for the second way to agree: whether names are swapped is a matter of one record,
   * and tells no more of one party than of two.
   */
  likeLevel?: number;
}

/**
 * What two different parties may share for a reason, so that it does not speak of one party as independent agreements
 * would: a household shares home, family name and landline, a chain its name, telephone and web domain, a business centre
 * its address.
 */
export const SHARED_GROUPS = ['household', 'chain', 'premises'] as const;
export type SharedGroup = (typeof SHARED_GROUPS)[number];
export type Shares = Readonly<Partial<Record<SharedGroup, number>>>;

/** A field of the model: what is compared, and at which levels. */
export interface Dimension {
  field: string;
  levels: readonly Level[];
  /** Per group: the probability that two parties of it share the value for that reason. */
  shared: Shares;
  /**
   * How often one party's values may differ altogether, at most: without it, learning on a set with hardly a duplicate would
   * take the next best thing (families, namesakes) for one party.
   */
  mostDifferent: number;
  /** Probability that the value changes with the place, when a party has moved. */
  moves?: number;
}

/** Where a comparer writes: per dimension its level, and by how many bits the value is rarer than that level's average. */
export interface Outcome {
  /** Index into the dimension's levels; -1 where one side has no value. */
  levels: Int8Array;
  rarity: Float64Array;
}

/** Compares some fields of two records of one kind. It writes its dimensions at `at`, `at + 1` ... */
export interface Comparer {
  dimensions: readonly Dimension[];
  compare(left: MatchRecord, right: MatchRecord, frequencies: FrequencyReader, outcome: Outcome, at: number): void;
}

export const MISSING = -1;
