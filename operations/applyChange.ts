import { tryParseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../domain/statedParty.ts';
import type { SourceRecord } from '../domain/records.ts';
import { applyEvents, partiesStatedBy, statedParties, takenMeanwhile, type FetchedEvent } from './applyEvents.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { erasedAmong, eraseAgain, withoutErased } from './erased.ts';
import { applyParties, type AppliedParties, type FetchedParty } from './applyParties.ts';
import { dropUnstated } from './dropUnstated.ts';
import { followUp, type Written } from './followUp.ts';
import { withoutPast } from './retention.ts';

/** A source record as read just now, under the epoch of its lease; `record` null: its source has none. */
export interface Fetched {
  ref: SourceRef;
  epoch: number;
  record: SourceRecord | null;
  /** Written to the store by the gateway itself: nothing to write, only to follow up. */
  asStored?: true;
  /** The source has it, and it is never to be taken in again: not even its ref is kept. */
  erased?: true;
}

export interface AppliedChange {
  /** Records whose values changed: cached views of them are stale. */
  records: SourceRef[];
  /** Events that are new or changed. `rev` grows with each change of an event. */
  events: { ref: SourceRef; partyRef: SourceRef; rev: number }[];
}

/**
 * Takes in what sources said: records, then the customers that they belong to, then twins, then the index. Every step
 * can be repeated: a record stays unsettled until all of them are done, so whoever repeats it does them again.
 */
export async function applyChange(deps: ApplyDeps, batch: readonly Fetched[]): Promise<AppliedChange> {
  const { applied, written } = await writeChange(deps, batch);
  const moved = await followUp(deps, written);
  return { ...applied, events: applied.events.map((event) => ({ ...event, partyRef: moved.get(event.ref) ?? event.partyRef })) };
}

/** Takes in the records alone, for loads so large that their customers are better found once at their end (`settleBacklog`). */
export async function writeChange(deps: ApplyDeps, fetched: readonly Fetched[]): Promise<{ applied: AppliedChange; written: Written }> {
  const batch = await withoutPast(deps, await withoutErased(deps, fetched));
  const parties = batch.filter((each): each is FetchedParty => tryParseSourceRef(each.ref)?.type === 'party');
  const events = batch.filter((each): each is FetchedEvent => tryParseSourceRef(each.ref)?.type !== 'party');

  const stated = partiesStatedBy(deps, events);
  const appliedFirst = await applyParties(deps, [...parties, ...(await statedParties(deps, stated))]);
  const appliedEvents = await applyEvents(deps, events);
  const taken = await takenMeanwhile(deps, stated);
  const appliedParties = taken.length === 0 ? appliedFirst : bothOf(appliedFirst, await applyParties(deps, taken));
  // Before anything follows: what was erased between the look above and the writes is erased again, by whoever comes first.
  const emptied = new Set(batch.filter(({ record, asStored }) => !record && !asStored).map(({ ref }) => ref));
  await eraseAgain(deps, [...appliedParties.changed.map((ref) => ({ ref })), ...appliedEvents.changed].filter(({ ref }) => !emptied.has(ref)));
  const dropped = await dropUnstated(deps, appliedEvents.left);
  await fetchMissing(deps, appliedEvents.parties);
  return {
    written: {
      parties: [...appliedParties.unsettled, ...dropped],
      relationKeys: appliedParties.relationKeys,
      events: appliedEvents.unsettled,
      eventParties: appliedEvents.unsettled.length > 0 ? appliedEvents.parties : [],
    },
    applied: {
      records: [...appliedParties.changed, ...appliedEvents.changed.map(({ ref }) => ref)],
      events: appliedEvents.changed.map(({ ref, partyRef, epoch }) => ({ ref, partyRef, rev: epoch })),
    },
  };
}

const bothOf = (one: AppliedParties, other: AppliedParties): AppliedParties => ({
  unsettled: [...one.unsettled, ...other.unsettled],
  relationKeys: [...one.relationKeys, ...other.relationKeys],
  changed: [...one.changed, ...other.changed],
});

/** Parties that events name and that nobody has pulled yet are work to do. */
async function fetchMissing(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<void> {
  const { store } = deps;
  const named = [...new Set(refs)].filter((ref) => !isStoreOnlyRef(ref));
  const known = await store.parties.stored(named);
  const unknown = named.filter((ref) => !known.has(ref));
  const erased = await erasedAmong(deps, unknown);
  const missing = unknown.filter((ref) => !erased.has(ref)).flatMap((ref) => {
    const parts = tryParseSourceRef(ref);
    return parts ? [{ ref, system: parts.system, type: parts.type }] : [];
  });
  if (missing.length > 0) await store.inbox.signal(missing);
}
