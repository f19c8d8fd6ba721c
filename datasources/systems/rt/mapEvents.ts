/** RT tickets to tickets and calls, by allow-list. */
import { normaliseInstant } from '../../../domain/normalise/date.ts';
import { normalisePhone } from '../../../domain/normalise/phone.ts';
import type { CallRecord, EventParty, TicketRecord, TicketStatus } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { customFields } from './fields.ts';
import { instant, type RtMapping } from './mapParty.ts';

export const TICKET_FIELDS = 'Subject,Status,Queue,Priority,Requestor,Created,LastUpdated,CustomFields';

/** RT's default lifecycle; a status that an installation made up is open unless it says otherwise. */
const STATUS: Readonly<Record<string, TicketStatus>> = {
  new: 'NEW', open: 'OPEN', stalled: 'WAITING', resolved: 'RESOLVED', rejected: 'REJECTED', deleted: 'REJECTED',
};

const queueName = (row: Row): string | null => (isRow(row.Queue) ? text(row.Queue.Name) : null);

export const isCall = (row: Row, { settings }: RtMapping): boolean => settings.callQueue !== null && queueName(row) === settings.callQueue;

/** Reopening moves LastUpdated, so what is closed need not be read again each round. */
const isClosed = (status: TicketStatus): boolean => status === 'RESOLVED' || status === 'REJECTED';

function requestor(row: Row, { system, settings }: RtMapping): EventParty | null {
  const [first] = rowsOf(row.Requestor);
  const name = first ? (text(first.Name) ?? text(first.id)) : null;
  return name === null || settings.ignoreUsers.includes(name) ? null : { ref: sourceRef(system, 'party', name) };
}

/** Null for a ticket without requestor: it is about no customer. */
export function mapTicket(row: Row, mapping: RtMapping): TicketRecord | null {
  const party = requestor(row, mapping);
  if (!party) return null;
  const id = required(idText(row.id), 'id');
  const queue = queueName(row);
  const status = STATUS[text(row.Status) ?? ''] ?? 'OPEN';
  const priority = Number(text(row.Priority) ?? Number.NaN);
  return {
    type: 'ticket',
    ref: sourceRef(mapping.system, 'ticket', id),
    party,
    at: required(instant(row.Created), 'Created'),
    updatedAt: instant(row.LastUpdated),
    final: isClosed(status),
    number: id,
    subject: text(row.Subject),
    status,
    category: queue !== null && mapping.settings.complaintQueues.includes(queue) ? 'COMPLAINT' : 'QUESTION',
    queue,
    priority: Number.isInteger(priority) ? priority : null,
  };
}

/** Null for a call that states neither a requestor nor a number: it is about no customer. */
export function mapCall(row: Row, mapping: RtMapping): CallRecord | null {
  const { callFields } = mapping.settings;
  const fields = customFields(row);
  const number = normalisePhone(fields.get(callFields.number) ?? '', mapping.defaultRegion);
  const party =
    requestor(row, mapping) ??
    (number === null
      ? null
      : { statement: { kind: 'PERSON' as const, name: null, emails: [], phones: [{ value: number, verified: false, label: null }], addresses: [] } });
  if (!party) return null;
  const seconds = fields.get(callFields.seconds);
  return {
    type: 'call',
    ref: sourceRef(mapping.system, 'call', required(idText(row.id), 'id')),
    party,
    at: normaliseInstant(fields.get(callFields.start) ?? '') ?? required(instant(row.Created), 'Created'),
    updatedAt: instant(row.LastUpdated),
    final: isClosed(STATUS[text(row.Status) ?? ''] ?? 'OPEN'),
    direction: fields.get(callFields.direction)?.toLowerCase() === 'outbound' ? 'OUTBOUND' : 'INBOUND',
    number,
    durationSeconds: seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) : null,
    agent: fields.get(callFields.agent) ?? null,
    subject: text(row.Subject),
  };
}
