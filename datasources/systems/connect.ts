/** From a definition and its configuration to a source that can be read. */
import { setMaxListeners } from 'node:events';
import type { GivenField } from '../../domain/goldenRecord/types.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { sourceRef, type RecordType } from '../../domain/sourceRef.ts';
import { createCounters, type SourceCounters, type SourceStats } from '../upstream/counters.ts';
import { createGuard } from '../upstream/guard.ts';
import { createHttp } from '../upstream/http.ts';
import type { SourceObserver } from '../upstream/observer.ts';
import type { ReadMode, SourceConfig, SyncConfig } from './config.ts';
import { SourceError, UnreadableRecords, type SourceClient, type SourceDefinition } from './defineSource.ts';
import { effectiveLimits } from './limits.ts';
import { standardWebhook } from './standardWebhooks.ts';
import type { ToldRecord, WebhookDelivery, WebhookReading } from './webhook.ts';

/** How a source tells of changes by itself. */
export interface SourceWebhook {
  readonly maxBodyBytes: number;
  readonly toleranceMs: number;
  /** Checks and reads a delivery. `nowMs` is ours. */
  read(headers: WebhookDelivery['headers'], body: Buffer, nowMs: number): WebhookReading;
}

/** A source of the configuration, ready to be asked. Nothing is sent before the first ask. */
export interface ConnectedSource {
  /** First part of its source refs. */
  readonly system: string;
  /** With the limits of the configuration. */
  readonly definition: SourceDefinition;
  /** Counted and guarded: a record that was not asked for is dropped here whatever the adapter let through. */
  readonly client: SourceClient;
  readonly read: ReadMode;
  readonly cacheMs: number;
  readonly staleMs: number;
  readonly absentMs: number;
  readonly sync: SyncConfig;
  /** After this long a live read counts as failed. */
  readonly answerMs: number;
  /** The fields of a party that it can give. */
  readonly gives: ReadonlySet<GivenField>;
  readonly counters: SourceCounters;
  /** Null where it is not configured to send webhooks. */
  readonly webhook: SourceWebhook | null;
  stats(): SourceStats;
  /** Ends its connections; calls in flight are aborted. */
  close(): Promise<void>;
}

const RATE_MS = { second: 1_000, minute: 60_000 };
/** A record that comes back is seen within this where nobody tells of it. */
const DEFAULT_ABSENT_MS = 1_000;

/** A definition with what its settings tell of it; `settings` must have passed its schema. */
export const configuredDefinition = (definition: SourceDefinition, settings: unknown): SourceDefinition => ({ ...definition, ...definition.configured?.(settings) });

/** `settings` must have passed `definition.settings`, and `config.limits` its check. `observer` default: nobody watches. */
export function connectSource(
  system: string,
  declared: SourceDefinition,
  config: SourceConfig,
  settings: unknown,
  deployment: { defaultRegion: string; now: () => number; observer?: SourceObserver },
): ConnectedSource {
  const adapter = configuredDefinition(declared, settings);
  const counters = createCounters();
  const { url, timeoutMs, maxQueued, maxResponseBytes, read, cacheMs, staleMs, absentMs = Math.min(cacheMs, DEFAULT_ABSENT_MS), sync, rate, retry, breaker, hedge, concurrency = adapter.concurrency, answerMs = timeoutMs } = config;
  const definition: SourceDefinition = { ...adapter, concurrency, limits: effectiveLimits(adapter.limits, config.limits) };
  const { limits } = definition;
  const guard = createGuard({
    system, concurrency, maxQueued, timeoutMs, limits, retry, breaker, hedge, counters,
    ...(rate && { rate: { calls: rate.calls, perMs: RATE_MS[rate.per] } }),
    ...(deployment.observer && { observer: deployment.observer }),
  });
  const http = /^https?:/.test(url) ? createHttp({ system, url, connections: concurrency, connectTimeoutMs: timeoutMs, maxResponseBytes, counters, guard, now: deployment.now }) : null;
  const client = definition.connect({
    system,
    settings,
    send: http?.send ?? (() => Promise.reject(new SourceError(system, 'refused', `${system} is not reached by HTTP.`))),
    url,
    timeoutMs,
    concurrency,
    guard,
    limits,
    defaultRegion: config.defaultRegion ?? deployment.defaultRegion,
    now: deployment.now,
  });
  return {
    system,
    definition,
    client: guardClient(system, definition, client, counters),
    read,
    cacheMs,
    staleMs,
    absentMs,
    sync,
    answerMs,
    gives: new Set(definition.gives(settings)),
    counters,
    webhook: config.webhook ? webhookOf(system, definition, config.webhook) : null,
    stats: () => counters.stats(),
    async close() {
      guard.close();
      await Promise.all([http?.close(), client.close?.()]);
    },
  };
}

function webhookOf(system: string, definition: SourceDefinition, { secret, toleranceSeconds, maxBodyBytes }: NonNullable<SourceConfig['webhook']>): SourceWebhook {
  const read = definition.webhook ?? standardWebhook(definition.types);
  const toleranceMs = toleranceSeconds * 1_000;
  /** Of a record that it says to be another one nothing is believed. */
  const isItself = ({ type, id, observed }: ToldRecord): boolean => !observed?.record || observed.record.ref === sourceRef(system, type, id);
  return {
    maxBodyBytes,
    toleranceMs,
    read(headers, body, nowMs) {
      const reading = read({ headers, body, secret, nowMs, toleranceMs });
      return 'refused' in reading || reading.told.every(isItself) ? reading : { refused: 'unreadable' };
    },
  };
}

/** Counts every operation, passes no more ids at once than a batch takes, and lets nothing pass that was not asked for. */
function guardClient(system: string, definition: SourceDefinition, client: SourceClient, counters: SourceCounters): SourceClient {
  const counted = async <Result>(operation: string, signal: AbortSignal, run: () => Promise<Result>): Promise<Result> => {
    counters.operation(operation);
    // Many calls of one pull share its signal, and each listens to it while it lasts: that is no leak.
    setMaxListeners(0, signal);
    try {
      return await run();
    } catch (error) {
      const failure = error instanceof SourceError ? error : new SourceError(system, 'garbage', `The answer of ${system} could not be read.`, { cause: error });
      counters.failure(failure.kind);
      throw failure;
    }
  };
  const asked = (type: RecordType, ids: readonly string[], records: readonly SourceRecord[]): SourceRecord[] => {
    const prefix = sourceRef(system, type, '');
    const wanted = new Set(ids);
    const kept = records.filter(({ ref, type: given }) => given === type && ref.startsWith(prefix) && wanted.has(ref.slice(prefix.length)));
    counters.rows(kept.length);
    return kept;
  };

  const fetchBatch: SourceClient['fetchByIds'] = (type, ids, parts, signal) =>
    counted(`fetch:${type}`, signal, async () => {
      try {
        return asked(type, ids, await client.fetchByIds(type, ids, parts, signal));
      } catch (error) {
        if (!(error instanceof UnreadableRecords)) throw error;
        throw new UnreadableRecords(system, asked(type, ids, error.records), error.ids);
      }
    });

  async function* paged<Page>(operation: string, all: AsyncIterable<Page>, signal: AbortSignal): AsyncGenerator<Page> {
    const pages = all[Symbol.asyncIterator]();
    for (;;) {
      const page = await counted(operation, signal, () => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }

  return {
    async fetchByIds(type, ids, parts, signal) {
      const batchSize = definition.limits.fetch[type]?.batchSize ?? ids.length;
      if (ids.length <= batchSize) return fetchBatch(type, ids, parts, signal);
      // Larger ones were seen to take a system down: what the caller did not cut is cut here, one after the other.
      const records: SourceRecord[] = [];
      const unreadable: string[] = [];
      for (let start = 0; start < ids.length; start += batchSize) {
        try {
          records.push(...(await fetchBatch(type, ids.slice(start, start + batchSize), parts, signal)));
        } catch (error) {
          if (!(error instanceof UnreadableRecords)) throw error;
          records.push(...error.records);
          unreadable.push(...error.ids);
        }
      }
      if (unreadable.length > 0) throw new UnreadableRecords(system, records, unreadable);
      return records;
    },
    ...(client.findParties && {
      findParties: (by: 'email' | 'phone', value: string, signal: AbortSignal) =>
        counted(`find:${by}`, signal, async () => {
          const parties = await client.findParties!(by, value, signal);
          const kept = parties.filter((party) => (by === 'email' ? party.emails : party.phones).some((point) => point.value === value));
          counters.rows(kept.length);
          return kept;
        }),
    }),
    async *changedSince(type, since, signal, place) {
      yield* paged(`changed:${type}`, client.changedSince(type, since, signal, place), signal);
    },
    ...(client.sweep && {
      async *sweep(type: RecordType, place: string | null, signal: AbortSignal) {
        yield* paged(`sweep:${type}`, client.sweep!(type, place, signal), signal);
      },
    }),
  };
}
