/** What the hand-written endpoint answers with, built by straight code from index documents and records. */
import { applyMask } from '../../directives/masks.ts';
import { holdsKey } from '../../domain/partyKeys.ts';
import type { Address, CallRecord, EventRecord, Identifier, OrderRecord, PartyRecord, SourceRecord, TouchRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { decodeHead, type TimelineHeadRow } from '../../domain/timelineHead.ts';
import { SYSTEMS } from '../data.ts';
import { LIST_ORDERS, ONE } from '../requests.ts';
import type { FetchRecords } from './handWrittenFetch.ts';

/** What is read of an index document. */
export interface IndexRow {
  customerId: string;
  kind: string;
  parties: { ref: SourceRef; evidence: string[] }[];
  heads: Record<string, string>;
  head: string;
}

type Found = ReadonlyMap<SourceRef, SourceRecord>;

const TRUST = ['erp', 'shop', 'callcenter', 'mailing'];
const ADDRESS_TRUST = ['shop', 'erp'];
/** Roles that see tax id and birth date whole. */
const SEES_ALL: ReadonlySet<string> = new Set(['admin', 'steward']);
const TYPE_NAMES: Readonly<Record<string, string>> = { order: 'Order', call: 'Call', touch: 'Touch' };

const systemOf = (ref: SourceRef): string => ref.slice(0, ref.indexOf(':'));

/** The party records that still hold what linked them, most trusted first. */
function partiesOf(row: IndexRow, found: Found): PartyRecord[] {
  const parties: PartyRecord[] = [];
  for (const { ref, evidence } of row.parties) {
    const record = found.get(ref);
    if (record?.type === 'party' && evidence.every((key) => holdsKey(record, key))) parties.push(record);
  }
  return parties.sort((a, b) => TRUST.indexOf(systemOf(a.ref)) - TRUST.indexOf(systemOf(b.ref)));
}

function first<Value>(parties: readonly PartyRecord[], valueOf: (party: PartyRecord) => Value | null): Value | null {
  for (const party of parties) {
    const value = valueOf(party);
    if (value !== null) return value;
  }
  return null;
}

/** Distinct values, verified ones first. */
function identifiers(parties: readonly PartyRecord[], field: 'emails' | 'phones' | 'taxIds' | 'loyaltyIds'): Identifier[] {
  const distinct = new Map<string, Identifier>();
  for (const party of parties) {
    for (const point of party[field]) {
      const known = distinct.get(point.value);
      if (!known || (point.verified && !known.verified)) distinct.set(point.value, { ...point, label: point.label ?? known?.label ?? null });
    }
  }
  const all = [...distinct.values()];
  return [...all.filter(({ verified }) => verified), ...all.filter(({ verified }) => !verified)];
}

const contactPoints = (all: readonly Identifier[]) => all.map(({ value, verified }) => ({ value, verified }));

function addresses(parties: readonly PartyRecord[]): Address[] {
  const distinct = new Map<string, Address>();
  for (const system of ADDRESS_TRUST) {
    for (const party of parties) {
      if (systemOf(party.ref) !== system) continue;
      for (const address of party.addresses) {
        const key = `${address.street}|${address.postcode}|${address.city}|${address.country}`.toLowerCase();
        if (!distinct.has(key)) distinct.set(key, address);
      }
    }
  }
  return [...distinct.values()];
}

const orderCore = ({ ref, at, number, status, total }: OrderRecord) => ({ ref, at, number, status, total });
const orderWhole = (order: OrderRecord) => ({ ...orderCore(order), lines: order.lines });
const callWhole = ({ ref, at, direction, number, durationSeconds, agent, subject }: CallRecord) => ({ ref, at, direction, number, durationSeconds, agent, subject });
const touchWhole = ({ ref, at, channel, action, campaign }: TouchRecord) => ({ ref, at, channel, action, campaign });

function shortOf(event: EventRecord): object {
  const type = TYPE_NAMES[event.type];
  switch (event.type) {
    case 'order':
      return { type, ref: event.ref, at: event.at, number: event.number, status: event.status, total: event.total };
    case 'call':
      return { type, ref: event.ref, at: event.at, direction: event.direction, agent: event.agent, subject: event.subject };
    case 'touch':
      return { type, ref: event.ref, at: event.at, channel: event.channel, action: event.action, campaign: event.campaign };
    default:
      return { type: event.type, ref: event.ref, at: event.at };
  }
}

/** A page of a timeline: the rows that the head has, and whether there are more. */
function pageOf(head: string | undefined, size: number): { rows: TimelineHeadRow[]; more: boolean } {
  const rows = decodeHead(head ?? '', size + 1);
  return { rows: rows.slice(0, size), more: rows.length > size };
}

function view<Event extends EventRecord>(page: ReturnType<typeof pageOf>, found: Found, show: (event: Event) => object): { rows: object[]; more: boolean } {
  const rows = page.rows.flatMap(({ ref }) => {
    const record = found.get(ref);
    return record ? [show(record as Event)] : [];
  });
  return { rows, more: page.more };
}

/** One customer with everything. */
export async function customerView(row: IndexRow, role: string, fetchRecords: FetchRecords): Promise<object> {
  const orders = pageOf(row.heads['order'], ONE.orders);
  const calls = pageOf(row.heads['call'], ONE.calls);
  const touches = pageOf(row.heads['touch'], ONE.touches);
  const timeline = pageOf(row.head, ONE.interactions);
  const refs = row.parties.map(({ ref }) => ref);
  for (const { rows } of [orders, calls, touches, timeline]) for (const { ref } of rows) refs.push(ref);
  const found = await fetchRecords(refs, { party: ['core', 'contactPoints', 'addresses', 'identifiers', 'subscriptions'], order: ['core', 'lines'] });
  const parties = partiesOf(row, found);

  const whole = SEES_ALL.has(role);
  const birthDate = first(parties, (party) => party.birthDate);
  const shown = new Set(parties.map(({ ref }) => systemOf(ref)));
  return {
    id: row.customerId,
    kind: row.kind,
    name: first(parties, (party) => (party.name.full.trim() === '' ? null : party.name)),
    emails: contactPoints(identifiers(parties, 'emails')),
    phones: contactPoints(identifiers(parties, 'phones')),
    taxIds: identifiers(parties, 'taxIds').map(({ value, label }) => ({ value: whole ? value : applyMask('tail', value), scheme: label })),
    loyaltyIds: identifiers(parties, 'loyaltyIds').map(({ value }) => value),
    birthDate: birthDate === null || whole ? birthDate : applyMask('year', birthDate),
    addresses: addresses(parties),
    account: first(parties, (party) => party.account),
    preferredLanguage: first(parties, (party) => party.language),
    territory: first(parties, (party) => party.territory),
    distributor: first(parties, (party) => party.distributor),
    subscriptions: parties.flatMap((party) => party.subscriptions.map((statement) => ({ ...statement, system: systemOf(party.ref) }))),
    orders: view(orders, found, orderWhole),
    calls: view(calls, found, callWhole),
    touches: view(touches, found, touchWhole),
    interactions: view(timeline, found, shortOf),
    sources: SYSTEMS.map((system) => ({ system, status: shown.has(system) ? 'OK' : 'NOT_LINKED' })),
  };
}

/** The customers of a list. */
export async function listView(rows: readonly IndexRow[], fetchRecords: FetchRecords): Promise<object[]> {
  const pages = rows.map((row) => pageOf(row.heads['order'], LIST_ORDERS));
  const refs = rows.flatMap((row, index) => [...row.parties.map(({ ref }) => ref), ...pages[index]!.rows.map(({ ref }) => ref)]);
  const found = await fetchRecords(refs, { party: ['core', 'contactPoints'], order: ['core'] });
  return rows.map((row, index) => {
    const parties = partiesOf(row, found);
    return {
      id: row.customerId,
      kind: row.kind,
      name: first(parties, (party) => (party.name.full.trim() === '' ? null : party.name)),
      emails: contactPoints(identifiers(parties, 'emails')),
      phones: contactPoints(identifiers(parties, 'phones')),
      account: first(parties, (party) => party.account),
      preferredLanguage: first(parties, (party) => party.language),
      territory: first(parties, (party) => party.territory),
      distributor: first(parties, (party) => party.distributor),
      orders: view(pages[index]!, found, orderCore),
    };
  });
}
