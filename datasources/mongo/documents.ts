/**
 * The documents of the store (docs/ARCHITECTURE.md, "How a change flows"). Everything that must be unique is `_id`.
 * Values stand in `records` and `interactions`, and derived from them in `customerIndex`; nowhere else.
 */
import type { EventRecord, PartyRecord } from '../../domain/records.ts';
import type { EventType, RecordType, SourceRef } from '../../domain/sourceRef.ts';
import type { LinkRule } from '../../domain/identity/rules.ts';

/** Work to do for one source ref. Leasing increments `epoch`; completion matches the `epoch` and `dirty` it has seen. */
export interface InboxDocument {
  _id: SourceRef;
  system: string;
  type: RecordType;
  /** Count of signals; 0 means nothing to do. */
  dirty: number;
  epoch: number;
  /** Not before. Server time. */
  due: Date;
  leaseUntil: Date | null;
  leaseOwner: string | null;
  attempts: number;
  /** Kind of the last failure, never its text. */
  lastFailure: string | null;
}

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

/** A party record as last seen, with its link. */
export interface PartyDocument {
  _id: SourceRef;
  system: string;
  /** Older epochs are refused. */
  epoch: number;
  /** Of the canonical record: equal means nothing to do. */
  hash: string;
  state: 'LIVE' | 'GONE';
  record: PartyRecord | null;
  /** Identifier keys for look-up and matching: `email:…`, `phone:…`, `taxId:…`, `loyaltyId:…`, `account:<system>:…`. */
  keys: string[];
  link: Link | null;
  /** The keys that made the link; a live record that lost them is RELINKING. */
  evidence: string[];
  /** Customer ids of relationships are resolved through these refs. */
  fetchedAt: Date;
  schemaVersion: number;
}

/** One source event. It names a party record, never a customer. */
export interface InteractionDocument {
  _id: SourceRef;
  system: string;
  kind: EventType;
  epoch: number;
  hash: string;
  state: 'LIVE' | 'GONE';
  partyRef: SourceRef;
  at: Date;
  final: boolean;
  /** Orders: status and printed numbers for filter and look-up, upper-case. */
  status: string | null;
  numbers: string[];
  /** This event's own number or a reference to it in another system, upper-case: equal values in two systems are one event. */
  sharedKeys: string[];
  /** The greater view of the same event, null on the greater view itself and on events seen once. */
  twinOf: SourceRef | null;
  /** Lesser views that point here; derived from their `twinOf`, bounded by the number of systems. */
  twins: SourceRef[];
  /** Row-scope keys of the event and of its party record: `account:…`, `distributor:…`, `territory:…`. */
  scope: string[];
  record: EventRecord | null;
  fetchedAt: Date;
  schemaVersion: number;
}

/** A customer id. It never vanishes: a merge sets `mergedInto` on the younger, a split clears it. */
export interface CustomerDocument {
  /** Random and time-ordered (UUIDv7), derived from nothing. */
  _id: string;
  createdAt: Date;
  /**
   * The older customer that this one is held to be. `verified` pointers rest on a verified identifier or a steward;
   * only those exist for outside callers.
   */
  mergedInto: { customerId: string; rule: LinkRule; fields: string[]; verified: boolean; at: Date; actor: string } | null;
  revision: number;
}

/** A party record of a customer, as the index document keeps it: what a read needs, so that it needs no second query. */
export interface IndexedParty {
  ref: SourceRef;
  rule: LinkRule;
  evidence: string[];
}

/**
 * What lists, filters, search and look-ups need of one customer; rebuildable. One document per customer for staff (the
 * union) and one per verified part for outside callers; where both are the same, one document serves both audiences.
 */
export interface CustomerIndexDocument {
  /** `customerId` for the union, `customerId|outside` for a verified part of its own. */
  _id: string;
  customerId: string;
  audience: ('staff' | 'outside')[];
  /** Every customer id that resolves to this document. */
  ids: string[];
  kind: 'PERSON' | 'ORGANISATION';
  /** Folded golden name (family, given) plus id, for order by name. */
  nameKey: string;
  /** Folded words of names, and nothing else: search is by name. */
  tokens: string[];
  /** Exact look-up keys of all its records, as in PartyDocument.keys plus `ref:<source ref>`. */
  keys: string[];
  /** Row-scope keys: `account:…`, `distributor:…`, `territory:…` and `self:<customer id>` for each of `ids`. */
  scope: string[];
  parties: IndexedParty[];
  /** Refs of contacts and organisations: other customers' party refs, dated relationships in force. */
  contacts: SourceRef[];
  organisations: SourceRef[];
  /** Newest 20 events of each kind, newest first, one string: `ref=twinRef at` joined by newline; see timelineHead.ts. */
  heads: Record<EventType, string>;
  /** Newest 20 of all kinds together. */
  head: string;
  createdAt: Date;
  asOf: Date;
  /** Of the derived content; equal means nothing written. */
  hash: string;
  revision: number;
}

/** Progress of pulling one record type of one source. */
export interface PullDocument {
  /** `system:type`. */
  _id: string;
  since: string | null;
  highWater: string | null;
  completedAt: Date | null;
  fullPullAt: Date | null;
}

/** Answer kept for an idempotency key. */
export interface IdempotencyDocument {
  /** Keyed hash of principal and key. */
  _id: string;
  bodyHash: string;
  ref: SourceRef;
  createdAt: Date;
}
