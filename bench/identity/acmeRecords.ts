/**
 * The sample company as the gateway would hold it: what the four servers answer, mapped by the real adapters under the
 * sample company's own configuration, without HTTP between them. With it comes the truth, under the same refs.
 */
import { createHash } from 'node:crypto';
import { executeSync, parse } from 'graphql';
import { mapMember } from '../../datasources/systems/ghost/mapParty.ts';
import { ghostSettings } from '../../datasources/systems/ghost/settings.ts';
import { mapUser, USER_FIELDS } from '../../datasources/systems/rt/mapParty.ts';
import { rtSettings } from '../../datasources/systems/rt/settings.ts';
import { mapParty, PARTY_FIELDS } from '../../datasources/systems/tryton/mapParty.ts';
import { trytonSettings } from '../../datasources/systems/tryton/settings.ts';
import { mapOrder, orderSelection } from '../../datasources/systems/vendure/mapEvents.ts';
import { customerSelection, mapCustomer } from '../../datasources/systems/vendure/mapParty.ts';
import { vendureSettings } from '../../datasources/systems/vendure/settings.ts';
import { rowsOf, type Row } from '../../datasources/systems/answers.ts';
import { identityConfig, type IdentityConfig } from '../../domain/identity/config.ts';
import { partyOfStatement } from '../../domain/identity/statement.ts';
import { isStatement } from '../../domain/partyKeys.ts';
import { PARTS, type PartyRecord } from '../../domain/records.ts';
import { isStoreOnlyRef, statedPartyRef } from '../../domain/statedParty.ts';
import { parseSourceRef, sourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import { member as memberShape } from '../../examples/acme/ghost/shapes.ts';
import { GhostStore } from '../../examples/acme/ghost/store.ts';
import { hardCaseCounts } from '../../examples/acme/people/counts.ts';
import { generateCompany } from '../../examples/acme/people/generate.ts';
import type { Company, HardCase, Person } from '../../examples/acme/people/model.ts';
import { truePairs, type TruePair } from '../../examples/acme/people/pairs.ts';
import { randomStream } from '../../examples/acme/people/random.ts';
import { Serializer } from '../../examples/acme/rt/serialize.ts';
import { RtStore } from '../../examples/acme/rt/store.ts';
import { Database } from '../../examples/acme/tryton/database.ts';
import { seedTryton } from '../../examples/acme/tryton/seed.ts';
import { Objects } from '../../examples/acme/vendure/objects.ts';
import { makeSchema } from '../../examples/acme/vendure/server.ts';
import { VendureStore } from '../../examples/acme/vendure/store.ts';
import { SAMPLE_COMPANY_NOT_STARTED } from '../../gateway/cli/sampleCompany.ts';
import { loadConfig } from '../../gateway/config.ts';

/** The day of the company, unless another is asked for; nothing in matching may depend on it. */
const DAY_MS = Date.UTC(2026, 10, 22);

/** What identity is measured on. */
export interface AcmeIdentity {
  seed: number;
  /** In an order that says nothing, under refs that say nothing. */
  records: PartyRecord[];
  config: IdentityConfig;
  /** Whose record it is. */
  personOf: ReadonlyMap<SourceRef, Person>;
  /** Every two records of one person, under the refs of `records`. */
  pairs: TruePair[];
  /** How many of each hard case there are. */
  counts: Record<HardCase, number>;
}

export interface AcmeIdentityOptions {
  /** Of each hard case; default 50. */
  hardCasesAtLeast?: number;
  /** People and organisations; default as the generator has it. */
  people?: number;
  nowMs?: number;
}

/** A fresh company of this seed. */
export function acmeIdentity(seed: number, { hardCasesAtLeast = 50, people, nowMs = DAY_MS }: AcmeIdentityOptions = {}): AcmeIdentity {
  const company = generateCompany({ seed, nowMs, hardCasesAtLeast, ...(people === undefined ? {} : { people }) });
  const { found, config } = canonicalRecords(company);
  const refOf = new Map([...found].map(([truthRef, { ref }]) => [truthRef, opaque(seed, ref)]));
  const opaqueOf = new Map([...found.values()].map(({ ref }) => [ref, opaque(seed, ref)]));
  const records = [...found.values()].map((record) => renamed(record, opaqueOf));
  return {
    seed,
    records: randomStream(seed, 'order of arrival').shuffle(records),
    config,
    personOf: personsByRef(company, refOf),
    pairs: truePairs(company).map((pair) => ({ ...pair, left: refOf.get(pair.left)!, right: refOf.get(pair.right)! })),
    counts: hardCaseCounts(company),
  };
}

/** Ids of the sample company follow the order of its people, and the desk's are e-mail addresses: they give the truth away. */
function opaque(seed: number, ref: SourceRef): SourceRef {
  const { system } = parseSourceRef(ref);
  const id = createHash('sha256').update(`${seed} ${ref}`).digest('hex').slice(0, 20);
  // What an order alone states stays such a record.
  return isStoreOnlyRef(ref) ? statedPartyRef(system, id) : sourceRef(system, 'party', id);
}

function renamed(record: PartyRecord, opaqueOf: ReadonlyMap<SourceRef, SourceRef>): PartyRecord {
  const references = record.references.map((reference) =>
    reference.by === 'ref' ? { ...reference, value: opaqueOf.get(reference.value) ?? reference.value } : reference,
  );
  return { ...record, ref: opaqueOf.get(record.ref)!, references };
}

function personsByRef(company: Company, refOf: ReadonlyMap<string, SourceRef>): Map<SourceRef, Person> {
  const people = new Map(company.people.map((person) => [person.id, person]));
  const entry = (truthRef: string, personId: string) => [refOf.get(truthRef)!, people.get(personId)!] as const;
  return new Map([
    ...company.erpParties.map(({ id, personId }) => entry(`tryton:party:${id}`, personId)),
    ...company.deskUsers.map(({ name, personId }) => entry(`rt:user:${name}`, personId)),
    ...company.shopCustomers.map(({ id, personId }) => entry(`vendure:customer:${id}`, personId)),
    ...company.members.map(({ id, personId }) => entry(`ghost:member:${id}`, personId)),
  ]);
}

/** Canonical records by their refs in the truth, under the refs of the gateway. */
export function canonicalRecords(company: Company): { found: Map<string, PartyRecord>; config: IdentityConfig } {
  const { sources, defaultRegion, identity } = loadConfig(SAMPLE_COMPANY_NOT_STARTED);
  const settings = (system: string): unknown => sources[system]!.settings;
  const config = identityConfig(identity, Object.keys(sources));
  const found = new Map([
    ...erpRecords(company, { system: 'tryton', settings: trytonSettings.parse(settings('tryton')), defaultRegion }),
    ...deskRecords(company, { system: 'rt', settings: rtSettings.parse(settings('rt')), defaultRegion }),
    ...shopRecords(company, { system: 'vendure', settings: vendureSettings.parse(settings('vendure')), defaultRegion }, config),
    ...memberRecords(company, { system: 'ghost', settings: ghostSettings.parse(settings('ghost')), defaultRegion }),
  ]);
  return { found, config };
}

/** As JSON carries it. */
const asAnswered = (value: unknown): Row => JSON.parse(JSON.stringify(value)) as Row;

function erpRecords(company: Company, mapping: Parameters<typeof mapParty>[1]): [string, PartyRecord][] {
  const database = new Database();
  seedTryton(database, company);
  const fields = Object.values(PARTY_FIELDS).flat();
  const rows = database.read('party.party', company.erpParties.map(({ id }) => id), fields);
  return rows.map((row) => [`tryton:party:${String(row.id)}`, mapParty(asAnswered(row), mapping)]);
}

function deskRecords(company: Company, mapping: Parameters<typeof mapUser>[1]): [string, PartyRecord][] {
  const store = new RtStore(company);
  const url = new URL(`http://rt.example.com/REST/2.0/users?fields=${USER_FIELDS}`);
  const serializer = new Serializer(store, { method: 'POST', url, headers: {}, body: '', origin: url.origin });
  return company.deskUsers.map(({ name }) => {
    const row = asAnswered(serializer.userListItem(store.findUser(name)!));
    return [`rt:user:${name}`, mapUser(row, mapping)];
  });
}

/** Customers with an account are records; guests are what their orders state. */
function shopRecords(company: Company, mapping: Parameters<typeof mapCustomer>[1], config: IdentityConfig): [string, PartyRecord][] {
  const store = new VendureStore(company);
  const objects = new Objects(store);
  const guests = new Set(company.shopCustomers.flatMap(({ id, registered }) => (registered ? [] : id)));
  const parts = new Set(PARTS);
  const { data, errors } = executeSync({
    schema: makeSchema(),
    document: parse(`{customers{items{${customerSelection(parts, mapping.settings)}}} orders{items{${orderSelection(parts)}}}}`),
    rootValue: {
      customers: () => ({ items: [...store.customers.values()].filter(({ user }) => user).map(objects.customer) }),
      orders: () => ({ items: [...store.orders.values()].filter(({ customerId }) => customerId !== null && guests.has(customerId)).map(objects.order) }),
    },
  });
  if (errors) throw errors[0]!;
  const answer = asAnswered(data) as Record<'customers' | 'orders', Row>;
  const customers = rowsOf(answer.customers.items).map((row): [string, PartyRecord] => [`vendure:customer:${String(row.id)}`, mapCustomer(row, mapping)!]);
  const stated = rowsOf(answer.orders.items).map((row): [string, PartyRecord] => {
    const { ref, party } = mapOrder(row, mapping)!;
    if (!isStatement(party)) throw new Error("a guest's order states no party");
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
    return [`vendure:customer:${String((row.customer as Row).id)}`, partyOfStatement(mapping.system, ref, party.statement, config, hash)];
  });
  return [...customers, ...stated];
}

function memberRecords(company: Company, mapping: Parameters<typeof mapMember>[1]): [string, PartyRecord][] {
  const store = new GhostStore(company);
  return company.members.map(({ id }) => {
    const row = asAnswered(memberShape(store, store.members.get(id)!, 'http://ghost.example.com', false));
    return [`ghost:member:${id}`, mapMember(row, mapping)];
  });
}
