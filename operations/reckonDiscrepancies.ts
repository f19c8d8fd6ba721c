/** Brings what is kept of disagreements to what the views say now. Whoever does it again, or at the same time, ends where one would. */
import type { EventView } from '../datasources/mongo/eventViews.ts';
import { GatewayError } from '../domain/errors.ts';
import { disagreements, follow, missing, type ComparedView, type Discrepancy, type Found } from '../domain/reconciliation/discrepancy.ts';
import { RECONCILED_KINDS } from '../domain/reconciliation/rules.ts';
import { parseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { customersOfParties } from './customersNow.ts';

/** That a discrepancy was seen again is written no more often. */
const SEEN_EVERY_MS = 60_000;

/** The discrepancies of these views and of the events that they are. Rejects with STORE_UNAVAILABLE. */
export async function reckonDiscrepancies(deps: ApplyDeps, touched: readonly SourceRef[]): Promise<void> {
  const { store, reconciliation = [] } = deps;
  const refs = touched.filter((ref) => isReconciled(parseSourceRef(ref).type));
  if (refs.length === 0) return;
  // Rules that are no more leave what was kept by them to be resolved.
  if (reconciliation.length === 0 && (await store.discrepancies.ofRefs(refs)).length === 0) {
    const due = [...(await store.eventViews.byRefs(refs)).values()].filter(({ missingDue }) => missingDue !== null);
    return store.eventViews.setMissingDue(due.map(({ _id: ref }) => ({ ref, due: null })));
  }
  // Only what is written is read again.
  let left: readonly SourceRef[] = refs;
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const now = new Date(deps.now());
    const { views, events } = await eventsOf(deps, left);
    const kept = new Map((await store.discrepancies.ofRefs([...views.keys()])).map((each) => [each._id, each]));
    const { found, dues } = await compare(deps, views, events, now.getTime());
    const changed = [...new Set([...kept.keys(), ...found.keys()])].flatMap((id) => follow(kept.get(id) ?? null, found.get(id) ?? null, now) ?? []);
    const waiting = [...dues].filter(([ref, due]) => (views.get(ref)!.missingDue?.getTime() ?? null) !== due);
    if (round === 0) await markSeen(deps, [...kept.values()].filter(({ _id }) => found.has(_id)), now);
    // A discrepancy is written before the view waits no more: who dies between the two finds it again.
    const lost = await store.discrepancies.put(changed);
    await store.eventViews.setMissingDue(waiting.map(([ref, due]) => ({ ref, due: due === null ? null : new Date(due) })));
    if (changed.length + waiting.length + lost.length === 0) return;
    left = [...new Set([...changed.flatMap((each) => each.refs), ...waiting.map(([ref]) => ref)])];
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same events.', { retryAfterSeconds: 1 });
}

/** These views with all others of their events, and those events: the leading view first. */
async function eventsOf({ store }: ApplyDeps, refs: readonly SourceRef[]): Promise<{ views: Map<SourceRef, EventView>; events: EventView[][] }> {
  const { eventViews } = store;
  const views = await eventViews.byRefs(refs);
  const readBeside = async (wanted: readonly SourceRef[]): Promise<void> => {
    for (const [ref, view] of await eventViews.byRefs([...new Set(wanted)].filter((ref) => !views.has(ref)))) views.set(ref, view);
  };
  const leading = [...views.values()].map(leaderOf);
  await readBeside(leading);
  const leaders = new Map(leading.flatMap((ref) => (views.has(ref) ? [[ref, views.get(ref)!] as const] : [])));
  await readBeside([...leaders.values()].flatMap(({ twins, likelyTwins }) => [...twins, ...likelyTwins]));
  const events = new Map<SourceRef, EventView[]>();
  for (const view of leaders.values()) if (view.state === 'LIVE') events.set(view._id, [view]);
  for (const view of views.values()) {
    if (events.has(view._id) || view.state !== 'LIVE') continue;
    // Its leader may have gone just now: then it is an event by itself until it is reconciled.
    const event = events.get(leaderOf(view));
    if (event) event.push(view);
    else events.set(view._id, [view]);
  }
  return { views, events: [...events.values()] };
}

const isReconciled = (type: string): boolean => (RECONCILED_KINDS as readonly string[]).includes(type);

const leaderOf = ({ _id, twinOf, likelyTwinOf }: EventView): SourceRef => twinOf ?? likelyTwinOf ?? _id;

/** What the views of each event disagree in, by `_id` and hashed, and until when each view waits for other systems. */
async function compare(deps: ApplyDeps, views: ReadonlyMap<SourceRef, EventView>, events: readonly EventView[][], nowMs: number) {
  const { store, reconciliation = [], keyedHash } = deps;
  const customers = await customersOfParties(store, events.flatMap((event) => (event.length > 1 ? event.map(({ partyRef }) => partyRef) : [])));
  const found = new Map<string, Found>();
  const dues = new Map<SourceRef, number | null>([...views.keys()].map((ref) => [ref, null]));
  for (const event of events) {
    const compared = event.map((view) => comparedOf(view, customers));
    const systems = new Set(compared.map(({ system }) => system));
    const [leading, ...others] = compared as [ComparedView, ...ComparedView[]];
    const all = others.flatMap((other) => disagreements(leading, other, reconciliation));
    for (const view of compared) {
      const awaited = missing(view, systems, reconciliation, nowMs);
      all.push(...awaited.found);
      dues.set(view.ref, awaited.due);
    }
    for (const each of all) found.set(each.id, { ...each, difference: keyedHash(`difference\u0000${each.id}\u0000${each.difference}`) });
  }
  return { found, dues };
}

function comparedOf({ _id, system, kind, partyRef, at, status, total }: EventView, customers: ReadonlyMap<SourceRef, string>): ComparedView {
  return { ref: _id, system, kind, partyRef, atMs: at.getTime(), status, total, customer: customers.get(partyRef) ?? null };
}

async function markSeen({ store }: ApplyDeps, kept: readonly Discrepancy[], now: Date): Promise<void> {
  const old = kept.filter(({ state, lastSeen }) => state !== 'RESOLVED' && now.getTime() - lastSeen.getTime() >= SEEN_EVERY_MS);
  await store.discrepancies.seen(old.map(({ _id }) => _id), now);
}
