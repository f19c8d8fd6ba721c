/** Records that were invalidated while Redis was away are in its cache still when it is back: they are remembered, and forgotten there first. */
import { LRUCache } from 'lru-cache';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { Presence } from './presence.ts';
import type { RecordCache } from './recordCache.ts';

/** Some 10 MB; what falls out may be shown for `cacheMs` of its source. */
const MAX_REFS = 100_000;
/** No record is cached for longer. */
const KEPT_MS = 3_600_000;

/** A cache in Redis that gives nothing of what this process has invalidated in vain. Never rejects. */
export function withLostInvalidations(cache: RecordCache, presence: Pick<Presence, 'isAway' | 'breaks' | 'watch'>): RecordCache {
  const lost = new LRUCache<SourceRef, true>({ max: MAX_REFS, ttl: KEPT_MS });

  /** Whether it has reached Redis. */
  async function reaches(refs: readonly SourceRef[]): Promise<boolean> {
    const before = presence.breaks();
    if (presence.isAway()) return false;
    await cache.invalidate(refs);
    return !presence.isAway() && presence.breaks() === before;
  }
  async function makeUp(): Promise<void> {
    const refs = [...lost.keys()];
    if (refs.length === 0 || !(await reaches(refs))) return;
    for (const ref of refs) lost.delete(ref);
  }
  presence.watch((answers) => {
    if (answers) void makeUp();
  });

  return {
    ...cache,
    async lookup(keys) {
      const found = await cache.lookup(keys);
      return lost.size === 0 ? found : found.map((each, index) => (lost.has(keys[index]!.ref) ? { ...each, hit: null, ticket: null } : each));
    },
    async invalidate(refs) {
      // Remembered first: whoever asks meanwhile gets nothing old.
      for (const ref of refs) lost.set(ref, true);
      if (await reaches(refs)) for (const ref of refs) lost.delete(ref);
    },
  };
}
