/**
 * The store as the rest of the gateway sees it. Implementations live beside this file, one per collection; each query
 * has an index that serves it (docs/store.md), and reads of concurrent requests are merged where their view is equal.
 * Every method rejects with GatewayError STORE_UNAVAILABLE when MongoDB does not answer in time.
 */
import type { IssuableRole, TokenState } from '../../domain/issuedToken.ts';
import type { RowView } from '../../domain/principal.ts';
import type { EventRecord, PartyRecord, SourceRecord } from '../../domain/records.ts';
import type { EventType, RecordType, SourceRef } from '../../domain/sourceRef.ts';
import type { TimelineHeadRow } from '../../domain/timelineHead.ts';
import type { LineageEntry } from '../../domain/identity/lineage.ts';
import type { AuditStore } from './audit.ts';
import type { ChangePosition, ChangeStamp, EventChange, LinkChange, RecordChange } from './changes.ts';
import type { Decisions } from './decisions.ts';
import type { Discrepancies } from './discrepancies.ts';
import type {
  Attachment,
  ComparedParty,
  CustomerDocument,
  CustomerIndexDocument,
  IdempotencyDocument,
  InboxDocument,
  InteractionDocument,
  Link,
  PartyDocument,
  Pointer,
  StoredCustomerIndexDocument,
  TokenDocument,
} from './documents.ts';
import type { Edges } from './edges.ts';
import type { Erasures } from './erasures.ts';
import type { EventViews } from './eventViews.ts';
import type { PastEvents } from './pastEvents.ts';
import type { Pulls } from './pulls.ts';
import type { Lineage } from './lineage.ts';
import type { ParametersStore } from './parameters.ts';
import type { ListPage, ListPosition } from './pages.ts';
import type { SetAside } from './setAside.ts';

/** One row of a timeline: which event, by which leading ref, its twins, its kind, time and party. */
export type TimelineRow = TimelineHeadRow;

/** `isLikely`: it has a twin by likeness, so that its timeline is another one for staff. */
export type NewestRow = TimelineRow & { isLikely?: boolean };

export type { ListPage, ListPosition } from './pages.ts';
export type { ChangePosition, ChangeStamp, EventChange, LinkChange, RecordChange } from './changes.ts';

export interface CustomerListQuery {
  filter: { kind?: 'PERSON' | 'ORGANISATION'; territory?: string; distributor?: string; createdAfter?: Date };
  orderBy: 'NAME_ASC' | 'NAME_DESC' | 'CREATED_ASC' | 'CREATED_DESC';
  after: ListPosition | null;
  first: number;
}

export interface TimelineQuery {
  kinds: readonly EventType[];
  /** Narrows by status (of orders and tickets, the kinds that have one) and by time: `from` included, `until` not. */
  filter?: { statuses?: readonly string[]; from?: Date; until?: Date };
  after: ListPosition | null;
  first: number;
  /** Views that are one event by likeness are one row, as for staff; left out: each is a row of its own. */
  likely?: boolean;
}

/** What writers of index documents compare with. `scope` is without `self:` keys; `live` false: a document that is no more. */
export interface IndexState {
  revision: number;
  hash: string;
  live: boolean;
  scope: string[];
  partyRefs: SourceRef[];
}

/** A head of an index document: of one kind, or of all together. */
export type HeadName = EventType | 'mixed';

/** An index document as a list gives it: a head that was not asked for is absent, and so is what only writers need. */
export type ListedCustomer = Omit<CustomerIndexDocument, 'audience' | 'scope' | 'asOf' | 'revision' | 'linkedAt' | 'relinks' | 'heads' | 'head'> & {
  heads: Partial<CustomerIndexDocument['heads']>;
  head?: string;
};

/** The index documents: which customers there are, for whom. Every method has the row view in its query. */
export interface CustomerIndex {
  /** By any customer id that resolves to it; an id outside the view is absent. */
  byIds(ids: readonly string[], view: RowView): Promise<Map<string, CustomerIndexDocument>>;
  /** By identifier key (`email:…`, `ref:…`); at most `limit` documents per key. */
  byKey(key: string, view: RowView, limit: number): Promise<CustomerIndexDocument[]>;
  /** With these heads, since decoding all would cost more than the rest; with every one by default, or for null. */
  list(query: CustomerListQuery, view: RowView, heads?: ReadonlySet<HeadName> | null): Promise<ListPage<ListedCustomer>>;
  /** By words of the name, each the beginning of a token; ordered by name. `heads` as in `list`. */
  search(
    words: readonly string[],
    after: ListPosition | null,
    first: number,
    view: RowView,
    heads?: ReadonlySet<HeadName> | null,
  ): Promise<ListPage<ListedCustomer>>;
  /** Customers to which these party refs belong, keyed by ref. */
  byPartyRefs(refs: readonly SourceRef[], view: RowView): Promise<Map<SourceRef, CustomerIndexDocument>>;
  /** How documents stand, by `_id`, whoever may see them. */
  revisions(ids: readonly string[]): Promise<Map<string, IndexState>>;
  /** Ids of the customers whose documents, for whichever audience, list one of these party refs. */
  customersListing(refs: readonly SourceRef[]): Promise<string[]>;
  /**
   * Compare-and-set: each document is written if the stored one (or none) has the revision one below its own. Gives the
   * `_id`s of those that were not. `relinked`: of those that have other records than before.
   */
  put(documents: readonly StoredCustomerIndexDocument[], relinked?: ReadonlySet<string>): Promise<string[]>;
  /** Index documents whose records have become others, the earliest first, at most `limit`, whoever may see them. */
  relinkedSince(position: ChangePosition, limit: number): Promise<LinkChange[]>;
  newestRelink(): Promise<Date | null>;
}

/** What writers of events compare with. */
export type StoredEvent = Omit<InteractionDocument, 'record'>;
/** What writers of parties compare with. */
export type StoredParty = Omit<PartyDocument, 'record'>;

/** Events. The parties in whose name they are read come from an index document of the caller's view. */
export interface Interactions {
  /** Rows of these parties, newest first; lesser twins are folded into their greater view, likely ones where the query says so. */
  timeline(partyRefs: readonly SourceRef[], query: TimelineQuery): Promise<ListPage<TimelineRow>>;
  /** Rows that the view's row scope admits, newest first (root `orders`). A `self:` scope is resolved by the caller to parties. */
  listScoped(query: TimelineQuery, view: RowView): Promise<ListPage<TimelineRow>>;
  /**
   * Events by their refs (a lesser view leads to the greater one, `likely`: one by likeness too), without any view: the caller
   * checks the party.
   */
  byRefs(refs: readonly SourceRef[], likely?: boolean): Promise<Map<SourceRef, InteractionDocument>>;
  /** Orders that carry this printed number (upper-cased), at most `limit`; `likely` as in `byRefs`. */
  ordersByNumber(number: string, limit: number, likely?: boolean): Promise<InteractionDocument[]>;
  /** Every event of a party, for the index document and when a party's scope changes. */
  ofParty(partyRef: SourceRef, limit: number): Promise<InteractionDocument[]>;
  /** Live events that carry one of these shared keys. */
  bySharedKeys(keys: readonly string[], kind: EventType): Promise<StoredEvent[]>;
  /** As they are stored, lesser views as themselves, without what the source said. */
  stored(refs: readonly SourceRef[]): Promise<Map<SourceRef, StoredEvent>>;
  /** For each list of party refs, its newest rows of each kind: what the heads of its index document are made of. `likely` as in a query. */
  newest(partyLists: readonly (readonly SourceRef[])[], perKind: number, likely?: boolean): Promise<NewestRow[][]>;
  /** Refs, parties and scope of these events and of those that stand in the timelines of these parties. */
  scopesOf(partyRefs: readonly SourceRef[], refs: readonly SourceRef[]): Promise<Pick<InteractionDocument, '_id' | 'parties' | 'scope'>[]>;
  /** Which of these party refs a live event names as its own, or would if it were not attached to another one. */
  named(partyRefs: readonly SourceRef[]): Promise<Set<SourceRef>>;
  /**
   * Upsert guarded by epoch: an older epoch changes nothing. Twins (likely ones too), parties and scope are left to others. `over`: of
   * events that are stored, the revision of the attachment that was read (null: there was none): another changes nothing
   * either. Gives the refs written.
   */
  upsert(documents: readonly InteractionDocument[], over?: ReadonlyMap<SourceRef, number | null>): Promise<Set<SourceRef>>;
  /**
   * Compare-and-set on epoch and revision of the attachment (0: none yet), which becomes one more: party and attachment, to
   * be followed up. Gives the refs that were not written.
   */
  attach(changes: readonly { ref: SourceRef; epoch: number; partyRef: SourceRef; attached: Attachment; former: readonly string[] }[]): Promise<SourceRef[]>;
  /** Events that state one of these parties, attached to another one or not, the latest first, at most `limit` for each. */
  stating(partyRef: SourceRef, limit: number): Promise<StoredEvent[]>;
  /** Of events that are gone: in nobody's name, and never to be written again. */
  erase(changes: readonly { ref: SourceRef; partyRef: SourceRef }[]): Promise<void>;
  /** `missingDue` and `awaited`: to have its discrepancies looked at again, whoever dies before that is done. */
  setTwins(changes: readonly ({ ref: SourceRef } & Pick<InteractionDocument, 'twinOf' | 'twins' | 'parties' | 'missingDue' | 'awaited'>)[]): Promise<void>;
  setScopes(changes: readonly { ref: SourceRef; scope: string[] }[]): Promise<void>;
  /** Counts a change of these events that stands in another document: of a lesser view. */
  countChange(refs: readonly SourceRef[]): Promise<void>;
  /** Events whose last change everything has followed, the earliest first, at most `limit`. */
  changedSince(position: ChangePosition, limit: number): Promise<EventChange[]>;
  /** The same, of the events that stand in the timelines of these parties. */
  changedOf(partyRefs: readonly SourceRef[], position: ChangePosition, limit: number): Promise<EventChange[]>;
  newestChange(): Promise<Date | null>;
  /** How often these events have changed, and when last; merged across requests. */
  stamps(refs: readonly SourceRef[]): Promise<Map<SourceRef, ChangeStamp>>;
  /** Seen again unchanged: only epoch and time of reading move. */
  touch(seen: readonly { ref: SourceRef; epoch: number }[], fetchedAt: Date): Promise<void>;
  /** Everything has followed these changes. */
  settle(done: readonly { ref: SourceRef; epoch: number }[]): Promise<void>;
  /** Events that nothing has followed yet, those of one party together, at most `limit`. */
  unsettled(limit: number): Promise<StoredEvent[]>;
  /** The same, of these parties. */
  unsettledOf(partyRefs: readonly SourceRef[]): Promise<StoredEvent[]>;
  /** Refs after `after` (null: from the first on) of this system and type, at most `limit` in order, with what says whether a sweep should have seen them. */
  page(system: string, type: EventType, after: SourceRef | null, limit: number): Promise<SeenRow[]>;
  /** Refs of live events that may still change, in pages of `limit`. */
  notFinal(system: string, type: EventType, limit: number): AsyncIterable<SourceRef[]>;
}

/** Of a record or event: when its source was last seen to have it. */
export type SeenRow = Pick<InteractionDocument, '_id' | 'state' | 'fetchedAt'>;

/** A record that everything has followed, as it was when that began. */
export interface FollowedParty {
  ref: SourceRef;
  epoch: number;
  /** `PartyDocument.reopened`, read before the parameters were by which it was placed. */
  reopened?: number | undefined;
}

export interface Parties {
  byRefs(refs: readonly SourceRef[]): Promise<Map<SourceRef, PartyDocument>>;
  /** The same without what the source said. */
  stored(refs: readonly SourceRef[]): Promise<Map<SourceRef, StoredParty>>;
  /** The hashes of what the source said, of those that are there. */
  hashes(refs: readonly SourceRef[]): Promise<Map<SourceRef, string>>;
  /** Live records that carry one of these keys, at most `limitPerKey` (the first by ref) for each key. */
  byKeys(keys: readonly string[], limitPerKey: number): Promise<PartyDocument[]>;
  /** Their refs alone, and the records without what the source said. */
  refsByKeys(keys: readonly string[], limitPerKey: number): Promise<SourceRef[]>;
  storedByKeys(keys: readonly string[], limitPerKey: number): Promise<StoredParty[]>;
  /** Refs of all records linked to these customer ids, those that are gone included, by id. */
  refsOfCustomers(customerIds: readonly string[]): Promise<Map<string, SourceRef[]>>;
  /** All records linked to these customer ids, those that are gone included; with `forIndex` without the values that the index has no use for. */
  ofCustomers(customerIds: readonly string[], forIndex?: 'forIndex'): Promise<PartyDocument[]>;
  /**
   * Upsert of everything but link and evidence, guarded by epoch: an older or equal epoch changes nothing. `formerKeys`
   * are added to those that wait already. Gives the refs written.
   */
  upsert(documents: readonly Omit<PartyDocument, 'link' | 'evidence'>[]): Promise<Set<SourceRef>>;
  /**
   * Compare-and-set on the links' revisions and on `reopened`: written where the stored one (0: no link yet) is one below. Gives the refs that
   * were not. `entry` waits in the record until it is logged; an entry that waited there before must have been.
   */
  setLinks(changes: readonly { ref: SourceRef; link: Link; evidence: readonly string[]; entry?: LineageEntry | null; reopened?: number | undefined }[]): Promise<SourceRef[]>;
  /** Live records that share one of these blocking keys, at most `limitPerKey` (the first by ref) for each key: many, so with no more than what they are compared by. */
  byBlocks(blocks: readonly string[], limitPerKey: number): Promise<ComparedParty[]>;
  /** Where the record still has the content that the keys were made of. */
  setBlocks(changes: readonly { ref: SourceRef; hash: string; blocks: readonly string[]; blocked: string }[]): Promise<void>;
  /** Live records by ref, those after `after`, at most `limit`. */
  live(after: SourceRef | null, limit: number): Promise<PartyDocument[]>;
  /** Refs after `after` (null: from the first on) of this system and type, at most `limit` in order, with what says whether a sweep should have seen them. */
  page(system: string, type: 'party', after: SourceRef | null, limit: number): Promise<SeenRow[]>;
  /** How many records are live. */
  countLive(): Promise<number>;
  /** Seen again unchanged: only epoch and time of reading move. */
  touch(seen: readonly { ref: SourceRef; epoch: number }[], fetchedAt: Date): Promise<void>;
  /** Everything has followed these changes. Those that have changed or been unsettled since stay as they are. */
  settle(done: readonly FollowedParty[]): Promise<void>;
  /** Takes records out that are gone. */
  remove(refs: readonly SourceRef[]): Promise<void>;
  /** Records that nothing has followed yet, at most `limit`. */
  unsettled(limit: number): Promise<StoredParty[]>;
  /** Pins that expired at this time or before, at most `limit`. */
  expiredPins(at: Date, limit: number): Promise<StoredParty[]>;
  /** Everything is to follow all records anew; no link is written any more that was planned before this. */
  unsettle(): Promise<void>;
  /** Records whose content has changed, the earliest first, at most `limit`. */
  changedSince(position: ChangePosition, limit: number): Promise<RecordChange[]>;
  /** The same, among these records. */
  changedOf(refs: readonly SourceRef[], position: ChangePosition, limit: number): Promise<RecordChange[]>;
  newestChange(): Promise<Date | null>;
  /** Entries that wait in records to be logged, at most `limit`. */
  unlogged(limit: number): Promise<LineageEntry[]>;
  /** The lineage has these entries of records. */
  markLogged(entries: readonly LineageEntry[]): Promise<void>;
}

export interface Customers {
  byIds(ids: readonly string[]): Promise<Map<string, CustomerDocument>>;
  /** The customers whose pointer leads directly to one of these. */
  mergedInto(ids: readonly string[]): Promise<CustomerDocument[]>;
  create(documents: readonly CustomerDocument[]): Promise<void>;
  /**
   * Compare-and-set on revision and `reopened`. Gives the ids that were not set. `entry` waits in the customer until it is logged; an
   * entry that waited there before must have been.
   */
  setMergedInto(changes: readonly { id: string; expectedRevision: number; pointer: Pointer | null; entry?: LineageEntry | null; reopened?: number | undefined }[]): Promise<string[]>;
  /** No pointer is written any more that was planned before this. */
  reopen(): Promise<void>;
  /** Entries that wait in customers to be logged, at most `limit`. */
  unlogged(limit: number): Promise<LineageEntry[]>;
  /** The lineage has these entries of customers. */
  markLogged(entries: readonly LineageEntry[]): Promise<void>;
}

/** Names one piece of work, and the lease under which it was taken. */
export interface LeasedRef {
  ref: SourceRef;
  epoch: number;
}

/** What ingest has to do. Lease times are the server's. */
export interface Inbox extends SetAside {
  /** Counts one signal per ref; durable when it resolves. What was set aside is work again. `swept`: number of the sweep that saw them. */
  signal(refs: readonly { ref: SourceRef; system: string; type: RecordType }[], swept?: number): Promise<void>;
  /**
   * As `signal`, with what a source that cannot be asked said of each record; `record` null: it is no more. Of several the
   * latest by `order`, the source's own count or clock, stands; what is not later than one before changes nothing.
   */
  observe(observed: readonly { ref: SourceRef; system: string; type: RecordType; record: SourceRecord | null; order: number }[]): Promise<void>;
  /** Which of these refs this sweep has seen. */
  sweptBy(swept: number, refs: readonly SourceRef[]): Promise<Set<SourceRef>>;
  /** How many refs of a system and these types have work that is not done. */
  waitingOf(system: string, types: readonly RecordType[]): Promise<number>;
  /** The store's clock, which work becomes due by. */
  now(): Promise<Date>;
  /** Leases up to `count` documents of one type, due now or at `dueBy` if that was earlier, and increments their epochs; of several workers each ref goes to one. */
  lease(owner: string, system: string, type: RecordType, count: number, leaseMs: number, dueBy?: Date): Promise<InboxDocument[]>;
  /** Leases those of these refs that have work and that nobody holds, due or not. */
  leaseRefs(owner: string, refs: readonly SourceRef[], leaseMs: number): Promise<InboxDocument[]>;
  /** Holds what was leased for so long from now; what somebody else has taken since stays theirs. */
  renew(leased: readonly Pick<InboxDocument, '_id' | 'leaseOwner'>[], leaseMs: number): Promise<void>;
  /** Which of these refs have work that is not done. */
  undone(refs: readonly SourceRef[]): Promise<Set<SourceRef>>;
  /** Nothing is left of these refs. */
  forget(refs: readonly SourceRef[]): Promise<void>;
  /** Done with what was seen at leasing, an observation included; stays dirty if a signal came meanwhile. */
  complete(done: readonly (LeasedRef & Pick<InboxDocument, 'dirty'> & Partial<Pick<InboxDocument, 'observedOrder'>>)[]): Promise<void>;
  /** Gives back with a later due time. `isFault`: the record's own fault, and counted as such. */
  retry(failed: readonly (LeasedRef & { failure: string; delayMs: number; isFault: boolean })[]): Promise<void>;
  /** Gives back at once, as if it had not been taken. */
  release(given: readonly LeasedRef[]): Promise<void>;
  /** Work that is not done, leased or not. */
  waiting(): Promise<{ system: string; type: RecordType; count: number }[]>;
}

/** Webhook deliveries that were taken in, for as long as their time would be accepted. */
export interface Deliveries {
  has(id: string): Promise<boolean>;
  /** Durable when it resolves; the first mark stands. It goes by itself after `until`. */
  mark(id: string, until: Date): Promise<void>;
}

/** What is known of the store as a whole, by name: under which configuration something in it was derived. */
export interface Marks {
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<void>;
}

export interface Idempotency {
  /** Stores the document unless one with its `_id` is there; gives the one that stands. */
  putIfAbsent(document: IdempotencyDocument): Promise<IdempotencyDocument>;
}

export interface TokenListQuery {
  filter: { role?: IssuableRole; state?: TokenState };
  after: ListPosition | null;
  first: number;
  /** What has expired by now. */
  nowMs: number;
}

/** A token as a list gives it: without any hash. */
export type ListedToken = Omit<TokenDocument, 'hash' | 'previous'> & { previous: { until: Date } | null };

/** Issued tokens. Read from the primary only, so that a revocation counts as soon as it is acknowledged. */
export interface Tokens {
  /** As they stand now: never from a cache; look-ups that come while a query is on its way are the next one. */
  byIds(ids: readonly string[]): Promise<Map<string, TokenDocument>>;
  /** Newest first. */
  list(query: TokenListQuery): Promise<ListPage<ListedToken>>;
  create(document: TokenDocument): Promise<void>;
  /** Compare-and-set on the hash of the secret, of a token that is not revoked. False: it has changed or is revoked or unknown. */
  rotate(id: string, formerHash: string, change: Pick<TokenDocument, 'hash' | 'previous' | 'rotatedAt' | 'expiresAt'>): Promise<boolean>;
  /** Takes effect once; the first revocation stands. Gives the token as it stands then, null if there is none. */
  revoke(id: string, at: Date, by: string): Promise<TokenDocument | null>;
}

export interface Snapshot {
  record: PartyRecord | EventRecord;
  fetchedAtMs: number;
}

export interface Store {
  customerIndex: CustomerIndex;
  interactions: Interactions;
  eventViews: EventViews;
  pastEvents: PastEvents;
  discrepancies: Discrepancies;
  parties: Parties;
  customers: Customers;
  decisions: Decisions;
  lineage: Lineage;
  edges: Edges;
  parameters: ParametersStore;
  inbox: Inbox;
  deliveries: Deliveries;
  pulls: Pulls;
  erasures: Erasures;
  marks: Marks;
  idempotency: Idempotency;
  tokens: Tokens;
  audit: AuditStore;
  /** Last known canonical records, merged across requests. */
  snapshots(refs: readonly SourceRef[]): Promise<Map<SourceRef, Snapshot>>;
  /** The server's clock. */
  now(): Promise<Date>;
  /** True if the server answers within `timeoutMs`. */
  ping(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}
