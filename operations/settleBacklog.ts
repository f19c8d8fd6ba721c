import { relationPartners } from '../domain/identity/keys.ts';
import type { StoredEvent, StoredParty } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { formerPartiesOf } from './applyEvents.ts';
import { followUp, type Written } from './followUp.ts';
import { placeParties } from './placeParties.ts';

/** Parties looked at together: enough that a customer's records mostly are, few enough to hold. */
const PARTIES_AT_ONCE = 400;
const EVENTS_AT_ONCE = 1_000;

/**
 * Follows up everything that was written and is not settled: what a large load left for its end, and what a killed
 * process left behind. A customer's records and events are followed up together, so its index document is written about
 * once. `onSettled` is told how many records each step settled.
 */
export async function settleBacklog(deps: ApplyDeps, signal: AbortSignal, onSettled: (count: number) => void = () => undefined): Promise<void> {
  const { store } = deps;
  while (!signal.aborted) {
    const batch = await store.parties.unsettled(PARTIES_AT_ONCE);
    if (batch.length === 0) break;
    const placed = await placeParties(deps, batch.map(({ _id }) => _id));
    const [near, events] = await Promise.all([store.parties.stored([...placed]), store.interactions.unsettledOf([...placed])]);
    const parties = [...near.values()].filter(({ settled }) => !settled);
    await followUp(deps, writtenOf(deps, parties, events), placed);
    onSettled(parties.length + events.length);
  }
  while (!signal.aborted) {
    const events = await store.interactions.unsettled(EVENTS_AT_ONCE);
    if (events.length === 0) return;
    await followUp(deps, writtenOf(deps, [], events));
    onSettled(events.length);
  }
}

function writtenOf({ identity }: ApplyDeps, parties: readonly StoredParty[], events: readonly StoredEvent[]): Written {
  const named = (event: StoredEvent): SourceRef[] => [event.partyRef, ...event.parties, ...formerPartiesOf(event.former)];
  return {
    parties: parties.map(({ _id, epoch }) => ({ ref: _id, epoch })),
    relationKeys: parties.flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys].flatMap((key) => relationPartners(key, identity.systems))),
    events: events.map(({ _id, epoch }) => ({ ref: _id, epoch })),
    eventParties: events.flatMap(named),
  };
}
