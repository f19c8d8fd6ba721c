/** What a resolver is handed: everything of one request, already bound to its principal. */
import type { AccessQuestion, AccessReport } from '../domain/accessReport.ts';
import type { Change, ChangeLane } from '../domain/change.ts';
import type { Access, DataClass, Principal, RowView } from '../domain/principal.ts';
import type { Part } from '../domain/records.ts';
import type { ReconciliationRule } from '../domain/reconciliation/rules.ts';
import type { RowScopesConfig } from '../domain/rowScopes.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { GivenField, SurvivorshipConfig } from '../domain/goldenRecord/types.ts';
import type { IdentityConfig } from '../domain/identity/config.ts';
import type { AlarmThresholds } from '../domain/identity/health.ts';
import type { ContactPolicyConfig } from '../domain/contactPolicy/types.ts';
import type { ListPosition, Store } from '../datasources/mongo/store.ts';
import type { RecordRead, RecordReader } from '../datasources/upstream/reads.ts';
import type { Notices } from '../datasources/redis/notices.ts';
import type { ParametersHolder } from '../operations/parameters/activeParameters.ts';
import type { Reckon } from '../operations/parameters/dryRun.ts';
import type { TokenIssuing } from '../operations/tokens/context.ts';
import type { Keeper } from './support/kept.ts';

/** The masks of `schema/directives.graphql`. */
export type MaskName = 'name' | 'email' | 'phone' | 'tail' | 'year' | 'hidden';

/** Per-request reads of source records (a DataLoader over the process-wide reader): equal asks are one ask. */
export interface RequestRecords {
  read(ref: SourceRef, parts: readonly Part[]): Promise<RecordRead>;
  /** Several records with equal parts, in the order of `refs`: one promise for all of them. */
  readMany(refs: readonly SourceRef[], parts: readonly Part[]): Promise<RecordRead[]>;
  /** The same if all of them have come already, else null. */
  here(refs: readonly SourceRef[], parts: readonly Part[]): RecordRead[] | null;
}

/** Public ids of everything but customers: the source ref under a stable shared key, the same on every instance. */
export interface PublicIds {
  encode(ref: SourceRef): string;
  /** Undefined for anything that this key never made. */
  decode(id: string): SourceRef | undefined;
}

/** Cursors, encrypted and bound to principal, policy, field, filter and order. */
export interface Cursors {
  encode(position: ListPosition, binding: string): string;
  /** Throws BAD_USER_INPUT for a cursor of another list, caller or key. */
  decode(cursor: string, binding: string): ListPosition;
}

/** A stream that hears of changes. Neither of these may throw. */
export interface ChangeFollower {
  /**
   * Changes that a notice has told of or a look has found, maybe not for the first time. `lookedMs`: whatever changed before
   * that time of the store's clock was handed over before, but for what comes late (`OVERLAP_MS`).
   */
  take(changes: readonly Change[], lookedMs: number): void;
  /** The store has just answered: what it could not be asked before may be asked again. */
  looked(): void;
}

/** What changes in the store (gateway/changeFeed.ts). */
export interface ChangeFeed {
  /** Resolves once whatever changes from then on will be told. Rejects with STORE_UNAVAILABLE. Returns the way to stop. */
  follow(lanes: readonly ChangeLane[], follower: ChangeFollower): Promise<() => void>;
}

/** The part of the configuration that resolvers and operations act on. */
export interface BusinessConfig {
  /** How records are matched, for what stewards decide. */
  identity: IdentityConfig;
  /** Versions of rules and model; left out: the configured rules alone, for ever. */
  parameters?: ParametersHolder;
  /** What cuts all records into customers for a dry run; left out: this thread, which answers nobody meanwhile. */
  reckon?: Reckon;
  /** Beyond which `identityHealth` tells an alarm, where it is not the default. */
  identityAlarms?: Partial<AlarmThresholds>;
  survivorship: SurvivorshipConfig;
  contactPolicy: ContactPolicyConfig;
  /** The party fields that each source system can give; one that is not named may give any. */
  gives: ReadonlyMap<string, ReadonlySet<GivenField>>;
  /** How long an e-mail or phone that no source knows is remembered as unknown. */
  lookupMissMs: number;
  /** Which field of which source gives the row-scope keys: live rows are checked by it again. */
  rowScopes: RowScopesConfig;
  /** The greater view of an event seen by several systems: systems in order of rank. */
  eventRank: readonly string[];
  /** How views of one event are told to be one beside shared references, and what must agree; left out: none of it. */
  reconciliation?: readonly ReconciliationRule[];
}

export interface RequestContext extends Keeper {
  principal: Principal;
  view: RowView;
  /** Of the policy that the request is decided under. */
  policyHash: string;
  /** Takes the id of every customer that the answer may tell something of, or the ref of a party whose customer was not read: for the audit. */
  met: Set<string>;
  store: Store;
  records: RequestRecords;
  /** For look-ups that go to the sources. */
  reader: RecordReader;
  /**
   * Fetches, stores, links and indexes these source refs now, as any change (ingest's path). Null where ingest is
   * elsewhere. Refs that only the store has (`isStoreOnlyRef`) are linked and indexed without a fetch; an event's ref
   * refreshes the index document of its party.
   */
  applyNow: ((refs: readonly SourceRef[], signal: AbortSignal) => Promise<void>) | null;
  notices: Notices;
  /** For subscriptions. */
  changes: ChangeFeed;
  /**
   * For what outlives a request: a context of this moment, with nothing read yet, for the caller as its token and the
   * policy have it now. Rejects where the token is good no more, or nobody can say.
   */
  renewed(): Promise<RequestContext>;
  /** What the caller would get of a document. Rejects with a GatewayError where it would be refused whole. */
  explain(question: AccessQuestion): Promise<AccessReport>;
  /** What tokens may be issued; null: this gateway takes none. */
  issuing: TokenIssuing | null;
  /** What the policy says of a class for this principal: for fields classified `held`, decided row by row. */
  access(dataClass: DataClass): Access;
  /** The value as the mask shows it (directives/masks.ts), for fields classified `held`. */
  mask(mask: MaskName, value: string): string;
  /** Systems of which this principal may see nothing: they are not asked, and `sources` says DENIED. */
  deniedSystems: ReadonlySet<string>;
  ids: PublicIds;
  cursors: Cursors;
  config: BusinessConfig;
  /** Keyed hash (HMAC-SHA256, hex) for refs that must not tell their origin. */
  keyedHash(text: string): string;
  /** Fresh UUIDv7. */
  newId(): string;
  now(): number;
  /** Fires at the request's deadline or when the client has left. */
  signal: AbortSignal;
}
