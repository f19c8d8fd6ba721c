import type { FieldScore } from '../matching/scorer.ts';
import type { SourceRef } from '../sourceRef.ts';
import type { LineageEntry } from './lineage.ts';
import type { LinkRule } from './rules.ts';

/** Why a party record belongs to its customer. Refs, rules and field names only, never values. */
export interface Link {
  /** The customer whose *verified part* this record belongs to (before `mergedInto` is followed). */
  customerId: string;
  /** `founded` for the record that a new customer id was made for. */
  rule: LinkRule;
  /** The canonical fields that agreed. */
  fields: string[];
  /** The record that it agreed with; null for `founded`. */
  withRef: SourceRef | null;
  linkedAt: Date;
  /** `gateway` or the subject of the steward. */
  actor: string;
  /** The customer id of the record's first link: where it returns to when split off. */
  firstCustomerId: string;
  revision: number;
}

/** Why one customer id is held to be an older one. */
export interface Pointer {
  /** The older customer. */
  customerId: string;
  rule: LinkRule;
  fields: string[];
  /** The two records that agreed: one of this customer, one of another part of the same customer. */
  refs: [SourceRef, SourceRef];
  /** Rests on a verified identifier or a steward: only such pointers exist for outside callers. */
  verified: boolean;
  /** Of a probabilistic one: bits for one party, and how each field compared, when it was set. */
  weight?: number | null;
  levels?: readonly FieldScore[];
  at: Date;
  actor: string;
}

/** A customer id. It never vanishes: a merge sets `mergedInto` on the younger, a split clears it. */
export interface CustomerDocument {
  /** Random and time-ordered (UUIDv7), derived from nothing. */
  _id: string;
  createdAt: Date;
  mergedInto: Pointer | null;
  revision: number;
  /** How often parameters were activated since it was made: who has read it before that does not write its pointer. */
  reopened?: number;
  /** False from a change of the pointer until the lineage has it; then `unlogged` is its entry. */
  logged?: boolean;
  unlogged?: LineageEntry | null;
}
