/**
 * The record cache: canonical records by source ref and the parts that were asked, and that a source has no such record.
 * How old an entry may be is the reader's business; it is dropped when nobody can want it any more. What is lost costs a
 * call, so nothing here ever rejects. A fill that was begun before an invalidation is discarded: a lookup gives each key a
 * ticket, and a fill counts only while its ticket is still the key's.
 */
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { SourceRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { failOpen } from './client.ts';

/** A record and when its source was asked for it (ms since the epoch). */
export interface CachedRecord {
  /** Null: the source had none. */
  record: SourceRecord | null;
  fetchedAtMs: number;
}

export interface CacheKey {
  ref: SourceRef;
  /** The optional parts that the record holds, joined by `+`. */
  shape: string;
}

export interface CacheLookup {
  /** The newest that has at least the parts of the key. */
  hit: CachedRecord | null;
  /** Proof for `fill` that nothing was invalidated since; null where the cache could not tell. */
  ticket: string | null;
}

export interface CacheFill {
  key: CacheKey;
  ticket: string | null;
  /** That there is no record replaces every shape of it. */
  value: CachedRecord;
  /** After this long nobody wants it any more; 0: only what it replaces is dropped. */
  keepMs: number;
}

/** No method rejects. */
export interface RecordCache {
  /** One answer per key, in order. */
  lookup(keys: readonly CacheKey[]): Promise<CacheLookup[]>;
  /** Keeps values, each only if its ticket still holds. */
  fill(fills: readonly CacheFill[]): Promise<void>;
  /** Forgets every shape of these records and voids their tickets. */
  invalidate(refs: readonly SourceRef[]): Promise<void>;
}

/**
 * Of the records as domain/records.ts describes them. To be raised with every change there (a test says so), so that a
 * gateway never reads from Redis what one of another release has put there.
 */
export const RECORDS_VERSION = 1;

/** In place of a shape: there is no record, in any. No part has this name. */
const ABSENT = '-';

const placeOf = ({ key, value }: CacheFill): string => (value.record === null ? ABSENT : key.shape);

/** Whether an entry at this place answers an ask for the shape. */
function answers(place: string, shape: string): boolean {
  if (place === shape || place === ABSENT || shape === '') return true;
  const parts = place.split('+');
  return shape.split('+').every((part) => parts.includes(part));
}

function newer(one: CachedRecord | null, other: CachedRecord | null | undefined): CachedRecord | null {
  return other && (!one || other.fetchedAtMs > one.fetchedAtMs) ? other : one;
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
  const places = new LRUCache<SourceRef, Set<string>>({ max: maxEntries });
  /** Counts invalidations; a ticket is the count at its lookup. A ref that fell out counts as invalidated at `oldest`. */
  const invalidated = new LRUCache<SourceRef, number>({ max: maxEntries, dispose: (at, _ref, reason) => { if (reason === 'evict') oldest = Math.max(oldest, at); } });
  let oldest = 0;
  let count = 0;
  const keyOf = (ref: SourceRef, place: string): string => `${ref}|${place}`;

  function find({ ref, shape }: CacheKey): CachedRecord | null {
    const known = places.get(ref);
    if (!known) return null;
    let found: CachedRecord | null = null;
    for (const place of known) if (answers(place, shape)) found = newer(found, values.get(keyOf(ref, place)));
    return found;
  }

  function drop(ref: SourceRef): void {
    for (const place of places.get(ref) ?? []) values.delete(keyOf(ref, place));
    places.delete(ref);
  }

  function keep(fill: CacheFill): void {
    const { key: { ref }, value, keepMs } = fill;
    const place = placeOf(fill);
    if (place === ABSENT) drop(ref);
    else if (places.get(ref)?.delete(ABSENT)) values.delete(keyOf(ref, ABSENT));
    if (keepMs <= 0) return;
    values.set(keyOf(ref, place), value, { ttl: keepMs });
    places.set(ref, (places.get(ref) ?? new Set()).add(place));
  }

  return {
    lookup: (keys) => Promise.resolve(keys.map((key) => ({ hit: find(key), ticket: String(count) }))),
    fill(fills) {
      for (const fill of fills) if (fill.ticket !== null && Number(fill.ticket) >= (invalidated.get(fill.key.ref) ?? oldest)) keep(fill);
      return Promise.resolve();
    },
    invalidate(refs) {
      count += 1;
      for (const ref of refs) {
        drop(ref);
        invalidated.set(ref, count);
      }
      return Promise.resolve();
    },
  };
}

/** Longer than any fill can take; a generation that is forgotten later cannot be mistaken for an old one. */
const GENERATION_TTL_MS = 3_600_000;
/** Of one record as JSON; a larger one is fetched each time. */
const MAX_ENTRY_LENGTH = 262_144;
/** Invalidations that Redis did not take and is still owed; the oldest beyond go by their time alone. */
const MAX_OWED = 10_000;

/** KEYS generation, values; ARGV expected generation, value, ttl, place, place of an absence. Acts only while the generation is the expected one. */
const FILL = `
local generation = redis.call('GET', KEYS[1]) or '0'
if generation ~= ARGV[1] then return 0 end
if ARGV[4] == ARGV[5] then redis.call('DEL', KEYS[2]) else redis.call('HDEL', KEYS[2], ARGV[5]) end
if tonumber(ARGV[3]) <= 0 then return 1 end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[2])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
return 1`;

/**
 * Shared by all gateways on one Redis. One hash per record holds its shapes, so that invalidation is one DEL; a
 * generation beside it voids the fills of other processes. While Redis is down there are no hits and no tickets, and what
 * was invalidated meanwhile is made good before the first hit after.
 */
export function createRedisRecordCache(redis: Redis, { prefix = `c360:record:${RECORDS_VERSION}:`, now = Date.now }: { prefix?: string; now?: () => number } = {}): RecordCache {
  // The braces keep a record's two keys in one slot of a Redis cluster.
  const generationKey = (ref: SourceRef): string => `${prefix}{${ref}}:g`;
  const valueKey = (ref: SourceRef): string => `${prefix}{${ref}}`;
  const owed = new Set<SourceRef>();

  function owe(refs: readonly SourceRef[]): void {
    for (const ref of refs) {
      if (owed.size >= MAX_OWED) owed.delete(owed.values().next().value!);
      owed.add(ref);
    }
  }

  async function drop(refs: readonly SourceRef[]): Promise<boolean> {
    return failOpen(redis, async () => {
      const pipeline = redis.pipeline();
      for (const ref of refs) pipeline.incr(generationKey(ref)).pexpire(generationKey(ref), GENERATION_TTL_MS).del(valueKey(ref));
      const results = await pipeline.exec();
      return results?.every(([error]) => error === null) ?? false;
    }, false);
  }

  async function payOwed(): Promise<boolean> {
    if (owed.size === 0) return true;
    const refs = [...owed];
    if (!(await drop(refs))) return false;
    for (const ref of refs) owed.delete(ref);
    return true;
  }

  return {
    async lookup(keys) {
      const none = keys.map(() => ({ hit: null, ticket: null }));
      if (!(await payOwed())) return none;
      return failOpen(redis, async () => {
        const pipeline = redis.pipeline();
        for (const { ref } of keys) pipeline.get(generationKey(ref)).hgetall(valueKey(ref));
        const replies = (await pipeline.exec()) ?? [];
        return keys.map((key, index): CacheLookup => {
          const [generationError, generation] = replies[index * 2] ?? [new Error()];
          const [valueError, values] = replies[index * 2 + 1] ?? [new Error()];
          return {
            hit: valueError ? null : findEntry(values as Record<string, string>, key, now()),
            ticket: generationError ? null : String(generation ?? '0'),
          };
        });
      }, none);
    },
    async fill(fills) {
      await failOpen(redis, async () => {
        const pipeline = redis.pipeline();
        for (const fill of fills) {
          const { key, ticket, value, keepMs } = fill;
          if (ticket === null) continue;
          const entry = JSON.stringify({ ...value, untilMs: now() + keepMs });
          if (entry.length > MAX_ENTRY_LENGTH) continue;
          pipeline.eval(FILL, 2, generationKey(key.ref), valueKey(key.ref), ticket, entry, keepMs, placeOf(fill), ABSENT);
        }
        await pipeline.exec();
      }, undefined);
    },
    async invalidate(refs) {
      if (!(await drop(refs))) owe(refs);
    },
  };
}

function findEntry(values: Readonly<Record<string, string>>, { ref, shape }: CacheKey, nowMs: number): CachedRecord | null {
  let found: CachedRecord | null = null;
  for (const [place, text] of Object.entries(values)) if (answers(place, shape)) found = newer(found, readEntry(text, ref, nowMs));
  return found;
}

/** A hash expires as a whole, so each shape says until when it holds. What cannot be read, or is another record, is no entry. */
function readEntry(text: string, ref: SourceRef, nowMs: number): CachedRecord | null {
  try {
    const { record, fetchedAtMs, untilMs } = JSON.parse(text) as CachedRecord & { untilMs: number };
    if (!(untilMs > nowMs) || !Number.isFinite(fetchedAtMs)) return null;
    return record === null || record?.ref === ref ? { record, fetchedAtMs } : null;
  } catch {
    return null;
  }
}
