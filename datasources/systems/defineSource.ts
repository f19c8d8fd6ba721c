/**
 * The contract of a source system: everything that the gateway must know of it, in one typed object. The rest of the
 * gateway never sees a payload, a URL or a session of a source. `docs/adding-a-source.md` walks through one.
 */
import type { z } from 'zod';
import type { GivenField } from '../../domain/goldenRecord/types.ts';
import type { EventRecord, Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import type { EventType, RecordType } from '../../domain/sourceRef.ts';
import type { ReadWebhook } from './webhook.ts';

/** Limits of one operation, as measured on the real system. */
export interface OperationLimits {
  /** Most ids (or look-up keys) in one call. */
  batchSize: number;
  /** Most rows that one page gives. */
  pageSize: number;
  /** Most calls of this operation in flight at once. */
  concurrency: number;
  /** How long the source goes on working on a call that the gateway gave up. */
  abandonedMs: number;
}

/** Limits by operation: `fetch:TYPE`, `find:*`, and `changed:*` together with `sweep:*`. */
export interface SourceLimits {
  fetch: Readonly<Partial<Record<RecordType, OperationLimits>>>;
  find: OperationLimits;
  changed: OperationLimits;
}

/**
 * What may be done with a call that fails. `read`: it may be sent again, and a second time beside the first. `write`: sent
 * once. `signIn`: sent once, whoever waits for it, since systems lock accounts out.
 */
export type CallKind = 'read' | 'write' | 'signIn';

/** Limits, breaker, retries and hedging of one source, for every way to it: HTTP (`send`) and database drivers alike. */
export interface UpstreamGuard {
  /**
   * Runs `task`, several times where that may be: each try when the operation and the source have a slot, with a signal
   * that fires when the caller gives up or the try has had its time (`task` must then close its connection). `operation`:
   * `fetch:party`, `find:email`, `changed:order`, `sweep:order`, `sign-in`; the first part decides the limits. Rejects with
   * SourceError: that of the last try, `breaker` or `overloaded` where none was made, `aborted` or the signal's own.
   */
  run<Result>(operation: string, kind: CallKind, task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

/** On whose account a call goes out: the operation, as `UpstreamGuard.run` names it, and the signal that ends it. */
export interface Asking {
  operation: string;
  signal: AbortSignal;
}

/** One HTTP call, made by `datasources/upstream/`: the only way out of the process. */
export interface UpstreamRequest {
  method: 'GET' | 'POST';
  /** As `UpstreamGuard.run` names them. Left out: one of no limits but the source's own. */
  operation?: string;
  /** Left out: a GET is a read, a POST a write, which is never sent twice. Say `read` of a POST that only asks. */
  kind?: CallKind;
  /** Path below the configured base URL, already encoded; empty where the URL is the endpoint itself. Never from a caller's text unencoded. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, string>>;
}

export interface UpstreamResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined where the body was empty or not JSON (then `text` tells). */
  body: unknown;
  text: string;
}

/** What an adapter is given to call its system with. Rejects with SourceError (below) for transport failures. */
export type SendUpstream = (request: UpstreamRequest, signal: AbortSignal) => Promise<UpstreamResponse>;

/** Why a source did not answer as asked. Holds no payload and no key. */
export class SourceError extends Error {
  readonly system: string;
  /** `breaker`: not asked, since it kept failing of late. */
  readonly kind: 'unreachable' | 'timeout' | 'refused' | 'unauthorised' | 'garbage' | 'overloaded' | 'breaker' | 'aborted';

  constructor(system: string, kind: SourceError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.system = system;
    this.kind = kind;
  }
}

/**
 * Some rows of an answer cannot be mapped: thrown by `fetchByIds` with the rows that can, so that a garbage row costs
 * only itself and is never taken for a record that is gone. Who does not care treats it as any SourceError.
 */
export class UnreadableRecords extends SourceError {
  readonly records: readonly SourceRecord[];
  /** Ids whose rows are there but unreadable. */
  readonly ids: readonly string[];

  constructor(system: string, records: readonly SourceRecord[], ids: readonly string[]) {
    super(system, 'garbage', `${system} answered with records that cannot be read.`);
    this.name = 'UnreadableRecords';
    this.records = records;
    this.ids = ids;
  }
}

/** A signed-in client of one system, made once per process by `connect`. */
export interface SourceClient {
  /**
   * Records by id, with at least the parts asked for. An id that the source does not have is left out of the answer;
   * every returned record is one of those asked for (the adapter checks each row against the ids). At most
   * `limits.fetch[type].batchSize` ids are passed in one call. Rejects with UnreadableRecords where rows are garbage.
   */
  fetchByIds(type: RecordType, ids: readonly string[], parts: ReadonlySet<Part>, signal: AbortSignal): Promise<SourceRecord[]>;
  /** Parties that carry this e-mail or E.164 phone; rows that do not really carry it are dropped by the adapter. */
  findParties?(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<PartyRecord[]>;
  /**
   * Ids of records of this type that may have changed at or after `since` (child changes included where the source
   * can tell), page by page, in an order that a change during the pull cannot make skip. `since` null: everything.
   * An id may come twice. `highWater` is the `since` of the next pull by the source's own clock; it comes with the last
   * page only (null before, and where nothing changed), since only a pull that came to its end has seen everything.
   * `place`: that of a page of an earlier call with the same `since`, whose later pages are asked for.
   */
  changedSince(type: RecordType, since: string | null, signal: AbortSignal, place?: string | null): AsyncIterable<ChangedPage>;
  /**
   * Ids of all records of this type that there are, page by page in the order of their keys, from `place` on (null: from
   * the first). Every record that is there from the first page to the last is given; one that comes or goes meanwhile may
   * be. Left out where the source has no such order.
   */
  sweep?(type: RecordType, place: string | null, signal: AbortSignal): AsyncIterable<SweptPage>;
  /** Ends connections of its own; left out where `send` is all that it uses. */
  close?(): Promise<void>;
}

export interface ChangedPage {
  ids: string[];
  highWater: string | null;
  /** From where the rest can be asked for, by a later process too; only the source knows what it means. Left out: nowhere. */
  place?: string;
}

export interface SweptPage {
  ids: string[];
  /** From where the rest can be asked for, as in ChangedPage. */
  place: string;
}

/** What `connect` is given: settings already checked by `settings`, a sender with deadline, retry and limits built in. */
export interface ConnectOptions<Settings> {
  /** Configured name of the system: the first part of its source refs. */
  system: string;
  settings: Settings;
  send: SendUpstream;
  /** What `send` goes through, for adapters that speak no HTTP. */
  guard: UpstreamGuard;
  /** The definition's own, as the configuration has changed them. */
  limits: SourceLimits;
  /** ISO 3166 region for phone numbers without a country code. */
  defaultRegion: string;
  now: () => number;
  /** For what is no HTTP and has a pool of its own in `datasources/upstream/`. */
  url: string;
  /** Of one try: a database ends a statement after it by itself. */
  timeoutMs: number;
  /** Calls in flight at once. */
  concurrency: number;
}

/** A source system's definition. `Settings` is its own part of the configuration file. */
export interface SourceDefinition<Settings = unknown> {
  /** The name used in configuration: `adapter: tryton`. */
  adapter: string;
  /** Shape of the settings beside the common ones (url, credentials, custom field names). */
  settings: z.ZodType<Settings>;
  /** Which protocols its `url` may have, with the colon; left out: http and https. */
  protocol?: RegExp;
  /** What of this definition only the settings tell, where an adapter is configured without code; stands over what is said here. */
  configured?(settings: Settings): Partial<Pick<SourceDefinition, 'types' | 'optionalParts' | 'limits' | 'concurrency' | 'findsBy' | 'overlapMs' | 'verifies' | 'references'>>;
  /** The record types that it gives, parties first. */
  types: readonly RecordType[];
  /** Parts that it can leave out, per type; all others always come with `core`. */
  optionalParts: Readonly<Partial<Record<RecordType, readonly Part[]>>>;
  limits: SourceLimits;
  /**
   * The fields of a party that it can give as it is set up. A customer's null is blamed on an outage only where the system
   * that is down can give the field.
   */
  gives(settings: Settings): readonly GivenField[];
  /** Calls in flight to the whole system at once. */
  concurrency: number;
  /** Which look-ups it answers truthfully. */
  findsBy: readonly ('email' | 'phone')[];
  /** Overlap of changed-since windows, to cover its clock steps and slow commits. */
  overlapMs: number;
  /** Fields whose values it has verified itself (a double opt-in e-mail, a checked tax id); decides `Identifier.verified`. */
  verifies: readonly ('email' | 'phone' | 'taxId' | 'loyaltyId')[];
  /** Which references mean the same party and which only a relationship; read by docs and by `npm run doctor`. */
  references: { identity: readonly string[]; relationship: readonly string[] };
  /**
   * Record types that it cannot be asked for by id: what it tells of them by itself is kept until it is applied, and the
   * last known record is what readers get. Each with what its statements about a record are ordered by, in words
   * (`event sequence`, `its clock, in ms`): the latest wins, whichever came last.
   */
  observes?: Readonly<Partial<Record<RecordType, string>>>;
  /** How its own webhooks are signed and read; left out: it is told of changes by Standard Webhooks (standardWebhooks.ts). */
  webhook?: ReadWebhook;
  connect(options: ConnectOptions<Settings>): SourceClient;
}

/** Types a definition; it has no other effect. */
export function defineSource<Settings>(definition: SourceDefinition<Settings>): SourceDefinition<Settings> {
  return definition;
}

export type { EventRecord, EventType };
