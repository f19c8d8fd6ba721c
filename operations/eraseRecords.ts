/**
 * Erases records for ever: a party with its interactions and pins, or a single interaction. The wish is written down first,
 * then the tombstones that keep the record from coming back; all that follows can be repeated, and whoever comes after a
 * writer that died (`finishErasures`) ends where it would have.
 */
import type { ErasureDocument } from '../datasources/mongo/erasures.ts';
import { GatewayError, isStoreUnavailable } from '../domain/errors.ts';
import { referenceKey } from '../domain/identity/keys.ts';
import { GATEWAY_SYSTEM, isPinRef } from '../domain/statedParty.ts';
import { parseSourceRef, sourceRef, type SourceRef } from '../domain/sourceRef.ts';
import { applyChange } from './applyChange.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { tombstoneId } from './erased.ts';
import { logLineage } from './logLineage.ts';
import { refreshIndex } from './refreshIndex.ts';

const AT_ONCE = 20;
const EVENTS_AT_ONCE = 500;
/** Pins that are tied to one record: there is one for each field at most. */
const PINS_PER_RECORD = 50;

export interface Erased {
  /** Everything whose values went: cached views of it are stale. */
  refs: SourceRef[];
  /** How many of them are interactions. */
  events: number;
}

/**
 * `actor`: the subject of a steward, or the system that reported it. Refs that nobody knows get their tombstone all the same.
 * Rejects with STORE_UNAVAILABLE; what has been asked for by then is finished later.
 */
export async function eraseRecords(deps: ApplyDeps, refs: readonly SourceRef[], { actor, reason }: { actor: string; reason: string }): Promise<Erased> {
  const erasures = [...new Set(refs)].map((_id): ErasureDocument => ({ _id, reason, actor, at: new Date(deps.now()) }));
  await deps.store.erasures.request(erasures);
  return all(erasures.map((erasure) => () => erase(deps, erasure)));
}

/**
 * Finishes erasures whose writers died. One that cannot be finished is told to `onFault`, does not hold up the others and is
 * tried again by the next call; a store that is away rejects.
 */
export async function finishErasures(deps: ApplyDeps, signal: AbortSignal, onFault: (error: unknown) => void): Promise<SourceRef[]> {
  const erased: SourceRef[] = [];
  const faulty = new Set<SourceRef>();
  while (!signal.aborted) {
    const pending = (await deps.store.erasures.pending(AT_ONCE + faulty.size)).filter(({ _id }) => !faulty.has(_id));
    if (pending.length === 0) break;
    for (const erasure of pending) {
      try {
        erased.push(...(await erase(deps, erasure)).refs);
      } catch (error) {
        if (isStoreUnavailable(error) && !(await deps.store.ping(1_000))) throw error;
        faulty.add(erasure._id);
        onFault(error);
      }
    }
  }
  return erased;
}

async function all(steps: readonly (() => Promise<Erased>)[]): Promise<Erased> {
  const total: Erased = { refs: [], events: 0 };
  for (const step of steps) {
    const { refs, events } = await step();
    total.refs.push(...refs);
    total.events += events;
  }
  return total;
}

async function erase(deps: ApplyDeps, erasure: ErasureDocument): Promise<Erased> {
  const { _id: ref } = erasure;
  await seal(deps, [ref], erasure);
  const isParty = parseSourceRef(ref).type === 'party';
  const erased = isParty ? await eraseParty(deps, erasure) : { refs: await eraseEvents(deps, [ref], erasure), events: 1 };
  await deps.store.erasures.done(ref);
  return erased;
}

const seal = (deps: ApplyDeps, refs: readonly SourceRef[], { actor, reason, at }: ErasureDocument): Promise<void> =>
  deps.store.erasures.seal(refs.map((ref) => ({ _id: tombstoneId(deps, ref), actor, reason, at })));

async function eraseParty(deps: ApplyDeps, erasure: ErasureDocument): Promise<Erased> {
  const { store } = deps;
  const { _id: ref } = erasure;
  // Before the record goes: else they would be tied to another one of its customer.
  const pins = await pinsOf(deps, ref);
  await empty(deps, pins);

  const events: SourceRef[] = [];
  for (;;) {
    const named = (await store.interactions.ofParty(ref, EVENTS_AT_ONCE)).map(({ _id }) => _id);
    if (named.length === 0) break;
    events.push(...(await eraseEvents(deps, named, erasure)));
  }

  await empty(deps, [ref]);
  const own = [ref, ...pins];
  const stored = [...(await store.parties.stored(own)).values()];
  await logLineage(store, stored.flatMap(({ unlogged }) => unlogged ?? []));
  await store.edges.remove(await store.edges.ofRefs(own));
  // What leads to the pins goes last.
  await store.parties.remove(pins);
  await store.parties.remove([ref]);
  // Its ref stands there still, under the customer that it belonged to.
  await refreshIndex(deps, own, []);
  await store.inbox.forget(own);
  return { refs: [ref, ...pins, ...events], events: events.length };
}

/** Pins that are tied to a record, those that somebody has emptied already included. */
async function pinsOf({ store }: ApplyDeps, ref: SourceRef): Promise<SourceRef[]> {
  const key = referenceKey({ meaning: 'identity', by: 'ref', value: ref, role: null, from: null, until: null });
  const stored = (await store.parties.stored([ref])).get(ref);
  const [tied, mates] = await Promise.all([store.parties.byKeys([key], PINS_PER_RECORD), store.parties.ofCustomers(stored?.link ? [stored.link.customerId] : [])]);
  const found = [...tied, ...mates.filter(({ link, state }) => state === 'GONE' && link?.withRef === ref)];
  return [...new Set(found.map(({ _id }) => _id).filter(isPinRef))];
}

/** Events stay as something that there was, in nobody's name. */
async function eraseEvents(deps: ApplyDeps, refs: readonly SourceRef[], erasure: ErasureDocument): Promise<SourceRef[]> {
  await seal(deps, refs, erasure);
  await empty(deps, refs);
  await deps.store.interactions.erase(refs.map((ref) => ({ ref, partyRef: nobodyOf(deps, ref) })));
  // What a source has said of them and nobody has applied yet.
  await deps.store.inbox.forget(refs);
  return [...refs];
}

/** Names no party, and another one for each event: nothing ties those of one party to each other. */
const nobodyOf = (deps: ApplyDeps, ref: SourceRef): SourceRef => sourceRef(GATEWAY_SYSTEM, 'party', `erased-${tombstoneId(deps, ref)}`);

/** Takes the values out, as of what is gone at its source, and has everything follow. */
async function empty(deps: ApplyDeps, refs: readonly SourceRef[]): Promise<void> {
  const { store } = deps;
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const [parties, events] = await Promise.all([store.parties.stored(refs), store.interactions.stored(refs)]);
    const left = [...parties.values(), ...events.values()].filter(({ state, settled }) => state === 'LIVE' || !settled);
    if (left.length === 0) return;
    await applyChange(deps, left.map(({ _id, epoch }) => ({ ref: _id, epoch: epoch + 1, record: null })));
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same records.', { retryAfterSeconds: 1 });
}
