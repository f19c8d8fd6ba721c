/**
 * The canonical records: what every source's payload is mapped to, by allow-list, before anything else sees it.
 * Times are ISO 8601 in UTC, phones E.164, money a decimal string with its ISO 4217 currency, dates YYYY-MM-DD.
 */
import type { SourceRef } from './sourceRef.ts';

export type PartyKind = 'PERSON' | 'ORGANISATION';

/** A name as the source states it; `full` is always there, the parts only where the source keeps them apart. */
export interface PersonName {
  full: string;
  given: string | null;
  family: string | null;
}

/** An e-mail, phone, tax or loyalty id. `verified` comes from the source's declaration, never from a guess. */
export interface Identifier {
  /** Normalised: lower-case e-mail, E.164 phone, compact upper-case tax id. */
  value: string;
  verified: boolean;
  /** The source's own kind: `mobile`, `es_nif` ... */
  label: string | null;
}

export interface Address {
  street: string | null;
  city: string | null;
  postcode: string | null;
  region: string | null;
  /** ISO 3166 alpha-2. */
  country: string | null;
}

/**
 * What one record says of another party: an identity reference says "the same party is known there as", a relationship
 * says "belongs to" and never merges.
 */
export interface PartyReference {
  meaning: 'identity' | 'relationship';
  /** How the other party is named: its account number, loyalty id or source ref. */
  by: 'account' | 'loyaltyId' | 'ref';
  value: string;
  /** For a relationship: what this record's party is to the other one. */
  role: 'CONTACT_OF' | 'HAS_CONTACT' | 'MEMBER_OF' | null;
  /** Start and end date of a relationship, where the source keeps them. */
  from: string | null;
  until: string | null;
}

export type Channel = 'EMAIL' | 'PHONE' | 'SMS' | 'POST';
export type Purpose = 'MARKETING' | 'SERVICE' | 'SALES';

/** One consent statement of one source. Absence is "unknown", which contact policy reads as no. */
export interface Subscription {
  channel: Channel;
  purpose: Purpose;
  /** The list or newsletter it is about. */
  topic: string;
  status: 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'SUPPRESSED';
  /** The contact point it holds for, normalised. */
  contactPoint: string;
  since: string | null;
}

/**
 * A steward's word on one field of a customer, kept as a party record of system `gateway` that holds that field's value and
 * no other (domain/goldenRecord/pin.ts). It says what is shown, never who the customer is.
 */
export interface Pin {
  field: 'name' | 'birthDate' | 'account' | 'language' | 'territory' | 'distributor' | 'emails' | 'phones' | 'taxIds' | 'loyaltyIds' | 'addresses';
  /** The steward's own words. */
  reason: string;
  /** From then on it counts no more. */
  expiresAt: string;
  /** Subject of the steward. */
  actor: string;
}

/** One system's view of a person or organisation. */
export interface PartyRecord {
  type: 'party';
  ref: SourceRef;
  kind: PartyKind;
  name: PersonName;
  emails: Identifier[];
  phones: Identifier[];
  taxIds: Identifier[];
  loyaltyIds: Identifier[];
  birthDate: string | null;
  /** The days that an ambiguous one may mean, while `birthDate` is null: for matching alone, never shown as a value. */
  birthDateReadings?: string[];
  addresses: Address[];
  /** The number that the source's own paper carries for this party (ERP code). */
  account: string | null;
  /** ISO 639-1. */
  language: string | null;
  territory: string | null;
  distributor: string | null;
  references: PartyReference[];
  subscriptions: Subscription[];
  createdAt: string | null;
  updatedAt: string | null;
  /** On pins alone. */
  pin?: Pin;
}

/** What an event itself says of its party where it names no account: a guest order's name, a caller's number. */
export interface PartyStatement {
  kind: PartyKind;
  name: PersonName | null;
  emails: Identifier[];
  phones: Identifier[];
  addresses: Address[];
}

/** Who an event is about: a party record of the same system, or a statement that becomes a party record of its own. */
export type EventParty = { ref: SourceRef } | { statement: PartyStatement };

interface EventBase {
  ref: SourceRef;
  party: EventParty;
  /** When it happened, for the order of timelines. */
  at: string;
  updatedAt: string | null;
  /** No further change is expected: not re-read each round. */
  final: boolean;
}

export interface Money {
  /** Decimal string, e.g. `485.76`. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

export interface OrderLine {
  sku: string | null;
  name: string | null;
  quantity: number;
  total: Money;
}

export type OrderStatus = 'DRAFT' | 'OPEN' | 'PAID' | 'SHIPPED' | 'DONE' | 'CANCELLED';

export interface OrderRecord extends EventBase {
  type: 'order';
  /** The number printed for the customer. */
  number: string | null;
  /** Numbers of other systems for the same order, as this system keeps them. */
  sharedReferences: string[];
  status: OrderStatus;
  total: Money | null;
  lines: OrderLine[];
  /** On stored orders that have more lines than are kept: how many are not here. */
  linesOmitted?: number;
}

export type TicketStatus = 'NEW' | 'OPEN' | 'WAITING' | 'RESOLVED' | 'REJECTED';

export interface TicketRecord extends EventBase {
  type: 'ticket';
  number: string;
  subject: string | null;
  status: TicketStatus;
  category: 'COMPLAINT' | 'QUESTION';
  queue: string | null;
  priority: number | null;
}

export interface CallRecord extends EventBase {
  type: 'call';
  direction: 'INBOUND' | 'OUTBOUND';
  /** The other party's number in E.164. */
  number: string | null;
  durationSeconds: number | null;
  agent: string | null;
  subject: string | null;
}

export interface TouchRecord extends EventBase {
  type: 'touch';
  channel: Channel;
  /** What happened: SENT, DELIVERED, OPENED, CLICKED, SIGNED_UP, SUBSCRIBED, UNSUBSCRIBED, BOUNCED, COMPLAINED. */
  action: 'SENT' | 'DELIVERED' | 'OPENED' | 'CLICKED' | 'SIGNED_UP' | 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'BOUNCED' | 'COMPLAINED';
  campaign: string | null;
}

/** An interaction that a caller of the gateway recorded. */
export interface RecordedInteraction extends EventBase {
  type: 'interaction';
  channel: Channel | 'CHAT' | 'VISIT';
  direction: 'INBOUND' | 'OUTBOUND';
  subject: string | null;
  note: string | null;
  /** Name of the principal who recorded it. */
  recordedBy: string;
}

export type EventRecord = OrderRecord | TicketRecord | CallRecord | TouchRecord | RecordedInteraction;
export type SourceRecord = PartyRecord | EventRecord;

/** The parts of a record that a source may leave out when nobody asked for them. Everything else is part `core`. */
export const PARTS = ['core', 'contactPoints', 'addresses', 'identifiers', 'relations', 'subscriptions', 'lines'] as const;
export type Part = (typeof PARTS)[number];

/** Which part each leaf of a party record belongs to; a source that was not asked for a part leaves it empty. */
export const PARTY_PARTS: Readonly<Record<Exclude<Part, 'lines'>, readonly (keyof PartyRecord)[]>> = {
  core: ['kind', 'name', 'birthDate', 'birthDateReadings', 'account', 'language', 'territory', 'distributor', 'createdAt', 'updatedAt'],
  contactPoints: ['emails', 'phones'],
  addresses: ['addresses'],
  identifiers: ['taxIds', 'loyaltyIds'],
  relations: ['references'],
  subscriptions: ['subscriptions'],
};
