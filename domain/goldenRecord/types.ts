import type { PartyRecord } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';

/** The fields of a party record that a system may give or not. */
export type GivenField = Exclude<keyof PartyRecord, 'type' | 'ref' | 'kind' | 'references' | 'createdAt' | 'updatedAt'>;

/** A party record as seen now, with when it was read: the input of every survivorship rule. */
export interface SeenParty {
  record: PartyRecord;
  /** First part of its ref. */
  system: string;
  fetchedAtMs: number;
}

/** How one field's value is chosen among the records that have one. */
export type SurvivorshipRule = 'sourcePriority' | 'mostRecent' | 'verifiedFirst' | 'allDistinct';

/** Configuration of the golden record: systems in order of trust per field, `default` for fields not named. */
export interface SurvivorshipConfig {
  priority: Readonly<Record<string, readonly string[]>> & { default: readonly string[] };
}

/** A chosen value with its origin and what lost. */
export interface Chosen<Value> {
  value: Value;
  ref: SourceRef;
  fetchedAtMs: number;
  rule: SurvivorshipRule;
  losing: { value: Value; ref: SourceRef; fetchedAtMs: number }[];
}
