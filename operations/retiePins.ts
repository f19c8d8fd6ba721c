import type { PartyDocument } from '../datasources/mongo/documents.ts';
import type { FollowedParty } from '../datasources/mongo/store.ts';
import { contentHash } from '../domain/contentHash.ts';
import { keysOf, referenceKey } from '../domain/identity/keys.ts';
import type { PartyRecord } from '../domain/records.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM, isPinRef } from '../domain/statedParty.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { byLink } from './recordInteraction/target.ts';

type Deps = Pick<ApplyDeps, 'store' | 'now'>;
type Retied = FollowedParty[];
/** A pin that its record carries no more, with the record that does now or the customer to find one of. */
interface Adrift {
  pin: PartyDocument;
  holder?: PartyDocument;
  customerId?: string;
}

/** Pins that are tied to one record: there is one for each field at most. */
const PINS_PER_RECORD = 50;

/** As `retiePins`, of the pins that are tied to these records, which their source has no more. */
export async function retiePinsOf(deps: Deps, gone: readonly SourceRef[]): Promise<Retied> {
  if (gone.length === 0) return [];
  const keys = gone.map((value) => referenceKey({ meaning: 'identity', by: 'ref', value, role: null, from: null, until: null }));
  return retie(deps, (await deps.store.parties.byKeys(keys, PINS_PER_RECORD)).filter(({ _id }) => isPinRef(_id)));
}

/**
 * Ties pins whose record is gone at its source to another record of the customer that it belonged to. Where there is none, a
 * pin waits for its record to come back, seen by nobody. `refs`: of records that were just looked at, pins among them.
 * Gives the pins that have to be placed anew, with the epochs that settle them.
 */
export async function retiePins(deps: Deps, refs: Iterable<SourceRef>): Promise<Retied> {
  const pinRefs = [...refs].filter(isPinRef);
  if (pinRefs.length === 0) return [];
  return retie(deps, [...(await deps.store.parties.byRefs(pinRefs)).values()].filter(({ state }) => state === 'LIVE'));
}

async function retie({ store, now }: Deps, pins: readonly PartyDocument[]): Promise<Retied> {
  if (pins.length === 0) return [];
  const held = await store.parties.byRefs(pins.flatMap(({ record }) => tiedTo(record) ?? []));
  const adrift = pins.flatMap((pin): Adrift[] => {
    const holder = held.get(tiedTo(pin.record)!);
    // Its kind is part of the tie: a person's pin cannot be an organisation's.
    if (holder?.state === 'LIVE') return holder.record!.kind === pin.record!.kind ? [] : [{ pin, holder }];
    const customerId = holder?.link?.customerId ?? pin.link?.firstCustomerId;
    return customerId === undefined ? [] : [{ pin, customerId }];
  });
  const customerIds = new Set(adrift.flatMap((each) => each.customerId ?? []));
  const mates = (await store.parties.ofCustomers([...customerIds])).filter(({ state, system }) => state === 'LIVE' && system !== GATEWAY_SYSTEM).sort(byLink);
  const documents = adrift.flatMap(({ pin, holder, customerId }) => {
    const next = holder ?? mates.find(({ link }) => link?.customerId === customerId);
    return next ? [retied(pin, next, new Date(now()))] : [];
  });
  const reopened = new Map(pins.map((pin) => [pin._id, pin.reopened]));
  const written = await store.parties.upsert(documents);
  return documents.flatMap(({ _id, epoch }) => (written.has(_id) ? [{ ref: _id, epoch, reopened: reopened.get(_id) }] : []));
}

const tiedTo = (record: PartyRecord | null): SourceRef | undefined => record?.references[0]?.value;

/** Everything but whom it is tied to stays, its time of pinning too. */
function retied({ link: _link, evidence: _evidence, reopened: _reopened, ...pin }: PartyDocument, next: PartyDocument, fetchedAt: Date): Omit<PartyDocument, 'link' | 'evidence'> {
  const references = pin.record!.references.map((reference) => ({ ...reference, value: next._id }));
  const record: PartyRecord = { ...pin.record!, kind: next.record!.kind, references };
  const keys = keysOf(record);
  return { ...pin, epoch: pin.epoch + 1, hash: contentHash(record), record, keys, formerKeys: pin.keys.filter((key) => !keys.includes(key)), settled: false, fetchedAt };
}
