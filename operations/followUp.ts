import type { FollowedParty } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { attachCallers } from './attach/attachCallers.ts';
import { placeParties } from './placeParties.ts';
import { reckonDiscrepancies } from './reckonDiscrepancies.ts';
import { reconcileEvents } from './reconcileEvents.ts';
import { reconcileMoved } from './reconcileMoved.ts';
import { refreshIndex } from './refreshIndex.ts';
import { retiePins } from './retiePins.ts';

/** Records that have been written and whose customers, twins and index documents have not followed yet. */
export interface Written {
  /** With the epochs that settle them. */
  parties: readonly FollowedParty[];
  /** Keys of the other sides of relationships that the parties have or had. */
  relationKeys: readonly string[];
  events: readonly { ref: SourceRef; epoch: number }[];
  /** Parties that the events name or named. */
  eventParties: readonly SourceRef[];
}

/** Other sides of relationships whose index documents follow, per key. */
const RELATED_PER_KEY = 200;

/**
 * Finds the customers of written parties, the twins of written events, brings the index after both, and settles them.
 * `placed`: the refs that placing these parties has looked at, where that is done already. Gives the events that have come to
 * another party meanwhile, with that one.
 */
export async function followUp(deps: ApplyDeps, { parties, relationKeys, events, eventParties }: Written, placed?: ReadonlySet<SourceRef>): Promise<Map<SourceRef, SourceRef>> {
  const { store } = deps;
  const looked = placed ?? (await placeParties(deps, parties.map(({ ref }) => ref)));
  const retied = await retiePins(deps, looked);
  const beside = await placeParties(deps, retied.map(({ ref }) => ref));
  const attached = await attachCallers(deps, new Set([...looked, ...beside]), events.map(({ ref }) => ref), eventParties);
  const own = new Set(events.map(({ ref }) => ref));
  const all = [...events, ...attached.flatMap(({ _id, epoch }) => (own.has(_id) ? [] : { ref: _id, epoch }))];
  const eventRefs = all.map(({ ref }) => ref);
  const moved = await reconcileMoved(deps, new Set([...looked, ...beside]), new Set(eventRefs));
  const retimed = await reconcileEvents(deps, eventRefs, moved.formerCustomers);
  await reckonDiscrepancies(deps, [...retimed.events]);
  const related = await store.parties.byKeys([...new Set(relationKeys)], RELATED_PER_KEY);

  const affected = new Set([...looked, ...beside, ...moved.parties, ...retimed.parties, ...eventParties, ...attached.map(({ partyRef }) => partyRef), ...related.map(({ _id }) => _id)]);
  // Whose timelines an event stands in is said by its twins too, and with that whose row scope it has.
  if (affected.size > 0) await refreshIndex(deps, [...affected], [...new Set([...eventRefs, ...retimed.events])], moved.customers);
  await Promise.all([store.parties.settle([...parties, ...retied]), store.interactions.settle(all)]);
  return new Map(attached.map(({ _id, partyRef }) => [_id, partyRef]));
}
