/** Fills a store with canonical records as settled ingest would leave them: links, index documents, heads, scopes. */
import { marksOf } from '../../../domain/customerIndex/marks.ts';
import { isLookUpKey, keysOf } from '../../../domain/identity/keys.ts';
import { wordsOf, nameSortText } from '../../../domain/normalise/name.ts';
import type { EventRecord, PartyRecord } from '../../../domain/records.ts';
import { parseSourceRef, type EventType, type SourceRef } from '../../../domain/sourceRef.ts';
import { encodeHead } from '../../../domain/timelineHead.ts';
import type { InteractionDocument, StoredCustomerIndexDocument } from '../../../datasources/mongo/documents.ts';
import type { Store, TimelineRow } from '../../../datasources/mongo/store.ts';

export interface SeedCustomer {
  id: string;
  parties: readonly PartyRecord[];
  /** Further ids that lead to it. */
  mergedIds?: readonly string[];
  /** Both, unless a verified part has a document of its own. */
  audience?: StoredCustomerIndexDocument['audience'];
  /** Keys that made the links, by ref. */
  evidence?: Readonly<Record<SourceRef, string[]>>;
  /** The customer id of a record's first link where it is another than `id`. */
  firstCustomerIds?: Readonly<Record<SourceRef, string>>;
  contacts?: SourceRef[];
  organisations?: SourceRef[];
  createdAt?: string;
}

export interface Seed {
  customers: readonly SeedCustomer[];
  events?: readonly EventRecord[];
  /** Lesser view to its greater one. */
  twins?: Readonly<Record<SourceRef, SourceRef>>;
  /** Under which stated party's ref an event stands that states its party. */
  statedAs?: Readonly<Record<SourceRef, SourceRef>>;
  /** When everything was last read. */
  fetchedAt?: string;
}

const KINDS: readonly EventType[] = ['order', 'ticket', 'call', 'touch', 'interaction'];
const DEFAULT_TIME = '2026-01-01T00:00:00.000Z';

function partyRefOf(event: EventRecord, { statedAs }: Seed): SourceRef {
  const ref = 'ref' in event.party ? event.party.ref : statedAs?.[event.ref];
  if (ref === undefined) throw new Error('Seed the stated party as a record, and name its ref in `statedAs`.');
  return ref;
}

function scopeOf(records: readonly PartyRecord[]): string[] {
  return records.flatMap(({ account, distributor, territory }) => [
    ...(account ? [`account:${account}`] : []),
    ...(distributor ? [`distributor:${distributor}`] : []),
    ...(territory ? [`territory:${territory}`] : []),
  ]);
}

async function putParties(store: Store, { customers, fetchedAt = DEFAULT_TIME }: Seed): Promise<void> {
  for (const { id, parties, evidence = {}, firstCustomerIds = {}, createdAt = fetchedAt } of customers) {
    const base = { createdAt: new Date(createdAt), revision: 1 };
    await store.customers.create([{ ...base, _id: id, mergedInto: null }]);
    for (const [position, record] of parties.entries()) {
      await store.parties.upsert([
        {
          _id: record.ref, system: parseSourceRef(record.ref).system, epoch: 1, hash: 'seed', state: 'LIVE', record, keys: keysOf(record),
          formerKeys: [], settled: true, fetchedAt: new Date(fetchedAt), schemaVersion: 1,
        },
      ]);
      const keys = evidence[record.ref] ?? [];
      const firstCustomerId = firstCustomerIds[record.ref] ?? id;
      const founds = position === 0 || firstCustomerId !== id;
      if (firstCustomerId !== id) {
        const refs: [SourceRef, SourceRef] = [record.ref, parties[0]!.ref];
        const pointer = { customerId: id, rule: 'email' as const, fields: ['emails'], refs, verified: true, at: new Date(fetchedAt), actor: 'gateway' };
        await store.customers.create([{ ...base, _id: firstCustomerId, mergedInto: pointer }]);
      }
      await store.parties.setLinks([
        {
          ref: record.ref,
          evidence: keys,
          link: {
            customerId: founds ? firstCustomerId : id, rule: founds ? 'founded' : 'email', fields: keys.map((key) => key.slice(0, key.indexOf(':'))),
            withRef: founds ? null : parties[0]!.ref, linkedAt: new Date(Date.parse(fetchedAt) + position), actor: 'gateway', firstCustomerId, revision: 1,
          },
        },
      ]);
    }
  }
}

function documentOf(event: EventRecord, content: Seed): InteractionDocument {
  const { customers, twins = {}, fetchedAt = DEFAULT_TIME } = content;
  const partyRef = partyRefOf(event, content);
  const lesser = Object.keys(twins).filter((ref) => twins[ref] === event.ref);
  const twinOf = twins[event.ref] ?? null;
  const owner = customers.find(({ parties }) => parties.some(({ ref }) => ref === partyRef));
  const numbers = event.type === 'order' ? [event.number, ...event.sharedReferences].flatMap((number) => number?.toUpperCase() ?? []) : [];
  return {
    _id: event.ref, system: parseSourceRef(event.ref).system, kind: event.type, epoch: 1, hash: 'seed', state: 'LIVE', partyRef, at: new Date(event.at),
    final: event.final, status: event.type === 'order' || event.type === 'ticket' ? event.status : null, numbers, sharedKeys: numbers, twinOf, twins: lesser,
    parties: twinOf ? [] : [partyRef], scope: scopeOf(owner?.parties ?? []), former: [], settled: true, record: event,
    fetchedAt: new Date(fetchedAt), schemaVersion: 1,
  };
}

function indexOf(customer: SeedCustomer, rows: readonly TimelineRow[], { fetchedAt = DEFAULT_TIME }: Seed): StoredCustomerIndexDocument {
  const { id, parties, audience = ['staff', 'outside'], mergedIds = [], evidence = {} } = customer;
  const ids = [id, ...mergedIds];
  const name = parties.find((record) => record.name.full !== '')?.name;
  return {
    _id: audience.includes('staff') ? id : `${id}|outside`,
    customerId: id,
    audience,
    ids,
    kind: parties[0]?.kind ?? 'PERSON',
    nameKey: `${name ? nameSortText(name) : ''} ${id}`,
    tokens: [...new Set(parties.flatMap((record) => wordsOf(record.name.full)))],
    keys: [...new Set(parties.flatMap((record) => keysOf(record).filter(isLookUpKey)))],
    scope: [...ids.map((each) => `self:${each}`), ...scopeOf(parties)],
    parties: parties.map((record, position) => {
      const keys = evidence[record.ref] ?? [];
      return { ref: record.ref, rule: position === 0 ? 'founded' : 'email', evidence: keys, ...(keys.length === 0 && { marks: marksOf(record, keysOf(record)) }) };
    }),
    contacts: customer.contacts ?? [],
    organisations: customer.organisations ?? [],
    heads: Object.fromEntries(KINDS.map((kind) => [kind, encodeHead(rows.filter((row) => row.kind === kind))])) as Record<EventType, string>,
    head: encodeHead(rows),
    createdAt: new Date(customer.createdAt ?? fetchedAt),
    asOf: new Date(fetchedAt),
    hash: 'seed',
    revision: 1,
  };
}

/** Seeds an empty store. */
export async function seed(store: Store, content: Seed): Promise<void> {
  await putParties(store, content);
  await store.interactions.upsert((content.events ?? []).map((event) => documentOf(event, content)));
  for (const customer of content.customers) {
    const [rows] = await store.interactions.newest([customer.parties.map(({ ref }) => ref)], 21);
    const refused = await store.customerIndex.put([indexOf(customer, rows!, content)]);
    if (refused.length > 0) throw new Error(`Two seeded customers have the document ${refused.join()}.`);
  }
}
