/**
 * The store as the rest of the gateway sees it. Implementations live beside this file, one per collection; each query
 * has an index that serves it (docs/store.md), and reads of concurrent requests are merged where their view is equal.
 * Every method rejects with GatewayError STORE_UNAVAILABLE when MongoDB does not answer in time.
 */
import type { RowView } from '../../domain/principal.ts';
import type { EventRecord, PartyRecord } from '../../domain/records.ts';
import type { EventType, RecordType, SourceRef } from '../../domain/sourceRef.ts';
import type {
  CustomerDocument, CustomerIndexDocument, IdempotencyDocument, InboxDocument, InteractionDocument, Link, PartyDocument, PullDocument,
} from './documents.ts';

/** A place in an ordered list: the sort values of the last row of a page. Encrypted before a client sees it. */
export type ListPosition = readonly (string | number)[];

export interface ListPage<Row> {
  rows: { row: Row; position: ListPosition }[];
  hasMore: boolean;
}

export interface CustomerListQuery {
  filter: { kind?: 'PERSON' | 'ORGANISATION'; territory?: string; distributor?: string; createdAfter?: Date };
  orderBy: 'NAME_ASC' | 'NAME_DESC' | 'CREATED_ASC' | 'CREATED_DESC';
  after: ListPosition | null;
  first: number;
}

/** One row of a timeline: which event, by which leading ref, its twins, its kind, time and party. */
export interface TimelineRow {
  ref: SourceRef;
  twins: SourceRef[];
  kind: EventType;
  atMs: number;
  partyRef: SourceRef;
}

export interface TimelineQuery {
  kinds: readonly EventType[];
  /** Orders only. */
  filter?: { statuses?: readonly string[]; from?: Date; until?: Date };
  after: ListPosition | null;
  first: number;
}

/** The index documents: which customers there are, for whom. Every method has the row view in its query. */
export interface CustomerIndex {
  /** By any customer id that resolves to it; an id outside the view is absent. */
  byIds(ids: readonly string[], view: RowView): Promise<Map<string, CustomerIndexDocument>>;
  /** By identifier key (`email:…`, `ref:…`); at most `limit` documents per key. */
  byKey(key: string, view: RowView, limit: number): Promise<CustomerIndexDocument[]>;
  list(query: CustomerListQuery, view: RowView): Promise<ListPage<CustomerIndexDocument>>;
  /** By words of the name, each the beginning of a token; ordered by name. */
  search(words: readonly string[], after: ListPosition | null, first: number, view: RowView): Promise<ListPage<CustomerIndexDocument>>;
  /** Customers to which these party refs belong, keyed by ref. */
  byPartyRefs(refs: readonly SourceRef[], view: RowView): Promise<Map<SourceRef, CustomerIndexDocument>>;
  put(documents: readonly CustomerIndexDocument[], removeIds: readonly string[]): Promise<void>;
}

/** Events. The parties in whose name they are read come from an index document of the caller's view. */
export interface Interactions {
  /** Rows of these parties, newest first; lesser twins are folded into their greater view. */
  timeline(partyRefs: readonly SourceRef[], query: TimelineQuery): Promise<ListPage<TimelineRow>>;
  /** Rows that the view's row scope admits, newest first (root `orders`). A `self:` scope is resolved by the caller to parties. */
  listScoped(query: TimelineQuery, view: RowView): Promise<ListPage<TimelineRow>>;
  /** Events by their refs (a lesser view leads to the greater one), without any view: the caller checks the party. */
  byRefs(refs: readonly SourceRef[]): Promise<Map<SourceRef, InteractionDocument>>;
  /** Orders that carry this printed number (upper-cased), at most `limit`. */
  ordersByNumber(number: string, limit: number): Promise<InteractionDocument[]>;
  /** Every event of a party, for the index document and when a party's scope changes. */
  ofParty(partyRef: SourceRef, limit: number): Promise<InteractionDocument[]>;
  bySharedKeys(keys: readonly string[], kind: EventType): Promise<InteractionDocument[]>;
  /** Upsert guarded by epoch: an older epoch changes nothing. True if written. */
  upsert(document: InteractionDocument): Promise<boolean>;
  setTwins(ref: SourceRef, pointers: { twinOf: SourceRef | null; twins: SourceRef[] }): Promise<void>;
  setScope(partyRef: SourceRef, scope: readonly string[]): Promise<void>;
  notFinal(system: string, type: EventType, limit: number): AsyncIterable<SourceRef[]>;
}

export interface Parties {
  byRefs(refs: readonly SourceRef[]): Promise<Map<SourceRef, PartyDocument>>;
  /** Live records that carry one of these keys, at most `limitPerKey` for each key. */
  byKeys(keys: readonly string[], limitPerKey: number): Promise<PartyDocument[]>;
  ofCustomers(customerIds: readonly string[]): Promise<PartyDocument[]>;
  /** Upsert of everything but link and evidence, guarded by epoch. True if written. */
  upsert(document: Omit<PartyDocument, 'link' | 'evidence'>): Promise<boolean>;
  /** Compare-and-set on the link's revision (0: no link yet). True if set. */
  setLink(ref: SourceRef, expectedRevision: number, link: Link, evidence: readonly string[]): Promise<boolean>;
}

export interface Customers {
  byIds(ids: readonly string[]): Promise<Map<string, CustomerDocument>>;
  /** The customers whose pointer leads directly to one of these. */
  mergedInto(ids: readonly string[]): Promise<CustomerDocument[]>;
  create(document: CustomerDocument): Promise<void>;
  /** Compare-and-set on revision. True if set. */
  setMergedInto(id: string, expectedRevision: number, pointer: CustomerDocument['mergedInto']): Promise<boolean>;
}

/** What ingest has to do. Lease times are the server's. */
export interface Inbox {
  /** Counts one signal per ref; durable when it resolves. */
  signal(refs: readonly { ref: SourceRef; system: string; type: RecordType }[]): Promise<void>;
  /** Leases up to `count` due documents of a system (parties first) and increments their epochs. */
  lease(owner: string, system: string, type: RecordType, count: number, leaseMs: number): Promise<InboxDocument[]>;
  /** Done with what was seen at leasing; stays dirty if a signal came meanwhile. */
  complete(done: readonly { ref: SourceRef; epoch: number; dirty: number }[]): Promise<void>;
  /** Gives back with a later due time. */
  retry(failed: readonly { ref: SourceRef; epoch: number; failure: string; delayMs: number }[]): Promise<void>;
  waiting(): Promise<{ system: string; count: number }[]>;
}

export interface Pulls {
  get(system: string, type: RecordType): Promise<PullDocument | null>;
  put(document: PullDocument): Promise<void>;
}

export interface Idempotency {
  /** Stores the document unless one with its `_id` is there; gives the one that stands. */
  putIfAbsent(document: IdempotencyDocument): Promise<IdempotencyDocument>;
}

export interface Snapshot {
  record: PartyRecord | EventRecord;
  fetchedAtMs: number;
}

export interface Store {
  customerIndex: CustomerIndex;
  interactions: Interactions;
  parties: Parties;
  customers: Customers;
  inbox: Inbox;
  pulls: Pulls;
  idempotency: Idempotency;
  /** Last known canonical records, merged across requests. */
  snapshots(refs: readonly SourceRef[]): Promise<Map<SourceRef, Snapshot>>;
  /** True if the server answers within `timeoutMs`. */
  ping(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}
