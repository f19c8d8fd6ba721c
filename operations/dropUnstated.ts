import type { FollowedParty } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { applyParties, type FetchedParty } from './applyParties.ts';

/** Stated parties that no event states any more lose their values. One that is stated again meanwhile is taken in anew. */
export async function dropUnstated(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<FollowedParty[]> {
  const { store } = deps;
  const candidates = [...new Set(refs)];
  if (candidates.length === 0) return [];
  const named = await store.interactions.named(candidates);
  const stored = await store.parties.stored(candidates.filter((ref) => !named.has(ref)));
  const gone = [...stored.values()].map(({ _id, epoch }): FetchedParty => ({ ref: _id, epoch: epoch + 1, record: null }));
  const { unsettled } = await applyParties(deps, gone);
  for (const ref of await store.interactions.named(gone.map((each) => each.ref))) {
    const stating = await store.interactions.ofParty(ref, 1);
    await store.inbox.signal(stating.map(({ _id, system, kind }) => ({ ref: _id, system, type: kind })));
  }
  return unsettled;
}
