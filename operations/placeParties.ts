import type { PartyDocument } from '../datasources/mongo/documents.ts';
import { GatewayError } from '../domain/errors.ts';
import { place } from '../domain/identity/place.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { loadComponent } from './loadComponent.ts';
import { logLineage } from './logLineage.ts';
import { scoreParties } from './scoreParties.ts';
import { openPairChanges } from './openPairs.ts';
import { edgeChanges, isNothing, type EdgeChanges } from './settleEdges.ts';

/**
 * Finds the customers of these party records and of whoever is tied to them, and writes links and pointers by
 * compare-and-set, over and over until reading again gives nothing to write: so racing workers end where one would. What
 * was planned by parameters that are active no longer is not written: either another version is seen after reading, or the
 * activation has reopened since what was read (`PartyDocument.reopened`).
 * Gives the refs of all records that were looked at.
 */
export async function placeParties(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<Set<SourceRef>> {
  const { store, newId, actor = 'gateway' } = deps;
  const seen = new Set<SourceRef>(refs);
  if (refs.length === 0) return seen;
  let scoredBy: number | undefined;
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const active = await deps.parameters?.current();
    const seeds: PartyDocument[] = [...(await store.parties.byRefs(refs)).values()];
    if (active && scoredBy !== active.version) await scoreParties(deps, active, seeds);
    scoredBy = active?.version;
    const { placed, documents, likeness, edges, overloaded, decisions, unlogged, customers, isCut } = await loadComponent(deps, seeds, active);
    if (isCut && refs.length > 1) return placeApart(deps, refs);
    for (const { member } of placed) seen.add(member.ref);
    // Before anything is written over them: a document has room for the entry of its last change alone.
    await logLineage(store, unlogged);
    const config = active?.config ?? deps.identity;
    const { partition, plan } = place({ placed, overloaded, decisions, likeness, customers, config, now: new Date(deps.now()), newId, actor });
    const ofEdges = active?.scorer ? await edgeChanges(deps, edges, partition, decisions) : openPairChanges(deps, active?.version ?? 0, config, edges, partition, documents);
    const isPlaced = plan.create.length + plan.links.length + plan.pointers.length === 0;
    if (isPlaced && isNothing(ofEdges)) return seen;
    if (active && (await deps.parameters!.current()).version !== active.version) continue;
    await Promise.all([writeJoined(store, ofEdges), store.customers.create(plan.create)]);
    await store.parties.setLinks(plan.links.map((each) => ({ ...each, reopened: documents.get(each.ref)?.reopened })));
    await store.customers.setMergedInto(plan.pointers.map((each) => ({ ...each, reopened: customers.get(each.id)?.reopened })));
    // Until then they lead to what has just been written.
    if (!isPlaced) continue;
    await store.edges.setStates(ofEdges.others);
    await store.edges.remove(ofEdges.remove);
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same customers.', { retryAfterSeconds: 1 });
}

/** What the links and pointers to come rest on. */
async function writeJoined({ edges }: ApplyDeps['store'], { put, joined }: EdgeChanges): Promise<void> {
  await edges.put(put);
  await edges.setStates(joined);
}

/** Of records that come together, one may lead so far that pairs are left out: that is no matter of the others. */
async function placeApart(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<Set<SourceRef>> {
  const middle = refs.length >> 1;
  const seen = await placeParties(deps, refs.slice(0, middle));
  for (const ref of await placeParties(deps, refs.slice(middle))) seen.add(ref);
  return seen;
}
