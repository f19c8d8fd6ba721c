import type { PartyRecord, Pin } from '../records.ts';
import type { SourceRef } from '../sourceRef.ts';
import type { ConfiguredRule, GoldenField } from './rules.ts';

/** The fields of a party record that a system may give or not. */
export type GivenField = Exclude<keyof PartyRecord, 'type' | 'ref' | 'kind' | 'references' | 'createdAt' | 'updatedAt' | 'pin'>;

/** A party record as seen now, with when it was read: the input of every survivorship rule. */
export interface SeenParty {
  record: PartyRecord;
  /** First part of its ref. */
  system: string;
  fetchedAtMs: number;
}

/** What chose a value: the field's rule, or a steward. */
export type SurvivorshipRule = ConfiguredRule | 'pinned';

/** Configuration of the golden record: systems in order of trust per field, `default` for fields not named. */
export interface SurvivorshipConfig {
  priority: Readonly<Record<string, readonly string[]>> & { default: readonly string[] };
  /** The rule of each field; a field that is left out has that of `DEFAULT_RULES`. */
  rules?: Readonly<Partial<Record<GoldenField, ConfiguredRule>>>;
}

/** A chosen value with its origin and what lost. */
export interface Chosen<Value> {
  value: Value;
  ref: SourceRef;
  fetchedAtMs: number;
  rule: SurvivorshipRule;
  /** Of a pinned value: who says so, why and until when. */
  pin?: Pin;
  losing: { value: Value; ref: SourceRef; fetchedAtMs: number }[];
}
