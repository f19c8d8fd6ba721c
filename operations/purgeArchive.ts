/** Takes what was erased out of the archive as well: an erasure finds in the store what is there, and past events are not. */
import type { Archive } from '../datasources/archive.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { erasedAmong } from './erased.ts';

/** Resolves to how many lines went. Rejects with STORE_UNAVAILABLE and ArchiveError; then, and where files were in use, the next call looks again. */
export async function purgeArchive(deps: Pick<ApplyDeps, 'store' | 'keyedHash'>, archive: Archive): Promise<number> {
  // Those that come meanwhile are for the next call.
  const erasures = await deps.store.erasures.count();
  if (erasures === 0) return 0;
  return archive.purge(erasures, async (events) => {
    const refsOf = events.map(({ ref, partyRef, attached }) => [ref, partyRef, ...(attached ? [attached.from] : [])]);
    const erased = await erasedAmong(deps, refsOf.flat());
    return new Set(refsOf.flatMap((refs, place) => (refs.some((ref) => erased.has(ref)) ? [place] : [])));
  });
}
