/** The reads of one source: batched by operation and parts, limited per operation, through the record cache if it is on. */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { sourceRef, type RecordType } from '../../domain/sourceRef.ts';
import type { CachedRecord, RecordCache } from '../redis/recordCache.ts';
import { SourceError, UnreadableRecords, type OperationLimits } from '../systems/defineSource.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher, type Batcher } from './batcher.ts';
import { createLimiter, type Limiter } from './limiter.ts';

export interface SourceReads {
  /** The record with at least `parts`; undefined where the source has none. Rejects with SourceError. */
  read(type: RecordType, id: string, parts: ReadonlySet<Part>, signal: AbortSignal): Promise<CachedRecord | undefined>;
  /** Parties that carry the value; rejects with SourceError. Only where `definition.findsBy` has `by`. */
  find(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<PartyRecord[]>;
  /** Later reads of these records do not join what is already in flight. */
  forget(type: RecordType, ids: readonly string[]): void;
}

/** Calls of one operation that may wait for a slot, per slot. */
const QUEUED_PER_SLOT = 50;

/** `now` in ms since the epoch. */
export function createSourceReads(source: ConnectedSource, cache: RecordCache, now: () => number): SourceReads {
  const { system, definition, client, counters } = source;
  const limiters = new Map<string, Limiter>();
  const batchers = new Map<string, Batcher<CachedRecord>>();
  const finders = new Map<string, Batcher<PartyRecord[]>>();

  function limiterOf(operation: string, limits: OperationLimits): Limiter {
    let limiter = limiters.get(operation);
    if (!limiter) {
      const { concurrency, abandonedMs } = limits;
      limiter = createLimiter({ system, concurrency, maxQueued: concurrency * QUEUED_PER_SLOT, abandonedMs, counters });
      limiters.set(operation, limiter);
    }
    return limiter;
  }

  function recordBatcher(type: RecordType, shape: string, parts: ReadonlySet<Part>): Batcher<CachedRecord> {
    const limits = definition.limits.fetch[type];
    if (!limits) throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
    const limiter = limiterOf(type, limits);

    async function fetch(ids: readonly string[], signal: AbortSignal): Promise<Map<string, CachedRecord | Error>> {
      const fetchedAtMs = now();
      const answer = new Map<string, CachedRecord | Error>();
      const add = (records: readonly SourceRecord[]) => {
        const prefix = sourceRef(system, type, '').length;
        for (const record of records) answer.set(record.ref.slice(prefix), { record, fetchedAtMs });
      };
      try {
        add(await limiter.run((live) => client.fetchByIds(type, ids, parts, live), signal));
      } catch (error) {
        if (!(error instanceof UnreadableRecords)) throw error;
        add(error.records);
        for (const id of error.ids) answer.set(id, error);
      }
      return answer;
    }

    async function throughCache(ids: readonly string[], signal: AbortSignal): Promise<Map<string, CachedRecord | Error>> {
      const keys = ids.map((id) => ({ ref: sourceRef(system, type, id), shape }));
      const known = await cache.lookup(keys);
      const missing = ids.filter((_, index) => !known[index]?.hit);
      counters.cacheHits(ids.length - missing.length);
      const answer: Map<string, CachedRecord | Error> = missing.length > 0 ? await fetch(missing, signal) : new Map();
      const fills = [];
      for (const [index, id] of ids.entries()) {
        const { hit, ticket } = known[index]!;
        const value = answer.get(id);
        if (hit) answer.set(id, hit);
        else if (value && !(value instanceof Error)) fills.push({ key: keys[index]!, ticket, value });
      }
      if (fills.length > 0) await cache.fill(fills, source.cacheMs);
      return answer;
    }

    return createBatcher({
      system,
      batchSize: limits.batchSize,
      answerMs: source.answerMs,
      call: source.cacheMs > 0 ? throughCache : fetch,
    });
  }

  return {
    read(type, id, parts, signal) {
      const optional = definition.optionalParts[type] ?? [];
      const wanted = optional.filter((part) => parts.has(part));
      const shape = wanted.join('+');
      const key = `${type} ${shape}`;
      let batcher = batchers.get(key);
      if (!batcher) {
        try {
          batcher = recordBatcher(type, shape, new Set<Part>(['core', ...wanted]));
        } catch (error) {
          return Promise.reject(error as Error);
        }
        batchers.set(key, batcher);
      }
      return batcher.read(id, signal);
    },
    async find(by, value, signal) {
      let finder = finders.get(by);
      if (!finder) {
        const limiter = limiterOf('find', definition.limits.find);
        finder = createBatcher<PartyRecord[]>({
          system,
          batchSize: 1,
          answerMs: source.answerMs,
          call: async ([key], live) => new Map([[key!, await limiter.run((held) => client.findParties!(by, key!, held), live)]]),
        });
        finders.set(by, finder);
      }
      return (await finder.read(value, signal)) ?? [];
    },
    forget(type, ids) {
      for (const [key, batcher] of batchers) if (key.startsWith(`${type} `)) batcher.forget(ids);
    },
  };
}
