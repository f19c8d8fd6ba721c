/** Which views are one event by amount, time and customer, near events that have changed; nothing beyond their windows is read. */
import type { EventView, EventWindow } from '../datasources/mongo/eventViews.ts';
import type { StoredEvent } from '../datasources/mongo/store.ts';
import type { ReconciledKind } from '../domain/reconciliation/rules.ts';
import { isSameEvent, type ReferringView } from '../domain/reconciliation/twins.ts';
import { likelyTwins, windowReach, type LikelyPointers, type WindowView } from '../domain/reconciliation/window.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { customersOfParties, leadsTo, partiesOfCustomers } from './customersNow.ts';
import { formerPartiesOf, formerTimesOf } from './formerMarks.ts';

/** Views that have been pointed at and lie elsewhere by now are looked at where they lie, and so on: as a rule once. */
const MOST_STEPS = 4;

export interface LikelyChange {
  pointers: LikelyPointers;
  before: EventView;
}

/** Where in time the views of customers are to be looked at: milliseconds by customer. */
type Places = ReadonlyMap<string, readonly number[]>;

/**
 * The pointers that differ from what is stored, of these events and of whatever may have been paired otherwise because of
 * them. `formerCustomers`: the customers that parties have just left.
 */
export async function likelyChanges(deps: ApplyDeps, events: readonly StoredEvent[], kind: ReconciledKind, formerCustomers: ReadonlyMap<SourceRef, string>): Promise<LikelyChange[]> {
  const { store, eventRank, reconciliation = [] } = deps;
  const reach = windowReach(kind, reconciliation);
  // Without a window there may be pointers left of one.
  const own = events.filter((event) => event.kind === kind && (reach || event.likelyTwinOf || (event.likelyTwins?.length ?? 0) > 0));
  if (own.length === 0) return [];
  const views = new Map<SourceRef, EventView>();
  /** Of which everything is known that decides where they point. */
  const whole = await store.eventViews.byRefs(own.map(({ _id }) => _id));
  const customerOf = new Map<SourceRef, string>();
  let places = reach ? await placesOf(deps, own, formerCustomers) : new Map<string, number[]>();
  for (let step = 0; reach && step < MOST_STEPS; step += 1) {
    const near = await viewsNear(deps, places, reach.read, kind);
    for (const [ref, customer] of near.customerOf) customerOf.set(ref, customer);
    for (const view of near.views) {
      views.set(view._id, view);
      if (isNear(view, customerOf.get(view.partyRef), places, reach.whole)) whole.set(view._id, view);
    }
    const partners = new Set([...whole.values()].flatMap(({ likelyTwinOf, likelyTwins: lesser }) => [...(likelyTwinOf ? [likelyTwinOf] : []), ...lesser]));
    const elsewhere = await store.eventViews.byRefs([...partners].filter((ref) => !whole.has(ref)));
    if (elsewhere.size === 0) break;
    for (const [ref, view] of elsewhere) whole.set(ref, view);
    places = await placesOf(deps, [...elsewhere.values()], new Map());
  }
  const pointers = likelyTwins(await windowViews(deps, [...views.values()], kind, customerOf), reconciliation, eventRank);
  return [...whole].flatMap(([ref, before]) => {
    const wanted = pointers.get(ref) ?? { ref, likelyTwinOf: null, likelyTwins: [] };
    return wanted.likelyTwinOf === before.likelyTwinOf && isSameList(wanted.likelyTwins, before.likelyTwins) ? [] : [{ pointers: wanted, before }];
  });
}

/** Where events are and were. */
async function placesOf({ store }: ApplyDeps, events: readonly (Pick<StoredEvent, 'partyRef' | 'at'> & { former?: readonly string[] })[], formerCustomers: ReadonlyMap<SourceRef, string>): Promise<Places> {
  const partiesOf = ({ partyRef, former = [] }: (typeof events)[number]): SourceRef[] => [partyRef, ...formerPartiesOf(former)];
  const [now, former] = await Promise.all([
    customersOfParties(store, events.flatMap(partiesOf)),
    leadsTo(store, formerCustomers.values()),
  ]);
  const places = new Map<string, number[]>();
  for (const event of events) {
    const times = [event.at.getTime(), ...formerTimesOf(event.former ?? [])];
    const customers = partiesOf(event).flatMap((ref) => [now.get(ref) ?? [], former.get(formerCustomers.get(ref) ?? '') ?? []].flat());
    for (const customer of new Set(customers)) places.set(customer, [...(places.get(customer) ?? []), ...times]);
  }
  return places;
}

/** The views of the places' customers within so many milliseconds. */
async function viewsNear({ store }: ApplyDeps, places: Places, reachMs: number, kind: ReconciledKind): Promise<{ views: EventView[]; customerOf: Map<SourceRef, string> }> {
  const members = await partiesOfCustomers(store, places.keys());
  const windows = [...members].flatMap(([customer, parties]): EventWindow[] =>
    joined(places.get(customer)!, reachMs).map(([from, until]) => ({ parties, from: new Date(from), until: new Date(until) })),
  );
  const customerOf = new Map([...members].flatMap(([customer, parties]) => parties.map((ref) => [ref, customer] as const)));
  return { views: await store.eventViews.inWindows(windows, kind), customerOf };
}

/** Spans around these times; those that meet are one. */
function joined(times: readonly number[], reachMs: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const time of [...times].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && time - reachMs <= last[1]) last[1] = time + reachMs;
    else spans.push([time - reachMs, time + reachMs]);
  }
  return spans;
}

const isNear = ({ at }: EventView, customer: string | undefined, places: Places, reachMs: number): boolean =>
  places.get(customer ?? '')?.some((atMs) => Math.abs(atMs - at.getTime()) <= reachMs) ?? false;

/** Those that name another event, or that another one names, are no matter of windows. */
async function windowViews({ store }: ApplyDeps, views: readonly EventView[], kind: ReconciledKind, customerOf: ReadonlyMap<SourceRef, string>): Promise<WindowView[]> {
  const sharers = await store.interactions.bySharedKeys([...new Set(views.flatMap(({ sharedKeys }) => sharedKeys))], kind);
  const byKey = new Map<string, (ReferringView & { _id: SourceRef })[]>();
  for (const sharer of sharers) for (const key of sharer.sharedKeys) byKey.set(key, [...(byKey.get(key) ?? []), sharer]);
  const isNamed = (view: EventView): boolean =>
    view.sharedKeys.some((key) => !view.numbers.includes(key) || byKey.get(key)?.some((other) => other._id !== view._id && isSameEvent(view, other)));
  return views.map((view) => ({
    ref: view._id, system: view.system, kind: view.kind, atMs: view.at.getTime(), total: view.total, customer: customerOf.get(view.partyRef) ?? null, named: isNamed(view),
  }));
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, index) => each === b[index]);
