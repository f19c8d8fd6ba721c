/**
 * The documents of the store (docs/ARCHITECTURE.md, "How a change flows"). Everything that must be unique is `_id`.
 * Values stand in `records` and `interactions`, and derived from them in `customerIndex`; nowhere else.
 */
import type { DecisionKind } from '../../domain/identity/decisions.ts';
import type { IdentitySettings } from '../../domain/identity/config.ts';
import type { LineageEntry } from '../../domain/identity/lineage.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { HeldKey } from '../../domain/callers.ts';
import type { FieldScore } from '../../domain/matching/scorer.ts';
import type { Link } from '../../domain/identity/link.ts';
import type { IssuableRole } from '../../domain/issuedToken.ts';
import type { Scope } from '../../domain/principal.ts';
import type { EventRecord, PartyRecord, SourceRecord } from '../../domain/records.ts';
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
  /** Failures since it was last done: the wait grows with them. */
  attempts: number;
  /** Those of them that were the record's own, not an outage of its source. Too many, and it is set aside. */
  faults: number;
  /** Kind of the last failure, never its text. */
  lastFailure: string | null;
  /** Number of the sweep that saw it last; left out: none has. */
  swept?: number;
  /** True: `dirty` is 0 though it was never done. A new signal or an admin takes it up again. */
  setAside: boolean;
  setAsideAt: Date | null;
  /**
   * Of a source that cannot be asked by id: what it last said, until that is applied. The one value that stands here.
   * Null record: there is none any more.
   */
  observation: { record: SourceRecord | null } | null;
  /** Place of the latest observation ever taken, the source's own order first (`observedOrder`): what is not later is refused. */
  observedOrder: string | null;
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
  /** Since when it is known to hold the contact points that its source has verified (domain/callers.ts). */
  held?: HeldKey[];
  /** Changes of its content so far, and when the last one was written, by the server's clock. The store sets both. */
  rev?: number;
  changedAt?: Date;
  /** Under which it is found by records that may be the same party (domain/matching/blocking.ts); of which content and parameters they are. */
  blocks?: string[];
  blocked?: string;
  /** False from a change of the link until the lineage has it; then `unlogged` is its entry. */
  logged?: boolean;
  unlogged?: LineageEntry | null;
}

/** What a record is compared by. */
export type ComparedParty = Pick<PartyDocument, '_id' | 'hash' | 'state' | 'record' | 'blocks'>;

/** One source event. It names a party record, never a customer. */
export interface InteractionDocument {
  _id: SourceRef;
  system: string;
  kind: EventType;
  epoch: number;
  hash: string;
  /** `ERASED`: without values and party for ever; its epoch is above any other. */
  state: 'LIVE' | 'GONE' | 'ERASED';
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
  /**
   * The same by likeness (amount, time and customer), for staff alone: outside callers meet both views as two events, so that
   * each stays in the timelines of its own party.
   */
  likelyTwinOf?: SourceRef | null;
  likelyTwins?: SourceRef[];
  /** When to look whether it is missing in a system that should have it; null, and `awaited` false, where there is nothing to look for. */
  missingDue?: Date | null;
  awaited?: boolean;
  /** Row-scope keys of the verified parts that hold `parties`: `account:…`, `distributor:…`, `territory:…`. */
  scope: string[];
  /** `party:<ref>`, `key:<shared key>` and `at:<ms>` that it had before and that have still to follow. Empty once `settled`. */
  former: string[];
  settled: boolean;
  record: EventRecord | null;
  fetchedAt: Date;
  schemaVersion: number;
  /** Changes so far that a reader can see: of its content, and of the views that it was put together from. The store sets it. */
  rev?: number;
  /** Where somebody has moved it from the party that it states to the one who it was with; null and absent: nobody has. */
  attached?: Attachment | null;
  /** When everything had followed the last of them, by the server's clock; absent until then. The store sets it. */
  changedAt?: Date;
}

/** That an event of a caller whom nobody knew is a customer's. It is kept whatever the source says of that event later. */
export interface Attachment {
  /** The stated party that the event names. It holds for no other: a source that names somebody else knows better. */
  from: SourceRef;
  /** The record that it stands with instead; null: it was taken back, and no rule attaches it again. */
  partyRef: SourceRef | null;
  /** `gateway`, or the subject of who attached it or took it back. */
  actor: string;
  at: Date;
  /** In their own words, at most 500 characters; null for the gateway's own. */
  reason: string | null;
  revision: number;
}

/** How far one source has been pulled, and who pulls it. Only who has its lease writes it, `wanted` aside. */
export interface PullDocument {
  /** The system. */
  _id: string;
  /** Grows with each lease: every write of a puller matches the one that it got. */
  fence: number;
  leaseOwner: string | null;
  /** Server time. */
  leaseUntil: Date | null;
  /** When the last lease was taken, by server time. */
  leasedAt: Date | null;
  /** What the last lease was taken for has not come to its end: it is under way, or broke off. */
  unfinished: boolean;
  /** What an admin asked for and no puller has begun yet. */
  wanted: PullWish | null;
  types: Partial<Record<RecordType, PullProgress>>;
}

export interface PullWish {
  /** Tells this wish from a later one. */
  at: Date;
  /** Everything is to be read again, from the beginning. */
  sweep: boolean;
  /** Sweeps that stopped (by their number) and whose missing records are to be looked at after all. */
  confirmed: Partial<Record<RecordType, number>>;
}

/** Progress of pulling one record type of one source. */
export interface PullProgress {
  /** What the last pull that came to its end asked from. */
  since: string | null;
  /** Where the next one begins, by the source's own clock. */
  highWater: string | null;
  begunAt: Date | null;
  completedAt: Date | null;
  /** When everything was last read: in a pull from the beginning, or in a sweep. */
  fullAt: Date | null;
  /** The pull that is under way, or died: what it asked from, and from where the rest can be asked for. */
  open: { since: string | null; place: string } | null;
  sweep: SweepProgress | null;
  /** Why the last pull or sweep did not come to its end; null once one has. */
  failure: { kind: string; at: Date } | null;
}

export interface SweepProgress {
  /** Time of its beginning in ms; it marks what the sweep has seen. */
  number: number;
  /** `STOPPED`: too many are missing, and nothing was done about them. */
  stage: 'LISTING' | 'COMPARING' | 'SIGNALLING' | 'STOPPED' | 'DONE';
  begunAt: Date;
  completedAt: Date | null;
  /** From where the listing goes on (the source's own mark), or the comparison (a source ref); null: from the beginning. */
  place: string | null;
  /** Ids that the source gave, doubles included. */
  seen: number;
  /** Of those that the store has, how many the source did not give. */
  missing: number;
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

/** A webhook delivery that was taken in, so that it is not taken in again. */
export interface DeliveryDocument {
  /** Hash of source and signature. */
  _id: string;
  /** When its signed time is too old by itself; removed by the server some time after. */
  until: Date;
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
