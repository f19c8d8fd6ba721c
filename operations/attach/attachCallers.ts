/** Attaches calls that state a contact point and nothing else to whoever held it at their time, and keeps them there. */
import type { StoredEvent } from '../../datasources/mongo/store.ts';
import type { CustomerDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import { bareContact, heldKey, holderAt, type Holder } from '../../domain/callers.ts';
import { rootOf } from '../../domain/customerIndex/union.ts';
import { isBlockedKey } from '../../domain/identity/config.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { GATEWAY_SYSTEM, isStatedRef } from '../../domain/statedParty.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { setAttached, statedOf } from './setAttached.ts';

/** More carriers of one contact point than that belong to nobody. */
const CARRIERS = 50;
/** Calls of one contact point that are looked at when it changes hands; earlier ones stay as they are. */
const MOST_EVENTS = 500;
/** The gateway itself, as it stands in links. */
const ACTOR = 'gateway';
/** Who attaches by hand says why, and is not overruled. */
const isByRule = ({ attached }: StoredEvent): boolean => (attached?.reason ?? null) === null;

/** What a source states: callers of the gateway itself have said whom they mean when they wrote it down. */
const isStatedBySource = (ref: SourceRef): boolean => isStatedRef(ref) && !ref.startsWith(`${GATEWAY_SYSTEM}:`);

/**
 * Decides of calls whose they are: of these events, and of all that state one of these parties, which were just looked at
 * because a contact point of theirs came to or left somebody. Gives the events that are to be followed up beside, as stored.
 */
export async function attachCallers(deps: ApplyDeps, looked: Iterable<SourceRef>, eventRefs: readonly SourceRef[], eventParties: readonly SourceRef[]): Promise<StoredEvent[]> {
  const { store } = deps;
  const stated = [...looked].filter(isStatedBySource);
  const own = eventParties.some(isStatedBySource) ? [...(await store.interactions.stored(eventRefs)).values()].filter((event) => isStatedBySource(statedOf(event))) : [];
  const parties = await store.parties.byRefs([...new Set([...stated, ...own.map(statedOf)])]);
  const moved: StoredEvent[] = [];
  for (const [ref, { record, state }] of parties) {
    const key = state === 'LIVE' && record ? bareContact(record) : null;
    if (key === null || isBlockedKey(key, deps.identity)) continue;
    const events = stated.includes(ref) ? await store.interactions.stating(ref, MOST_EVENTS) : own.filter((event) => statedOf(event) === ref);
    moved.push(...(await attachTo(deps, ref, key, events.filter((event) => event.state === 'LIVE' && isByRule(event)))));
  }
  return moved;
}

async function attachTo(deps: ApplyDeps, from: SourceRef, key: string, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
  if (events.length === 0) return [];
  const holders = await holdersOf(deps, key, events.flatMap(({ attached }) => attached?.partyRef ?? []));
  // Somebody's customer is not known yet: it is decided when it is.
  if (!holders) return [];
  const wantedOf = (event: StoredEvent) => {
    const attachedTo = event.attached?.partyRef ?? null;
    const partyRef = holderAt(event.at, holders, attachedTo);
    // Somebody may have written it since it was read.
    const isOther = statedOf(event) !== from || !isByRule(event);
    return partyRef === attachedTo || isOther ? null : { from, partyRef };
  };
  const changing = events.filter((event) => wantedOf(event) !== null);
  return changing.length === 0 ? [] : setAttached(deps, changing, wantedOf, { actor: ACTOR, reason: null });
}

/** Who holds it verified, and of `attachedTo` those who do no more; null where the customer of one is not known yet. */
async function holdersOf({ store }: ApplyDeps, key: string, attachedTo: readonly SourceRef[]): Promise<Holder[] | null> {
  const carriers = (await store.parties.byKeys([heldKey(key)], CARRIERS)).filter(({ _id }) => !isStatedRef(_id));
  const holding = new Set(carriers.map(({ _id }) => _id));
  const former = [...(await store.parties.byRefs([...new Set(attachedTo)].filter((ref) => !holding.has(ref)))).values()];
  const all: readonly PartyDocument[] = [...carriers, ...former];
  if (all.some(({ link }) => !link)) return null;
  const customers = await pointersFrom(store, all.map(({ link }) => link!.customerId));
  return all.map(({ _id, link, held }) => ({
    ref: _id,
    customerId: rootOf(link!.customerId, customers, true),
    // One that an older version wrote holds it for as long as its link.
    since: holding.has(_id) ? (held?.find((each) => each.key === key)?.since ?? link!.linkedAt) : null,
  }));
}

async function pointersFrom(store: ApplyDeps['store'], ids: readonly string[]): Promise<Map<string, CustomerDocument>> {
  const customers = new Map<string, CustomerDocument>();
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const found = await store.customers.byIds(wanted);
    for (const [id, customer] of found) customers.set(id, customer);
    wanted = [...new Set([...found.values()].flatMap(({ mergedInto }) => mergedInto?.customerId ?? []))].filter((id) => !customers.has(id));
  }
  return customers;
}
