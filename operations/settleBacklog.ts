import { GatewayError } from '../domain/errors.ts';
import { relationPartners } from '../domain/identity/keys.ts';
import type { StoredEvent, StoredParty } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { eraseAgain } from './erased.ts';
import { followUp, type Written } from './followUp.ts';
import { loadComponent } from './loadComponent.ts';
import { formerPartiesOf } from './formerMarks.ts';
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

/** Records that have been given their customers, and what has still to follow. */
interface Placed {
  placed: ReadonlySet<SourceRef>;
  written: Written;
}

const refsOf = ({ parties, events }: Batch): SourceRef[] => [...parties, ...events].map(({ _id }) => _id);

/**
 * Follows up everything that was written and is not settled: what a large load left for its end, and what a killed
 * process left behind. A customer's records and events are followed up together, so its index document is written about
 * once. While one batch is indexed the next one is placed: placing reads no index, and whom it moves it has indexed itself.
 * `onSettled` is told how many records each batch settled. A record that cannot be followed up is told to `onFault`
 * and does not hold up the others; a store that is away rejects.
 */
export async function settleBacklog(deps: ApplyDeps, signal: AbortSignal, onSettled: (count: number) => void, onFault: OnFault): Promise<void> {
  const { store } = deps;
  const faulty = new Set<SourceRef>();
  /** Of the batch that is being indexed. */
  let indexing: { refs: ReadonlySet<SourceRef>; done: Promise<void> } = { refs: new Set(), done: Promise.resolve() };
  const isFree = ({ _id }: { _id: SourceRef }) => !faulty.has(_id) && !indexing.refs.has(_id);

  /** With the records that rules tie to them: a customer's records are placed together as a rule. */
  async function withMates(parties: readonly StoredParty[]): Promise<StoredParty[]> {
    if (parties.length === 0) return [];
    const documents = await store.parties.byRefs(parties.map(({ _id }) => _id));
    const { placed } = await loadComponent(deps, [...documents.values()]);
    return [...(await store.parties.stored([...parties.map(({ _id }) => _id), ...placed.map(({ member }) => member.ref)])).values()];
  }

  const versionNow = async () => (await deps.parameters?.current())?.version;

  async function place(batch: Batch): Promise<Placed> {
    const { parties, events } = batch;
    const own = new Set(refsOf(batch));
    const isOurs = (one: { _id: SourceRef }) => own.has(one._id) || isFree(one);
    const before = await versionNow();
    const near = (await withMates(parties)).filter((party) => !party.settled && isOurs(party));
    // Looked at is not placed: whom a record is alike is found from itself alone, so who is met on the way waits for its turn.
    const placed = await placeParties(deps, near.map(({ _id }) => _id));
    const nearEvents = await store.interactions.unsettledOf([...placed]);
    // They may have been unsettled for parameters that they were not placed by yet.
    if ((await versionNow()) !== before) return place(batch);
    const all = new Map([...events, ...nearEvents].filter(isOurs).map((event) => [event._id, event]));
    return { placed, written: writtenOf(deps, near, [...all.values()]) };
  }

  async function index({ placed, written }: Placed): Promise<void> {
    await followUp(deps, written, placed);
    onSettled(written.parties.length + written.events.length);
  }

  /** One by one, to find out which cannot be followed up. */
  async function settleApart({ parties, events }: Batch, error: unknown): Promise<void> {
    if (error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE') throw error;
    const single = [...parties.map((party): Batch => ({ parties: [party], events: [] })), ...events.map((event): Batch => ({ parties: [], events: [event] }))];
    for (const one of single) {
      try {
        await index(await place(one));
      } catch (fault) {
        if (fault instanceof GatewayError && fault.code === 'STORE_UNAVAILABLE') throw fault;
        for (const ref of refsOf(one)) {
          faulty.add(ref);
          onFault(ref, fault);
        }
      }
    }
  }

  async function indexed(): Promise<void> {
    await indexing.done;
    indexing = { refs: new Set(), done: Promise.resolve() };
  }

  async function settle(batch: Batch): Promise<void> {
    const [ready] = await Promise.allSettled([place(batch), indexing.done]);
    await indexed();
    if (ready.status === 'rejected') return settleApart(batch, ready.reason);
    const { written } = ready.value;
    const done = index(ready.value).catch((error: unknown) => settleApart(batch, error));
    indexing = { refs: new Set([...refsOf(batch), ...[...written.parties, ...written.events].map(({ ref }) => ref)]), done };
    // Whoever comes next awaits it and is told; it may fail before that.
    done.catch(() => undefined);
  }

  /** Beyond those that are in hand, or cannot be followed up. */
  const free = async <Row extends { _id: SourceRef }>(unsettled: (limit: number) => Promise<Row[]>, count: number): Promise<Row[]> =>
    (await unsettled(count + faulty.size + indexing.refs.size)).filter(isFree).slice(0, count);
  const waiting: (() => Promise<Batch>)[] = [
    async () => ({ parties: await free(store.parties.unsettled, PARTIES_AT_ONCE), events: [] }),
    async () => ({ parties: [], events: await free(store.interactions.unsettled, EVENTS_AT_ONCE) }),
  ];
  for (const next of waiting) {
    while (!signal.aborted) {
      const batch = await next();
      await eraseAgain(deps, [...batch.parties.filter(isLive).map(({ _id }) => ({ ref: _id })), ...batch.events.filter(isLive).map(({ _id, partyRef }) => ({ ref: _id, partyRef }))]);
      if (refsOf(batch).length > 0) await settle(batch);
      else if (indexing.refs.size > 0) await indexed();
      else break;
    }
  }
  await indexed();
}

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
