import type { InteractionDocument } from '../datasources/mongo/documents.ts';
import type { StoredEvent, StoredParty } from '../datasources/mongo/store.ts';
import { boundedEvent } from '../domain/boundedEvent.ts';
import { contentHash } from '../domain/contentHash.ts';
import { GatewayError } from '../domain/errors.ts';
import { partyOfStatement } from '../domain/identity/statement.ts';
import type { EventRecord, PartyRecord } from '../domain/records.ts';
import { parseSourceRef, sourceRef, tryParseSourceRef, type EventType, type SourceRef } from '../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../domain/statedParty.ts';
import { SETTLE_ROUNDS, type ApplyDeps } from './applyDeps.ts';
import { FIRST_EPOCH, GONE_HASH, SCHEMA_VERSION, type FetchedParty } from './applyParties.ts';
import { formerKey, formerPartiesOf, formerParty, formerTime } from './formerMarks.ts';

/** An event as read just now; `record` null: its source has none. */
export interface FetchedEvent {
  ref: SourceRef;
  epoch: number;
  record: EventRecord | null;
  /** Written to the store by the gateway itself: nothing to write, only to follow up. */
  asStored?: true;
  /** The source has it, and it is never to be taken in again: not even its ref is kept. */
  erased?: true;
}

export interface AppliedEvents {
  /** To be followed up: changed now, or by a worker that died before it was done. With the epoch that settles them. */
  unsettled: { ref: SourceRef; epoch: number }[];
  /** Parties that they name or named. */
  parties: SourceRef[];
  /** Stated parties that may have lost their last event. */
  left: SourceRef[];
  changed: { ref: SourceRef; partyRef: SourceRef; epoch: number }[];
}

/** The parties that these events state, each once. */
export function partiesStatedBy(deps: ApplyDeps, fetched: readonly FetchedEvent[]): PartyRecord[] {
  const records = fetched.flatMap(({ record }) => (record && 'statement' in record.party ? [statedBy(deps, record)] : []));
  return [...new Map(records.map((record) => [record.ref, record])).values()];
}

/** Of parties that events state, those to write: what is stored and placed already is left out. */
export function statedParties(deps: ApplyDeps, records: readonly PartyRecord[]): Promise<FetchedParty[]> {
  return unlessStored(deps, records, ({ state, settled }) => state === 'LIVE' && settled);
}

/**
 * Those that lost their values before the events that state them were written: whoever looked then found no event that does
 * (`dropUnstated`).
 */
export async function takenMeanwhile(deps: ApplyDeps, records: readonly PartyRecord[]): Promise<FetchedParty[]> {
  if (records.length === 0) return [];
  const taken = await unlessStored(deps, records, ({ state }) => state === 'LIVE');
  if (taken.length === 0) return [];
  const named = await deps.store.interactions.named(taken.map(({ ref }) => ref));
  return taken.filter(({ ref }) => named.has(ref));
}

async function unlessStored(deps: ApplyDeps, records: readonly PartyRecord[], isDone: (stored: StoredParty) => boolean): Promise<FetchedParty[]> {
  const stored = await deps.store.parties.stored(records.map(({ ref }) => ref));
  return records.flatMap((record) => {
    const before = stored.get(record.ref);
    return before && isDone(before) ? [] : [{ ref: record.ref, epoch: (before?.epoch ?? 0) + 1, record }];
  });
}

/** Writes events. Equal content moves only the time of reading; an older epoch than the stored one nothing. */
export async function applyEvents(deps: ApplyDeps, fetched: readonly FetchedEvent[]): Promise<AppliedEvents> {
  const applied: AppliedEvents = { unsettled: [], parties: [], left: [], changed: [] };
  let left = fetched;
  for (let round = 0; round < SETTLE_ROUNDS && left.length > 0; round += 1) left = await applyRound(deps, left, applied);
  if (left.length > 0) throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same events.', { retryAfterSeconds: 1 });
  return applied;
}

/** Gives those that somebody attached or detached while they were written: they are to be applied to what stands now. */
async function applyRound(deps: ApplyDeps, fetched: readonly FetchedEvent[], applied: AppliedEvents): Promise<FetchedEvent[]> {
  const { store } = deps;
  const fetchedAt = new Date(deps.now());
  const stored = await store.interactions.stored(fetched.map(({ ref }) => ref));
  const writes: InteractionDocument[] = [];
  const seen: { ref: SourceRef; epoch: number }[] = [];
  const absent: InteractionDocument[] = [];

  for (const { ref, epoch, record, asStored, erased } of fetched) {
    const before = stored.get(ref);
    if (!before && !record && !asStored && !erased && epoch > FIRST_EPOCH) absent.push(neverSeen(ref, epoch, fetchedAt));
    if (!before && !record) continue;
    if (before && before.epoch > epoch && !asStored) {
      // A paused worker that woke up: the party of its old statement was written before this, and may be nobody's.
      if (record && 'statement' in record.party) applied.left.push(statedBy(deps, record).ref);
      continue;
    }
    const event: InteractionDocument = before && asStored ? { ...before, record } : record ? documentOf(deps, record, epoch, fetchedAt, before) : goneOf(before!, epoch, fetchedAt);
    if (before && asStored) {
      if (before.settled) continue;
      applied.unsettled.push({ ref, epoch: before.epoch });
    } else if (before?.hash === event.hash) {
      seen.push({ ref, epoch });
      if (before.settled) continue;
      applied.unsettled.push({ ref, epoch });
    } else {
      event.former = before ? formerOf(before, event) : [];
      writes.push(event);
    }
    const formerParties = formerPartiesOf([...event.former, ...(before?.former ?? [])]);
    applied.parties.push(event.partyRef, ...(before?.parties ?? []), ...formerParties);
    applied.left.push(...[...formerParties, ...(record ? [] : [event.partyRef])].filter(isStoreOnlyRef));
  }

  const over = new Map([...stored].map(([ref, { attached }]) => [ref, attached?.revision ?? null]));
  const [written] = await Promise.all([store.interactions.upsert([...writes, ...absent], over), store.interactions.touch(seen, fetchedAt)]);
  for (const { _id, partyRef, epoch } of writes) {
    if (!written.has(_id)) {
      if (isStoreOnlyRef(partyRef)) applied.left.push(partyRef);
      continue;
    }
    applied.unsettled.push({ ref: _id, epoch });
    applied.changed.push({ ref: _id, partyRef, epoch });
  }
  const refused = writes.filter(({ _id }) => stored.has(_id) && !written.has(_id));
  if (refused.length === 0) return [];
  const standing = await store.interactions.stored(refused.map(({ _id }) => _id));
  const overtaken = new Set(refused.filter(({ _id, epoch }) => (standing.get(_id)?.epoch ?? epoch) < epoch).map(({ _id }) => _id));
  return fetched.filter(({ ref }) => overtaken.has(ref));
}

/** The party that an event states. */
export function statedBy({ identity, keyedHash }: ApplyDeps, record: EventRecord): PartyRecord {
  if (!('statement' in record.party)) throw new TypeError('The event names its party.');
  return partyOfStatement(parseSourceRef(record.ref).system, record.ref, record.party.statement, identity, keyedHash);
}

function documentOf(deps: ApplyDeps, given: EventRecord, epoch: number, fetchedAt: Date, before: StoredEvent | undefined): InteractionDocument {
  const own = 'ref' in given.party ? given.party.ref : statedBy(deps, given).ref;
  // Who was attached to a customer stays so while the source says no more of the party than it did.
  const attached = before?.attached?.from === own ? before.attached : null;
  const partyRef = attached?.partyRef ?? own;
  const record = boundedEvent(given);
  const numbers = record.type === 'order' && record.number ? [record.number.toUpperCase()] : [];
  const references = record.type === 'order' ? record.sharedReferences.map((reference) => reference.toUpperCase()) : [];
  return {
    _id: record.ref,
    system: parseSourceRef(record.ref).system,
    kind: record.type,
    epoch,
    // Of all that was given: a change in what is not kept is a change, too.
    hash: contentHash(given),
    state: 'LIVE',
    partyRef,
    attached,
    at: new Date(record.at),
    final: record.final,
    status: record.type === 'order' || record.type === 'ticket' ? record.status : null,
    numbers,
    sharedKeys: [...new Set([...numbers, ...references])],
    twinOf: null,
    twins: [],
    parties: [partyRef],
    scope: [],
    former: [],
    settled: false,
    record,
    fetchedAt,
    schemaVersion: SCHEMA_VERSION,
  };
}

/** Its values go; `_id`, party and time stay, since it may come back. */
function goneOf(before: StoredEvent, epoch: number, fetchedAt: Date): InteractionDocument {
  const kind: EventType = before.kind;
  return { ...before, kind, epoch, hash: GONE_HASH, state: 'GONE', final: true, status: null, numbers: [], sharedKeys: [], former: [], settled: false, record: null, fetchedAt };
}

/** Of an event that nobody has stored and that is gone already: its epoch is all that there is to keep, and it is nobody's. */
function neverSeen(ref: SourceRef, epoch: number, fetchedAt: Date): InteractionDocument {
  const { system, type } = parseSourceRef(ref);
  return {
    _id: ref, system, kind: type as EventType, epoch, hash: GONE_HASH, state: 'GONE', partyRef: sourceRef(system, 'party', ''), at: fetchedAt, final: true, status: null,
    numbers: [], sharedKeys: [], twinOf: null, twins: [], parties: [], scope: [], former: [], settled: true, record: null, fetchedAt, schemaVersion: SCHEMA_VERSION,
  };
}

function formerOf(before: StoredEvent, after: InteractionDocument): string[] {
  const keys = before.sharedKeys.filter((key) => !after.sharedKeys.includes(key)).map(formerKey);
  const times = before.at.getTime() === after.at.getTime() ? [] : [formerTime(before.at)];
  // What left the mark of its epoch alone was never anybody's.
  const isOther = before.partyRef !== after.partyRef && tryParseSourceRef(before.partyRef) !== undefined;
  return [...keys, ...times, ...(isOther ? [formerParty(before.partyRef)] : [])];
}
