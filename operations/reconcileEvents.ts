import type { StoredEvent } from '../datasources/mongo/store.ts';
import { reconcile, type TwinPointers, type View } from '../domain/reconciliation/twins.ts';
import type { EventType, SourceRef } from '../domain/sourceRef.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';

const FORMER_KEY = 'key:';
/** Steps from event to event over shared keys: more systems than that see no event. */
const MAX_STEPS = 8;

/** The mark by which an event remembers a shared key that it lost. */
export const formerKey = (key: string): string => `${FORMER_KEY}${key}`;

/**
 * Brings the twin pointers of these events, and of those that they share or shared a key with, to what the events say
 * now. Gives every party in whose timeline something may have moved.
 */
export async function reconcileEvents(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<Set<SourceRef>> {
  const { store, eventRank } = deps;
  const touched = new Set<SourceRef>();
  for (let round = 0; round < SETTLE_ROUNDS && refs.length > 0; round += 1) {
    const events = await loadGroup(deps, refs);
    const live = [...events.values()].filter(({ state }) => state === 'LIVE');
    const gone = [...events.values()].filter(({ state }) => state === 'GONE');
    const wanted: TwinPointers[] = [...reconcile(live.map(viewOf), eventRank), ...gone.map(({ _id }) => ({ ref: _id, twinOf: null, twins: [], parties: [] }))];
    const changes = wanted.filter((pointers) => !isAsStored(pointers, events.get(pointers.ref)!));
    for (const { ref, parties } of changes) for (const party of [...parties, ...events.get(ref)!.parties]) touched.add(party);
    if (changes.length === 0) {
      // What a lesser view says is part of what the greater one shows.
      if (round === 0) await store.interactions.countChange(refs.flatMap((ref) => events.get(ref)?.twinOf ?? []));
      break;
    }
    await store.interactions.setTwins(changes);
  }
  return touched;
}

async function loadGroup({ store }: ApplyDeps, refs: readonly SourceRef[]): Promise<Map<SourceRef, StoredEvent>> {
  const events = await store.interactions.stored(refs);
  const asked = new Set<string>();
  let reached = [...events.values()];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const keysOfKind = new Map<EventType, Set<string>>();
    for (const { kind, sharedKeys, former } of reached) {
      const lost = former.flatMap((mark) => (mark.startsWith(FORMER_KEY) ? mark.slice(FORMER_KEY.length) : []));
      for (const key of [...sharedKeys, ...lost]) {
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
