/**
 * The people that the benchmark asks for: canonical records of four systems, made from a seed, so that every process of
 * a run (store, upstream, servers) makes the same ones. 200 large customers for `one`, 400 smaller ones in 8 territories
 * of 50 for `list`.
 */
import type { CallRecord, EventRecord, OrderRecord, PartyRecord, SourceRecord, TouchRecord } from '../domain/records.ts';
import { sourceRef, type SourceRef } from '../domain/sourceRef.ts';
import type { LinkRule } from '../domain/identity/rules.ts';
import { createRandom, type Random } from './random.ts';

export const SYSTEMS = ['erp', 'callcenter', 'shop', 'mailing'] as const;
export type System = (typeof SYSTEMS)[number];

/** Large customers, each asked for by its id. */
export const LARGE_CUSTOMERS = 200;
/** Territories of small customers, each asked for as a list. */
export const TERRITORIES = 8;
export const CUSTOMERS_PER_TERRITORY = 50;

type Kind = 'order' | 'call' | 'touch';
/** Newest first: twenty events of which ten are orders, then one more of each kind, so that every timeline has a next page. */
const LARGE: readonly Kind[] = [...Array.from({ length: 5 }, () => ['order', 'call', 'order', 'touch'] as const).flat(), 'order', 'call', 'touch'];
/** One order more than a list shows. */
const SMALL: readonly Kind[] = ['order', 'order', 'order', 'order'];
const LINES_PER_ORDER = 3;
const NEWEST_MS = Date.UTC(2026, 5, 30, 18);
const HOUR_MS = 3_600_000;

const GIVEN = ['Lucía', 'Mateo', 'Sofía', 'Hugo', 'Olivia', 'George', 'Amelia', 'Oliver', 'Carmen', 'Diego', 'Isla', 'Harry'];
const FAMILY = ['García', 'Fernández', 'López', 'Smith', 'Taylor', 'Romero', 'Walker', 'Navarro', 'Bennett', 'Iglesias', 'Castillo', 'Hughes'];
const STREETS = ['Calle de Alcalá', 'Gran Vía', 'Paseo de Gracia', 'High Street', 'Station Road', 'Calle Mayor'];
const CITIES = ['Madrid', 'Sevilla', 'Valencia', 'Leeds', 'Bristol', 'Bilbao'];
const PRODUCTS = ['Espresso machine EM-200', 'Burr grinder 64 mm', 'Filter papers, 100 pieces', 'Milk jug 350 ml', 'Descaler 1 l', 'House blend 1 kg'];
const SUBJECTS = ['Delivery date of the last order', 'Spare part for the grinder', 'Invoice address has changed', 'Question about the warranty'];
const CAMPAIGNS = ['Spring offers', 'New grinders', 'Loyalty points', 'Summer opening hours'];

/** A customer of the benchmark: its records, and why each of its party records is its own. */
export interface BenchCustomer {
  id: string;
  territory: string;
  parties: { record: PartyRecord; rule: LinkRule; evidence: string[] }[];
  events: EventRecord[];
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');
const isoBefore = (hours: number): string => new Date(NEWEST_MS - hours * HOUR_MS).toISOString();
const money = (random: Random): { amount: string; currency: string } => ({
  amount: `${random.whole(900) + 5}.${digits(random.whole(100), 2)}`,
  currency: 'EUR',
});

/** A UUIDv7 whose time and random parts follow from the number alone. */
export function customerIdOf(number: number): string {
  const hex = (0x0197_0000_0000 + number).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${digits(number, 12)}`;
}

export const territoryOf = (index: number): string => `Region ${digits(index + 1, 2)}`;

function partyRecord(system: System, number: number, name: PartyRecord['name']): PartyRecord {
  return {
    type: 'party', ref: sourceRef(system, 'party', number), kind: 'PERSON', name,
    emails: [], phones: [], taxIds: [], loyaltyIds: [], birthDate: null, addresses: [], account: null, language: null,
    territory: null, distributor: null, references: [], subscriptions: [],
    createdAt: '2024-02-01T09:00:00.000Z', updatedAt: '2026-05-01T09:00:00.000Z',
  };
}

function orderOf(number: number, index: number, party: SourceRef, at: string, random: Random): OrderRecord {
  return {
    type: 'order', ref: sourceRef('erp', 'order', number * 100 + index), party: { ref: party }, at, updatedAt: at, final: true,
    number: `SO-${digits(number * 100 + index, 7)}`, sharedReferences: [], status: random.pick(['OPEN', 'PAID', 'SHIPPED', 'DONE'] as const),
    total: money(random),
    lines: Array.from({ length: LINES_PER_ORDER }, () => ({
      sku: `SKU-${digits(random.whole(10_000), 5)}`, name: random.pick(PRODUCTS), quantity: random.whole(5) + 1, total: money(random),
    })),
  };
}

function callOf(number: number, index: number, party: SourceRef, at: string, phone: string, random: Random): CallRecord {
  return {
    type: 'call', ref: sourceRef('callcenter', 'call', number * 100 + index), party: { ref: party }, at, updatedAt: at, final: true,
    direction: random.pick(['INBOUND', 'OUTBOUND'] as const), number: phone, durationSeconds: random.whole(900) + 20,
    agent: `agent${random.whole(20) + 1}`, subject: random.pick(SUBJECTS),
  };
}

function touchOf(number: number, index: number, party: SourceRef, at: string, random: Random): TouchRecord {
  return {
    type: 'touch', ref: sourceRef('mailing', 'touch', number * 100 + index), party: { ref: party }, at, updatedAt: at, final: true,
    channel: 'EMAIL', action: random.pick(['SENT', 'OPENED', 'CLICKED'] as const), campaign: random.pick(CAMPAIGNS),
  };
}

function customerOf(number: number, territory: string, kinds: readonly Kind[], random: Random): BenchCustomer {
  const given = random.pick(GIVEN);
  const family = `${random.pick(FAMILY)} ${random.pick(FAMILY)}`;
  const name = { full: `${given} ${family}`, given, family };
  const email = `person${number}@example.com`;
  const phone = `+3461${digits(number, 7)}`;
  const address = (postcode: number) => ({
    street: `${random.pick(STREETS)} ${random.whole(90) + 1}`, city: random.pick(CITIES), postcode: digits(postcode, 5), region: null, country: 'ES',
  });
  const point = (value: string, verified: boolean, label: string | null) => ({ value, verified, label });

  const erp = partyRecord('erp', number, name);
  Object.assign(erp, {
    emails: [point(email, true, null), point(`office${number}@example.org`, false, 'work')], phones: [point(phone, false, 'mobile')],
    taxIds: [point(`${digits(number, 8)}K`, true, 'es_nif')], addresses: [address(28_000 + (number % 100))],
    account: digits(number, 6), territory, distributor: `D${(number % 20) + 1}`,
  });
  const desk = partyRecord('callcenter', number, { full: name.full, given: null, family: null });
  Object.assign(desk, { emails: [point(email, true, null)], phones: [point(phone, false, 'mobile'), point(`+3491${digits(number, 7)}`, false, 'landline')] });
  const shop = partyRecord('shop', number, name);
  Object.assign(shop, {
    emails: [point(email, true, null)], birthDate: `19${digits(50 + (number % 50), 2)}-0${(number % 9) + 1}-1${number % 10}`,
    loyaltyIds: [point(`L${digits(number, 8)}`, true, null)], addresses: [address(41_000 + (number % 100))], language: random.pick(['es', 'en']),
  });
  const member = partyRecord('mailing', number, { full: name.full, given: null, family: null });
  Object.assign(member, {
    emails: [point(email, true, null)],
    subscriptions: ['Offers', 'News'].map((topic) => ({
      channel: 'EMAIL', purpose: 'MARKETING', topic, status: random.pick(['SUBSCRIBED', 'UNSUBSCRIBED']), contactPoint: email, since: '2025-03-01T10:00:00.000Z',
    })),
  });

  const evidence = [`email:${email}`];
  let hours = random.whole(400);
  const events = kinds.map((kind, index): EventRecord => {
    hours += 1 + random.whole(60);
    const at = isoBefore(hours);
    if (kind === 'order') return orderOf(number, index, erp.ref, at, random);
    return kind === 'call' ? callOf(number, index, desk.ref, at, phone, random) : touchOf(number, index, member.ref, at, random);
  });
  return {
    id: customerIdOf(number),
    territory,
    parties: [
      { record: erp, rule: 'founded', evidence: [] },
      ...[desk, shop, member].map((record) => ({ record, rule: 'email' as const, evidence })),
    ],
    events,
  };
}

/** Everybody, the large customers first. Equal seeds give equal people. */
export function makeCustomers(seed = 360): BenchCustomer[] {
  const random = createRandom(seed);
  const customers: BenchCustomer[] = [];
  for (let number = 1; number <= LARGE_CUSTOMERS; number += 1) customers.push(customerOf(number, 'Key accounts', LARGE, random));
  for (let territory = 0; territory < TERRITORIES; territory += 1) {
    for (let index = 0; index < CUSTOMERS_PER_TERRITORY; index += 1) customers.push(customerOf(customers.length + 1, territoryOf(territory), SMALL, random));
  }
  return customers;
}

/** The records of all customers by ref: what the four systems hold. */
export function recordsOf(customers: readonly BenchCustomer[]): Map<SourceRef, SourceRecord> {
  const records = new Map<SourceRef, SourceRecord>();
  for (const { parties, events } of customers) {
    for (const { record } of parties) records.set(record.ref, record);
    for (const record of events) records.set(record.ref, record);
  }
  return records;
}
