import { isStoreUnavailable } from '../domain/errors.ts';
import { isBlockedKey } from '../domain/identity/config.ts';
import { identityPartners, relationPartners } from '../domain/identity/keys.ts';
import type { StoredEvent, StoredParty } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM, isStatedRef } from '../domain/statedParty.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { dropUnstated } from './dropUnstated.ts';
import { eraseAgain } from './erased.ts';
import { followUp, type Written } from './followUp.ts';
import { formerPartiesOf } from './formerMarks.ts';
import { placeParties } from './placeParties.ts';

/** Parties looked at together: enough that a customer's records mostly are, few enough to hold. */
const PARTIES_AT_ONCE = 400;
const EVENTS_AT_ONCE = 1_000;
/** Further records of the same customers are looked for over so many keys in a row, and so many of each: more share no customer. */
const STEPS_TO_MATES = 3;
const MATES_PER_KEY = 20;
/** Batches in hand at once. */
const LANES = 3;

/** What could not be followed up: it stays unsettled, and is tried again by the next call. */
export type OnFault = (ref: SourceRef, error: unknown) => void;

interface Batch {
  parties: readonly StoredParty[];
  events: readonly StoredEvent[];
}

const refsOf = ({ parties, events }: Batch): SourceRef[] => [...parties, ...events].map(({ _id }) => _id);

/**
 * Follows up everything that was written and is not settled: what a large load left for its end, and what a killed
 * process left behind. A customer's records and events are followed up together, so its index document is written about
 * once. A few batches are in hand at a time, no record in two of them: while one waits for the store another is reckoned.
 * What one batch moves of another's is seen by whoever writes it second, as with two workers.
 * `onSettled` is told how many records each batch settled. A record that cannot be followed up is told to `onFault`
 * and does not hold up the others; a store that is away rejects.
 */
export async function settleBacklog(deps: ApplyDeps, signal: AbortSignal, onSettled: (count: number) => void, onFault: OnFault): Promise<void> {
  const { store } = deps;
  const faulty = new Set<SourceRef>();
  const inHand = new Set<SourceRef>();
  const isFree = ({ _id }: { _id: SourceRef }) => !faulty.has(_id) && !inHand.has(_id);

  /** With the records that share a key with them by which rules may tie: a customer's records are placed together as a rule. */
  async function withMates(parties: readonly StoredParty[]): Promise<StoredParty[]> {
    const all = new Map(parties.map((party) => [party._id, party]));
    const asked = new Set<string>();
    let fresh = parties;
    for (let step = 0; step < STEPS_TO_MATES && fresh.length > 0; step += 1) {
      const held = fresh.flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys]);
      const keys = [...new Set(held.flatMap((key) => identityPartners(key, deps.identity.systems)))].filter((key) => !asked.has(key) && !isBlockedKey(key, deps.identity));
      for (const key of keys) asked.add(key);
      fresh = (await store.parties.storedByKeys(keys, MATES_PER_KEY)).filter(({ _id }) => !all.has(_id));
      for (const party of fresh) all.set(party._id, party);
    }
    return [...all.values()].filter((party) => !party.settled && isFree(party));
  }

  const versionNow = async () => (await deps.parameters?.current())?.version;

  /** `taken`: gets the events that are followed up beside those of the batch. */
  async function follow({ parties, events }: Batch, taken: SourceRef[]): Promise<void> {
    const before = await versionNow();
    // Looked at is not placed: whom a record is alike is found from itself alone, so who is met on the way waits for its turn.
    const placed = await placeParties(deps, parties.map(({ _id }) => _id));
    const beside = (await store.interactions.unsettledOf([...placed])).filter(isFree);
    for (const { _id } of beside) inHand.add(_id);
    taken.push(...beside.map(({ _id }) => _id));
    // They may have been unsettled for parameters that they were not placed by: then they come again.
    if ((await versionNow()) !== before) return;
    const written = writtenOf(deps, parties, [...events, ...beside]);
    await followUp(deps, written, placed);
    onSettled(written.parties.length + written.events.length);
  }

  /** One by one after a fault, to find out which cannot be followed up. */
  async function followApart({ parties, events }: Batch, taken: SourceRef[]): Promise<void> {
    for (const one of [...parties.map((party): Batch => ({ parties: [party], events: [] })), ...events.map((event): Batch => ({ parties: [], events: [event] }))]) {
      try {
        await follow(one, taken);
      } catch (fault) {
        if (isStoreUnavailable(fault)) throw fault;
        for (const ref of refsOf(one)) {
          faulty.add(ref);
          onFault(ref, fault);
        }
      }
    }
  }

  async function settle(batch: Batch): Promise<void> {
    const taken = refsOf(batch);
    try {
      // Whoever wrote them may have died before the events that were to state them.
      await dropUnstated(deps, batch.parties.filter(isLive).map(({ _id }) => _id).filter(isStatedAtSource));
      await eraseAgain(deps, [...batch.parties.filter(isLive).map(({ _id }) => ({ ref: _id })), ...batch.events.filter(isLive).map(({ _id, partyRef }) => ({ ref: _id, partyRef }))]);
      await follow(batch, taken);
    } catch (error) {
      if (isStoreUnavailable(error)) throw error;
      await followApart(batch, taken);
    } finally {
      for (const ref of taken) inHand.delete(ref);
    }
  }

  /** Beyond those that are in hand, or cannot be followed up. */
  const free = async <Row extends { _id: SourceRef }>(unsettled: (limit: number) => Promise<Row[]>, count: number): Promise<Row[]> =>
    (await unsettled(count + faulty.size + inHand.size)).filter(isFree).slice(0, count);
  const nextParties = async (): Promise<Batch> => ({ parties: await withMates(await free(store.parties.unsettled, PARTIES_AT_ONCE)), events: [] });
  const nextEvents = async (): Promise<Batch> => ({ parties: [], events: await free(store.interactions.unsettled, EVENTS_AT_ONCE) });

  for (const next of [nextParties, nextEvents]) {
    let turn: Promise<unknown> = Promise.resolve();
    const take = (): Promise<Batch> => {
      const batch = turn.then(next).then((found) => {
        for (const ref of refsOf(found)) inHand.add(ref);
        return found;
      });
      turn = batch.catch(() => undefined);
      return batch;
    };
    const lane = async (): Promise<void> => {
      while (!signal.aborted) {
        const batch = await take();
        if (refsOf(batch).length === 0) return;
        await settle(batch);
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}

/** A caller of the gateway is not followed: what he stated before he was cut off stays as he stated it. */
const isStatedAtSource = (ref: SourceRef): boolean => isStatedRef(ref) && !ref.startsWith(`${GATEWAY_SYSTEM}:`);
const isLive = ({ state }: { state: string }): boolean => state === 'LIVE';

function writtenOf({ identity }: ApplyDeps, parties: readonly StoredParty[], events: readonly StoredEvent[]): Written {
  const named = (event: StoredEvent): SourceRef[] => [event.partyRef, ...event.parties, ...formerPartiesOf(event.former)];
  return {
    parties: parties.map(({ _id, epoch, reopened }) => ({ ref: _id, epoch, reopened })),
    relationKeys: parties.flatMap(({ keys, formerKeys }) => [...keys, ...formerKeys].flatMap((key) => relationPartners(key, identity.systems))),
    events: events.map(({ _id, epoch }) => ({ ref: _id, epoch })),
    eventParties: events.flatMap(named),
  };
}
