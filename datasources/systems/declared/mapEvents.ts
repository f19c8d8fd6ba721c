/** Rows to orders, tickets, calls and touches, by the allow-list that the configuration is. */
import { normalisePhone } from '../../../domain/normalise/phone.ts';
import type { CallRecord, EventParty, OrderLine, OrderRecord, TicketRecord, TouchRecord } from '../../../domain/records.ts';
import { sourceRef, type EventType } from '../../../domain/sourceRef.ts';
import { required, type Row } from '../answers.ts';
import { emailsOf, phonesOf } from '../contactPoints.ts';
import { addressesOf, stated, type Mapping } from './mapParty.ts';
import { rowsFor, textAt, type Path } from './path.ts';
import type { CallFields, EventPartyFields, OrderFields, TicketFields, TouchFields } from './schema.ts';
import { instantOf } from './times.ts';
import { codedOf, idOf, moneyOf, nameOf, numberAt } from './values.ts';

/** What every event has; null for one that says nothing about anybody. */
function eventOf(row: Row, type: EventType, id: string, fields: { party: EventPartyFields; at: Path; updatedAt?: Path | undefined }, mapping: Mapping) {
  const party = eventPartyOf(row, fields.party, mapping);
  if (!party) return null;
  return {
    ref: sourceRef(mapping.system, type, id),
    party,
    at: required(instantOf(textAt(row, fields.at), mapping.times), 'at'),
    updatedAt: instantOf(fields.updatedAt && textAt(row, fields.updatedAt), mapping.times),
  };
}

function eventPartyOf(row: Row, fields: EventPartyFields, { system, defaultRegion }: Mapping): EventParty | null {
  const id = fields.ref ? idOf(textAt(row, fields.ref)) : null;
  if (id !== null) return { ref: sourceRef(system, 'party', id) };
  const emails = emailsOf(...stated(row, fields.emails));
  const phones = phonesOf(defaultRegion, ...stated(row, fields.phones));
  if (emails.length + phones.length === 0) return null;
  return { statement: { kind: codedOf(row, fields.kind, 'kind'), name: fields.name ? nameOf(row, fields.name) : null, emails, phones, addresses: addressesOf(row, fields.addresses) } };
}

export function mapOrder(row: Row, id: string, fields: OrderFields, mapping: Mapping): OrderRecord | null {
  const event = eventOf(row, 'order', id, fields, mapping);
  if (!event) return null;
  const status = codedOf(row, fields.status, 'status');
  const total = fields.total ? moneyOf(row, fields.total) : null;
  return {
    type: 'order',
    ...event,
    final: fields.final.includes(status),
    number: textAt(row, fields.number),
    sharedReferences: [...new Set(fields.sharedReferences.map((path) => textAt(row, path)).filter((reference) => reference !== null))],
    status,
    total,
    lines: fields.lines ? linesOf(row, fields.lines, total?.currency ?? null) : [],
  };
}

/** A line has the currency of its order where it names none. One without quantity or amount (a heading, a comment) is left out. */
function linesOf(row: Row, fields: NonNullable<OrderFields['lines']>, currency: string | null): OrderLine[] {
  return rowsFor(row, fields).flatMap((item) => {
    const quantity = numberAt(item, fields.quantity);
    const total = moneyOf(item, fields.total, currency);
    return quantity === null || total === null ? [] : [{ sku: textAt(item, fields.sku), name: textAt(item, fields.name), quantity, total }];
  });
}

export function mapTicket(row: Row, id: string, fields: TicketFields, mapping: Mapping): TicketRecord | null {
  const event = eventOf(row, 'ticket', id, fields, mapping);
  if (!event) return null;
  const status = codedOf(row, fields.status, 'status');
  return {
    type: 'ticket',
    ...event,
    final: fields.final.includes(status),
    number: textAt(row, fields.number) ?? id,
    subject: textAt(row, fields.subject),
    status,
    category: codedOf(row, fields.category, 'category'),
    queue: textAt(row, fields.queue),
    priority: numberAt(row, fields.priority),
  };
}

export function mapCall(row: Row, id: string, fields: CallFields, mapping: Mapping): CallRecord | null {
  const event = eventOf(row, 'call', id, fields, mapping);
  if (!event) return null;
  const number = textAt(row, fields.number);
  return {
    type: 'call',
    ...event,
    // A call is written down when it is over.
    final: true,
    direction: codedOf(row, fields.direction, 'direction'),
    number: number === null ? null : normalisePhone(number, mapping.defaultRegion),
    durationSeconds: numberAt(row, fields.durationSeconds),
    agent: textAt(row, fields.agent),
    subject: textAt(row, fields.subject),
  };
}

export function mapTouch(row: Row, id: string, fields: TouchFields, mapping: Mapping): TouchRecord | null {
  const event = eventOf(row, 'touch', id, fields, mapping);
  if (!event) return null;
  return { type: 'touch', ...event, final: true, channel: codedOf(row, fields.channel, 'channel'), action: codedOf(row, fields.action, 'action'), campaign: textAt(row, fields.campaign) };
}
