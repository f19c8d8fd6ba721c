/** The reads of one source: batched by operation and parts, limited per operation, through the record cache if it is on. */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { sourceRef, type RecordType } from '../../domain/sourceRef.ts';
import type { RecordCache } from '../redis/recordCache.ts';
import { SourceError, UnreadableRecords, type OperationLimits } from '../systems/defineSource.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher, type Batcher } from './batcher.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { RecordRead } from './reads.ts';

/** What a live read gives. */
export type LiveRead = Extract<RecordRead, { status: 'OK' }>;

export interface SourceReads {
  /** The record with at least `parts`; undefined where the source has none. Rejects with SourceError. One object for all who read it. */
  read(type: RecordType, id: string, parts: ReadonlySet<Part>, signal: AbortSignal): Promise<LiveRead | undefined>;
  /** Parties that carry the value; rejects with SourceError. Only where `definition.findsBy` has `by`. */
  find(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<PartyRecord[]>;
  /** Later reads of these records do not join what is already in flight. */
  forget(type: RecordType, ids: readonly string[]): void;
}

/** Calls of one operation that may wait for a slot, per slot. */
const QUEUED_PER_SLOT = 50;
const NO_PARTS: readonly Part[] = [];

/** `now` in ms since the epoch. */
export function createSourceReads(source: ConnectedSource, cache: RecordCache, now: () => number): SourceReads {
  const { system, definition, client, counters } = source;
  const limiters = new Map<string, Limiter>();
  /** By type, then by which optional parts are wanted, one bit each. */
  const batchers = new Map<RecordType, Batcher<LiveRead>[]>();
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

  function recordBatcher(type: RecordType, shape: string, parts: ReadonlySet<Part>): Batcher<LiveRead> {
    const limits = definition.limits.fetch[type];
    if (!limits) throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
    const limiter = limiterOf(type, limits);

    async function fetch(ids: readonly string[], signal: AbortSignal): Promise<Map<string, LiveRead | Error>> {
      const fetchedAtMs = now();
      const answer = new Map<string, LiveRead | Error>();
      const add = (records: readonly SourceRecord[]) => {
        const prefix = sourceRef(system, type, '').length;
        for (const record of records) answer.set(record.ref.slice(prefix), { status: 'OK', record, fetchedAtMs });
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

    async function throughCache(ids: readonly string[], signal: AbortSignal): Promise<Map<string, LiveRead | Error>> {
      const keys = ids.map((id) => ({ ref: sourceRef(system, type, id), shape }));
      const known = await cache.lookup(keys);
      const missing = ids.filter((_, index) => !known[index]?.hit);
      counters.cacheHits(ids.length - missing.length);
      const answer: Map<string, LiveRead | Error> = missing.length > 0 ? await fetch(missing, signal) : new Map();
      const fills = [];
      for (const [index, id] of ids.entries()) {
        const { hit, ticket } = known[index]!;
        const value = answer.get(id);
        if (hit) answer.set(id, { status: 'OK', ...hit });
        else if (value && !(value instanceof Error)) fills.push({ key: keys[index]!, ticket, value: { record: value.record, fetchedAtMs: value.fetchedAtMs } });
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
      const optional = definition.optionalParts[type] ?? NO_PARTS;
      let wanted = 0;
      for (let index = 0; index < optional.length; index += 1) if (parts.has(optional[index]!)) wanted |= 1 << index;
      const ofType = batchers.get(type);
      const batcher = ofType?.[wanted];
      if (batcher) return batcher.read(id, signal);
      try {
        const chosen = optional.filter((_, index) => (wanted & (1 << index)) !== 0);
        const made = recordBatcher(type, chosen.join('+'), new Set<Part>(['core', ...chosen]));
        if (ofType) ofType[wanted] = made;
        else {
          const list: Batcher<LiveRead>[] = [];
          list[wanted] = made;
          batchers.set(type, list);
        }
        return made.read(id, signal);
      } catch (error) {
        return Promise.reject(error as Error);
      }
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
      batchers.get(type)?.forEach((batcher) => batcher.forget(ids));
    },
  };
}
