/** The reads of one source: batched by operation and parts, limited per operation, through the record cache if it is on. */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { sourceRef, type RecordType, type SourceRef } from '../../domain/sourceRef.ts';
import type { RecordCache } from '../redis/recordCache.ts';
import { SourceError, UnreadableRecords, type OperationLimits } from '../systems/defineSource.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher, type Batcher } from './batcher.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { RecordRead } from './reads.ts';
import type { Outcome } from './waiters.ts';

/** What a live read gives. */
export type LiveRead = Extract<RecordRead, { status: 'OK' }>;

export interface SourceReads {
  /**
   * Records with at least `parts`, in order, as one waiter: undefined where the source has none, an error in place of a
   * read that failed. Never rejects. One object for all who read it.
   */
  readMany(type: RecordType, refs: readonly SourceRef[], parts: ReadonlySet<Part>, signal: AbortSignal): Promise<Outcome<LiveRead>[]>;
  /** Parties that carry the value; rejects with SourceError. Only where `definition.findsBy` has `by`. */
  find(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<PartyRecord[]>;
  /** Later reads of these records do not join what is already in flight. */
  forget(type: RecordType, refs: readonly SourceRef[]): void;
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
    const idFrom = `${system}:${type}:`.length;

    async function fetch(refs: readonly SourceRef[], signal: AbortSignal): Promise<Map<SourceRef, LiveRead | Error>> {
      const fetchedAtMs = now();
      const answer = new Map<SourceRef, LiveRead | Error>();
      const add = (records: readonly SourceRecord[]) => {
        for (const record of records) answer.set(record.ref, { status: 'OK', record, fetchedAtMs });
      };
      try {
        const ids = refs.map((ref) => ref.slice(idFrom));
        add(await limiter.run((live) => client.fetchByIds(type, ids, parts, live), signal));
      } catch (error) {
        if (!(error instanceof UnreadableRecords)) throw error;
        add(error.records);
        for (const id of error.ids) answer.set(sourceRef(system, type, id), error);
      }
      return answer;
    }

    async function throughCache(refs: readonly SourceRef[], signal: AbortSignal): Promise<Map<SourceRef, LiveRead | Error>> {
      const keys = refs.map((ref) => ({ ref, shape }));
      const known = await cache.lookup(keys);
      const missing = refs.filter((_, index) => !known[index]?.hit);
      counters.cacheHits(refs.length - missing.length);
      const answer: Map<SourceRef, LiveRead | Error> = missing.length > 0 ? await fetch(missing, signal) : new Map();
      const fills = [];
      for (const [index, ref] of refs.entries()) {
        const { hit, ticket } = known[index]!;
        const value = answer.get(ref);
        if (hit) answer.set(ref, { status: 'OK', ...hit });
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

  /** The batcher of these parts. Throws SourceError for a type that the source does not have. */
  function batcherOf(type: RecordType, parts: ReadonlySet<Part>): Batcher<LiveRead> {
    const optional = definition.optionalParts[type] ?? NO_PARTS;
    let wanted = 0;
    for (let index = 0; index < optional.length; index += 1) if (parts.has(optional[index]!)) wanted |= 1 << index;
    let ofType = batchers.get(type);
    const known = ofType?.[wanted];
    if (known) return known;
    const chosen = optional.filter((_, index) => (wanted & (1 << index)) !== 0);
    const made = recordBatcher(type, chosen.join('+'), new Set<Part>(['core', ...chosen]));
    if (!ofType) batchers.set(type, (ofType = []));
    ofType[wanted] = made;
    return made;
  }

  return {
    readMany(type, refs, parts, signal) {
      try {
        return batcherOf(type, parts).readMany(refs, signal);
      } catch (error) {
        return Promise.resolve(refs.map(() => error as Error));
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
    forget(type, refs) {
      batchers.get(type)?.forEach((batcher) => batcher.forget(refs));
    },
  };
}
