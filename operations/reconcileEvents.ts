import { LOOK_AGAIN } from '../datasources/mongo/eventViews.ts';
import type { StoredEvent } from '../datasources/mongo/store.ts';
import { RECONCILED_KINDS } from '../domain/reconciliation/rules.ts';
import { reconcile, type TwinPointers, type View } from '../domain/reconciliation/twins.ts';
import type { EventType, SourceRef } from '../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { formerKeysOf } from './formerMarks.ts';
import { likelyChanges, type LikelyChange } from './likelyChanges.ts';

/** Steps from event to event over shared keys: more systems than that see no event. */
const MAX_STEPS = 8;

/** What reconciling has looked at. */
export interface Reconciled {
  /** Parties in whose timelines something may have moved. */
  parties: Set<SourceRef>;
  /** Views of which the events may be other ones than before, or disagree otherwise. */
  events: Set<SourceRef>;
}

/**
 * Brings the twin pointers of these events, and of those that they share or shared a key with, or lie or lay near to, to
 * what the events say now. `formerCustomers`: the customers that parties have just left.
 */
export async function reconcileEvents(deps: ApplyDeps, refs: readonly SourceRef[], formerCustomers: ReadonlyMap<SourceRef, string> = new Map()): Promise<Reconciled> {
  const { store, eventRank, reconciliation = [] } = deps;
  const touched: Reconciled = { parties: new Set(), events: new Set(refs) };
  // Only what is written is read again: what others write meanwhile they read again themselves.
  let left = refs;
  for (let round = 0; round < SETTLE_ROUNDS && left.length > 0; round += 1) {
    const events = await loadGroup(deps, left);
    const live = [...events.values()].filter(({ state }) => state === 'LIVE');
    const gone = [...events.values()].filter(({ state }) => state === 'GONE');
    const wanted: TwinPointers[] = [...reconcile(live.map(viewOf), eventRank), ...gone.map(({ _id }) => ({ ref: _id, twinOf: null, twins: [], parties: [] }))];
    const changes = wanted.filter((pointers) => !isAsStored(pointers, events.get(pointers.ref)!));
    for (const { ref, parties } of changes) for (const party of [...parties, ...events.get(ref)!.parties]) touched.parties.add(party);
    for (const { _id, twinOf, twins } of events.values()) for (const ref of [_id, ...twins, ...(twinOf ? [twinOf] : [])]) touched.events.add(ref);
    const likely = await likelyOf(deps, [...events.values()], formerCustomers);
    for (const change of likely) touch(touched, change);
    const written = new Set([...changes.map(({ ref }) => ref), ...likely.map(({ pointers }) => pointers.ref)]);
    // What a lesser view says is part of what the greater one shows.
    if (round === 0) await store.interactions.countChange(left.flatMap((ref) => (written.has(ref) ? [] : (events.get(ref)?.twinOf ?? []))));
    if (written.size === 0) break;
    const looked = reconciliation.length > 0 ? { missingDue: LOOK_AGAIN, awaited: true } : {};
    await store.interactions.setTwins(changes.map((pointers) => ({ ...pointers, ...looked })));
    await store.eventViews.setLikelyTwins(likely.map(({ pointers }) => pointers));
    left = [...written];
  }
  return touched;
}

async function likelyOf(deps: ApplyDeps, events: readonly StoredEvent[], formerCustomers: ReadonlyMap<SourceRef, string>): Promise<LikelyChange[]> {
  const changes = await Promise.all(RECONCILED_KINDS.map((kind) => likelyChanges(deps, events, kind, formerCustomers)));
  return changes.flat();
}

function touch({ parties, events }: Reconciled, { pointers, before }: LikelyChange): void {
  parties.add(before.partyRef);
  for (const { likelyTwinOf, likelyTwins } of [pointers, before]) for (const ref of [before._id, ...likelyTwins, ...(likelyTwinOf ? [likelyTwinOf] : [])]) events.add(ref);
}

async function loadGroup({ store }: ApplyDeps, refs: readonly SourceRef[]): Promise<Map<SourceRef, StoredEvent>> {
  const events = await store.interactions.stored(refs);
  const asked = new Set<string>();
  let reached = [...events.values()];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const keysOfKind = new Map<EventType, Set<string>>();
    for (const { kind, sharedKeys, former } of reached) {
      for (const key of [...sharedKeys, ...formerKeysOf(former)]) {
        if (asked.has(`${kind} ${key}`)) continue;
        asked.add(`${kind} ${key}`);
        keysOfKind.set(kind, (keysOfKind.get(kind) ?? new Set()).add(key));
      }
    }
    if (keysOfKind.size === 0) break;
    const found = await Promise.all([...keysOfKind].map(([kind, keys]) => store.interactions.bySharedKeys([...keys], kind)));
    reached = found.flat().filter(({ _id }) => !events.has(_id));
    for (const event of reached) events.set(event._id, event);
  }
  return events;
}

function viewOf({ _id, system, kind, numbers, sharedKeys, partyRef }: StoredEvent): View {
  return { ref: _id, system, kind, numbers, sharedKeys, partyRef };
}

function isAsStored({ twinOf, twins, parties }: TwinPointers, stored: StoredEvent): boolean {
  return twinOf === stored.twinOf && isSameList(twins, stored.twins) && isSameList(parties, stored.parties);
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, index) => each === b[index]);
