import { GatewayError } from '../domain/errors.ts';
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

/** What could not be followed up: it stays unsettled, and is tried again by the next call. */
export type OnFault = (ref: SourceRef, error: unknown) => void;

interface Batch {
  parties: readonly StoredParty[];
  events: readonly StoredEvent[];
}

/**
 * Follows up everything that was written and is not settled: what a large load left for its end, and what a killed
 * process left behind. A customer's records and events are followed up together, so its index document is written about
 * once. `onSettled` is told how many records each step settled. A record that cannot be followed up is told to `onFault`
 * and does not hold up the others; a store that is away rejects.
 */
export async function settleBacklog(deps: ApplyDeps, signal: AbortSignal, onSettled: (count: number) => void, onFault: OnFault): Promise<void> {
  const { store } = deps;
  const faulty = new Set<SourceRef>();
  const isSound = ({ _id }: { _id: SourceRef }) => !faulty.has(_id);

  const versionNow = async () => (await deps.parameters?.current())?.version;

  async function settle({ parties, events }: Batch): Promise<void> {
    try {
      const before = await versionNow();
      const own = new Set(parties.map(({ _id }) => _id));
      const placed = await placeParties(deps, [...own]);
      const near = [...(await store.parties.stored([...placed])).values()].filter((party) => !party.settled && isSound(party));
      // Looked at is not placed: whom they are alike is found from themselves alone.
      const mates = near.filter(({ _id }) => !own.has(_id)).map(({ _id }) => _id);
      for (const ref of await placeParties(deps, mates)) placed.add(ref);
      const nearEvents = await store.interactions.unsettledOf([...placed]);
      // They may have been unsettled for parameters that they were not placed by yet.
      if ((await versionNow()) !== before) return settle({ parties, events });
      const all = new Map([...events, ...nearEvents].filter(isSound).map((event) => [event._id, event]));
      const written = writtenOf(deps, near, [...all.values()]);
      await followUp(deps, written, placed);
      onSettled(written.parties.length + written.events.length);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE') throw error;
      if (parties.length + events.length > 1) {
        for (const party of parties) await settle({ parties: [party], events: [] });
        for (const event of events) await settle({ parties: [], events: [event] });
        return;
      }
      for (const { _id } of [...parties, ...events]) {
        faulty.add(_id);
        onFault(_id, error);
      }
    }
  }

  while (!signal.aborted) {
    const parties = (await store.parties.unsettled(PARTIES_AT_ONCE + faulty.size)).filter(isSound);
    if (parties.length === 0) break;
    await settle({ parties, events: [] });
  }
  while (!signal.aborted) {
    const events = (await store.interactions.unsettled(EVENTS_AT_ONCE + faulty.size)).filter(isSound);
    if (events.length === 0) return;
    await settle({ parties: [], events });
  }
}

function writtenOf({ identity }: ApplyDeps, parties: readonly StoredParty[], events: readonly StoredEvent[]): Written {
  const named = (event: StoredEvent): SourceRef[] => [event.partyRef, ...event.parties, ...formerPartiesOf(event.former)];
  return {
    parties: parties.map(({ _id, epoch, reopened }) => ({ ref: _id, epoch, reopened })),
    relationKeys: parties.flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys].flatMap((key) => relationPartners(key, identity.systems))),
    events: events.map(({ _id, epoch }) => ({ ref: _id, epoch })),
    eventParties: events.flatMap(named),
  };
}
