/**
 * The record cache: canonical records by source ref and the parts that were asked, for `cacheMs` of their source. What
 * is lost costs a call, so nothing here ever rejects. A fill that was begun before an invalidation is discarded: a
 * lookup gives each key a ticket, and a fill counts only while its ticket is still the key's.
 */
import type { SourceRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';

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
