import type { FrequencyTables } from './frequencies.ts';
import type { PartyKind } from '../records.ts';
import type { ColumnShape } from './compare/extra.ts';
import type { SharedGroup } from './comparison.ts';

/** A level of the trained model. */
export interface LevelModel {
  name: string;
  m: number;
  u: number;
}

export interface FieldModel {
  field: string;
  levels: readonly LevelModel[];
}

/** How often two different parties share what a group of fields holds, beside chance: probability of a random pair. */
export type SharedRates = Readonly<Partial<Record<SharedGroup, number>>>;

/** What was learned of records of one kind. */
export interface KindModel {
  /** Probability that two random records are one party. */
  prior: number;
  /** Fields that take part; a field that the data lacks is not among them. */
  fields: readonly FieldModel[];
  shared: SharedRates;
  /** Probability that two records of one party are from before and after a move. */
  moved: number;
  frequencies: FrequencyTables;
  /** Further columns and what their values look like. */
  columns: Readonly<Record<string, ColumnShape>>;
}

/** Which sets of values are so frequent that a blocking key needs another one beside them (blocking.ts). */
export interface BlockingModel {
  /** Records that share one key, at most, for a key that can be extended. */
  limit: number;
  /** Frequent sets of blocking values, ordered. */
  frequent: readonly string[];
}

/** Everything that scoring and blocking depend on beside the records: plain JSON, bounded in size, stored as one document. */
export interface MatchingModel {
  version: 1;
  kinds: Readonly<Partial<Record<PartyKind, KindModel>>>;
  blocking: BlockingModel;
  /** What it was learned from, for people to judge it by. */
  training: { records: number; candidatePairs: number; expectedMatches: number };
}
