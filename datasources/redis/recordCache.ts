/**
 * The record cache: canonical records by source ref and the parts that were asked, for `cacheMs` of their source. What
 * is lost costs a call, so nothing here ever rejects. A fill that was begun before an invalidation is discarded: a
 * lookup gives each key a ticket, and a fill counts only while its ticket is still the key's.
 */
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { SourceRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { failOpen } from './client.ts';

/** A record and when its source was asked for it (ms since the epoch). */
export interface CachedRecord {
  record: SourceRecord;
  fetchedAtMs: number;
}

export interface CacheKey {
  ref: SourceRef;
  /** The optional parts that the record holds, as the batcher names them. */
  shape: string;
}

export interface CacheLookup {
  hit: CachedRecord | null;
  /** Proof for `fill` that nothing was invalidated since; null where the cache could not tell. */
  ticket: string | null;
}

export interface CacheFill {
  key: CacheKey;
  ticket: string | null;
  value: CachedRecord;
}

/** No method rejects. */
export interface RecordCache {
  /** One answer per key, in order. */
  lookup(keys: readonly CacheKey[]): Promise<CacheLookup[]>;
  /** Keeps values for `ttlMs`, each only if its ticket still holds. */
  fill(fills: readonly CacheFill[], ttlMs: number): Promise<void>;
  /** Forgets every shape of these records and voids their tickets. */
  invalidate(refs: readonly SourceRef[]): Promise<void>;
}

export interface MemoryCacheOptions {
  /** Most records, all shapes counted. */
  maxEntries: number;
  /** ms, of any steady clock. */
  now?: () => number;
}

/** Of this process alone. Values are handed out as they were given: nobody may change a canonical record. */
export function createMemoryRecordCache({ maxEntries, now = () => performance.now() }: MemoryCacheOptions): RecordCache {
  const values = new LRUCache<string, CachedRecord>({ max: maxEntries, ttlResolution: 0, perf: { now } });
  const shapes = new LRUCache<SourceRef, Set<string>>({ max: maxEntries });
  /** Counts invalidations; a ticket is the count at its lookup. A ref that fell out counts as invalidated at `oldest`. */
  const invalidated = new LRUCache<SourceRef, number>({ max: maxEntries, dispose: (at, _ref, reason) => { if (reason === 'evict') oldest = Math.max(oldest, at); } });
  let oldest = 0;
  let count = 0;
  const keyOf = ({ ref, shape }: CacheKey): string => `${ref}|${shape}`;

  return {
    lookup: (keys) => Promise.resolve(keys.map((key) => ({ hit: values.get(keyOf(key)) ?? null, ticket: String(count) }))),
    fill(fills, ttlMs) {
      for (const { key, ticket, value } of fills) {
        if (ticket === null || Number(ticket) < (invalidated.get(key.ref) ?? oldest)) continue;
        values.set(keyOf(key), value, { ttl: ttlMs });
        shapes.set(key.ref, (shapes.get(key.ref) ?? new Set()).add(key.shape));
      }
      return Promise.resolve();
    },
    invalidate(refs) {
      count += 1;
      for (const ref of refs) {
        for (const shape of shapes.get(ref) ?? []) values.delete(keyOf({ ref, shape }));
        shapes.delete(ref);
        invalidated.set(ref, count);
      }
      return Promise.resolve();
    },
  };
}

/** Longer than any fill can take; a generation that is forgotten later cannot be mistaken for an old one. */
const GENERATION_TTL_MS = 3_600_000;

/** KEYS generation, value; ARGV expected generation, value, ttl. Sets only while the generation is the expected one. */
const FILL = `
local generation = redis.call('GET', KEYS[1]) or '0'
if generation ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[2])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
return 1`;

/**
 * Shared by all gateways on one Redis. One hash per record holds its shapes, so that invalidation is one DEL; a
 * generation beside it voids the fills of other processes. While Redis is down there are no hits and no tickets.
 */
export function createRedisRecordCache(redis: Redis, { prefix = 'c360:record:', now = Date.now }: { prefix?: string; now?: () => number } = {}): RecordCache {
  // The braces keep a record's two keys in one slot of a Redis cluster.
  const generationKey = (ref: SourceRef): string => `${prefix}{${ref}}:g`;
  const valueKey = (ref: SourceRef): string => `${prefix}{${ref}}`;

  return {
    lookup(keys) {
      const none = keys.map(() => ({ hit: null, ticket: null }));
      return failOpen(redis, async () => {
        const pipeline = redis.pipeline();
        for (const { ref, shape } of keys) pipeline.get(generationKey(ref)).hget(valueKey(ref), shape);
        const answers = (await pipeline.exec()) ?? [];
        return keys.map((_, index): CacheLookup => {
          const [generationError, generation] = answers[index * 2] ?? [new Error()];
          const [valueError, value] = answers[index * 2 + 1] ?? [new Error()];
          return {
            hit: valueError || typeof value !== 'string' ? null : readEntry(value, now()),
            ticket: generationError ? null : String(generation ?? '0'),
          };
        });
      }, none);
    },
    async fill(fills, ttlMs) {
      await failOpen(redis, async () => {
        const pipeline = redis.pipeline();
        for (const { key, ticket, value } of fills) {
          if (ticket === null) continue;
          const entry = JSON.stringify({ ...value, untilMs: now() + ttlMs });
          pipeline.eval(FILL, 2, generationKey(key.ref), valueKey(key.ref), ticket, entry, ttlMs, key.shape);
        }
        await pipeline.exec();
      }, undefined);
    },
    async invalidate(refs) {
      await failOpen(redis, async () => {
        const pipeline = redis.pipeline();
        for (const ref of refs) pipeline.incr(generationKey(ref)).pexpire(generationKey(ref), GENERATION_TTL_MS).del(valueKey(ref));
        await pipeline.exec();
      }, undefined);
    },
  };
}

/** A hash expires as a whole, so each shape says until when it holds. */
function readEntry(text: string, nowMs: number): CachedRecord | null {
  const { record, fetchedAtMs, untilMs } = JSON.parse(text) as CachedRecord & { untilMs: number };
  return untilMs > nowMs ? { record, fetchedAtMs } : null;
}
