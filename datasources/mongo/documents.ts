/**
 * The documents of the store (docs/ARCHITECTURE.md, "How a change flows"). Everything that must be unique is `_id`.
 * Values stand in `records` and `interactions`, and derived from them in `customerIndex`; nowhere else.
 */
import type { DecisionKind } from '../../domain/identity/decisions.ts';
import type { IdentitySettings } from '../../domain/identity/config.ts';
import type { LineageEntry } from '../../domain/identity/lineage.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { FieldScore } from '../../domain/matching/scorer.ts';
import type { Link } from '../../domain/identity/link.ts';
import type { IssuableRole } from '../../domain/issuedToken.ts';
import type { Scope } from '../../domain/principal.ts';
import type { EventRecord, PartyRecord } from '../../domain/records.ts';
import type { EventType, RecordType, SourceRef } from '../../domain/sourceRef.ts';

export type { CustomerDocument, Link, Pointer } from '../../domain/identity/link.ts';
export type { CustomerIndexDocument, IndexedParty, StoredCustomerIndexDocument } from '../../domain/customerIndex/types.ts';

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
  /** Identifier keys for look-up and matching, and what the record says of others (domain/identity/keys.ts). */
  keys: string[];
  /** Keys that it had before and whose other carriers have still to be looked at. Empty once `settled`. */
  formerKeys: string[];
  /** False from a change until its link, its customers' index documents and its events' scopes have followed. */
  settled: boolean;
  /** How often everything was to follow it anew for another reason, new parameters say: who has read it before that neither links nor settles it. */
  reopened?: number;
  link: Link | null;
  /** The keys that made the link; a live record that lost them is RELINKING. */
  evidence: string[];
  fetchedAt: Date;
  schemaVersion: number;
  /** Under which it is found by records that may be the same party (domain/matching/blocking.ts); of which content and parameters they are. */
  blocks?: string[];
  blocked?: string;
  /** False from a change of the link until the lineage has it; then `unlogged` is its entry. */
  logged?: boolean;
  unlogged?: LineageEntry | null;
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
  /**
   * In whose timelines it stands: its own party and, on a greater view, the parties of its lesser views, so that an
   * order which two unlinked records know is one row for either. Empty on a lesser view and on an event that is gone.
   */
  parties: SourceRef[];
  /** Row-scope keys of the verified parts that hold `parties`: `account:…`, `distributor:…`, `territory:…`. */
  scope: string[];
  /** `party:<ref>` and `key:<shared key>` that it had before and that have still to follow. Empty once `settled`. */
  former: string[];
  settled: boolean;
  record: EventRecord | null;
  fetchedAt: Date;
  schemaVersion: number;
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

/**
 * Two records that the active parameters find alike. It finds work (the component around a record, what waits for a
 * steward); what counts in placement is weighed anew from the records as they are.
 */
export interface EdgeDocument {
  /** Both refs, the lesser first, a line each. */
  _id: string;
  refs: [SourceRef, SourceRef];
  /** Bits for one party, when it was weighed. */
  weight: number;
  levels: FieldScore[];
  /** May join by itself. */
  telling: boolean;
  /** Version of the parameters. */
  parameters: number;
  at: Date;
  /** What came of it when its records were placed last. `REVIEW`: a steward is asked. */
  state: EdgeState;
  /** Since when it is in this state. */
  since: Date;
}

/** `NEW` until its records have been placed. `DECIDED`: a steward has said that the two are apart. */
export type EdgeState = 'NEW' | 'JOINED' | 'REVIEW' | 'DECIDED';

/** One version of what identity rests on: the rules and the trained model. Versions are never changed, only activated. */
export interface ParametersDocument {
  _id: number;
  rules: IdentitySettings;
  /** Of the rules: whether the configuration says the same. */
  rulesHash: string;
  model: MatchingModel | null;
  trainedAt: Date;
  /** Who asked for it: `gateway` or the subject of a steward. */
  trainedBy: string;
  activatedAt: Date | null;
  activatedBy: string | null;
  reason: string | null;
  /** What activating it would change, when that was last reckoned. */
  dryRun: DryRun | null;
}

/** A version without its model; of that, what it was learned from. */
export type ParametersSummary = Omit<ParametersDocument, 'model'> & { model: Pick<MatchingModel, 'training'> | null };

/** What another version would join and tear apart. */
export interface DryRun {
  at: Date;
  /** The version that was active. */
  against: number;
  records: number;
  joins: number;
  splits: number;
  /** The first of them: refs of the customers that would become one, or of the parts that one would become. */
  examples: { kind: 'JOIN' | 'SPLIT'; groups: SourceRef[][] }[];
}

/** What a steward decided about records. */
export interface DecisionDocument {
  /** Keyed hash of what was decided and on top of which decisions: deciding it twice at once is deciding it once. */
  _id: string;
  kind: DecisionKind;
  /** Lists of records, two as a rule: at most `MOST_SIDES`, with `MOST_REFS` records in all. */
  sides: SourceRef[][];
  /** All of them, to be found by. */
  refs: SourceRef[];
  /** Later decisions have greater ones (domain/identity/decisions.ts). */
  rank: number;
  /** The steward's own words, at most 500 characters. */
  reason: string;
  /** Subject of the steward. */
  actor: string;
  at: Date;
  /** `PENDING` until links, pointers, lineage and index have followed. */
  state: 'PENDING' | 'DONE';
}

/** A change of an id or record, kept for ever. */
export interface LineageDocument extends LineageEntry {
  /** Its place in the feed; null, and `numbered` false, until it has one. */
  number: number | null;
  numbered: boolean;
}

/** Answer kept for an idempotency key. */
export interface IdempotencyDocument {
  /** Keyed hash of principal and key. */
  _id: string;
  bodyHash: string;
  ref: SourceRef;
  createdAt: Date;
}

/** A token that the gateway has issued. Of the token itself there is nothing but a hash. */
export interface TokenDocument {
  /** Public part of the token: random. */
  _id: string;
  /** SHA-256 of the secret part, base64url. */
  hash: string;
  /** The secret before the last rotation, while both are taken. */
  previous: { hash: string; until: Date } | null;
  name: string;
  role: IssuableRole;
  scopes: Scope[];
  customerId: string | null;
  account: string | null;
  distributor: string | null;
  territory: string | null;
  purpose: string | null;
  onBehalfOf: string | null;
  channel: string | null;
  /** Addresses and ranges; empty: from anywhere. */
  networks: string[];
  requestsPerMinute: number | null;
  costPerMinute: number | null;
  createdAt: Date;
  /** Subject of the admin. */
  createdBy: string;
  expiresAt: Date;
  rotatedAt: Date | null;
  revokedAt: Date | null;
  revokedBy: string | null;
}
