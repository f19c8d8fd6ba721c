/** What RT's REST 2 changes: users, tickets and messages. Every change of a record moves its `LastUpdated`. */
import { customFields } from './store.ts';
import type { RtStore, Ticket, User } from './store.ts';

type Body = Record<string, unknown>;

/** The request is wrong; RT answers 400 with this message. */
export class BadRequest extends Error {}

const USER_COLUMNS = ['RealName', 'MobilePhone', 'Organization', 'City', 'Lang', 'Country'] as const;
const STATUSES = ['new', 'open', 'stalled', 'resolved', 'rejected', 'deleted'];

function customFieldValues(body: Body): [string, string | null][] {
  const given = body.CustomFields;
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given as Body).map(([name, value]) => {
    const one: unknown = Array.isArray(value) ? value[0] : value;
    const known = /^\d+$/.test(name) ? (customFields.find(({ id }) => id === Number(name))?.name ?? name) : name;
    return [known, one === null || one === undefined ? null : String(one)];
  });
}

/** Creates a user; throws Conflict or BadRequest. */
export function createUser(store: RtStore, body: Body, nowMs: number): User {
  const name = String(body.Name ?? body.EmailAddress ?? '');
  if (!name) throw new BadRequest("Must specify 'Name' attribute");
  const user: User = {
    id: store.nextUserId(),
    Name: name,
    Privileged: Number(body.Privileged ?? 0) === 1,
    Disabled: false,
    CreatedMs: nowMs,
    LastUpdatedMs: nowMs,
    customFields: {},
  };
  if (body.EmailAddress) user.EmailAddress = String(body.EmailAddress);
  for (const column of USER_COLUMNS) if (body[column] !== undefined) user[column] = String(body[column]);
  for (const [field, value] of customFieldValues(body)) {
    if (value !== null && customFields.some((known) => known.on === 'user' && known.name === field))
      user.customFields[field] = value;
  }
  return store.addUser(user);
}

/** Changes a user; what comes back is RT's list of messages. Throws Conflict. */
export function updateUser(store: RtStore, user: User, body: Body, nowMs: number): string[] {
  const messages: string[] = [];
  const changed = (column: string, before: string, after: string): void => {
    messages.push(`User ${user.Name}: ${column} changed from ${before ? `'${before}'` : '(no value)'} to '${after}'`);
  };
  for (const column of ['Name', 'EmailAddress', ...USER_COLUMNS] as const) {
    if (body[column] === undefined) continue;
    const before = user[column] ?? '';
    const after = String(body[column]);
    if (before === after) continue;
    if (column === 'Name' || column === 'EmailAddress') store.renameUser(user, column, after);
    else user[column] = after;
    changed(column, before, after);
  }
  for (const [field, value] of customFieldValues(body)) {
    if (!customFields.some((known) => known.on === 'user' && known.name === field)) continue;
    const before = user.customFields[field];
    if (value === null) delete user.customFields[field];
    else user.customFields[field] = value;
    messages.push(fieldMessage(field, before, value));
  }
  if (body.Disabled !== undefined) {
    user.Disabled = Number(body.Disabled) === 1;
    messages.push(user.Disabled ? 'User disabled' : 'User enabled');
  }
  if (messages.length > 0) user.LastUpdatedMs = nowMs;
  return messages;
}

function fieldMessage(field: string, before: string | undefined, value: string | null): string {
  if (value === null) return `${before} is no longer a value for custom field ${field}`;
  return before === undefined ? `${field} ${value} added` : `${field} ${before} changed to ${value}`;
}

function requestors(store: RtStore, value: unknown, nowMs: number): number[] {
  const names = (Array.isArray(value) ? value : [value]).filter(
    (item) => typeof item === 'string' && item !== '',
  ) as string[];
  // RT makes an unprivileged user for an address that it does not know.
  return names.map((name) => (store.findUser(name) ?? createUser(store, { Name: name, EmailAddress: name }, nowMs)).id);
}

/** Creates a ticket; throws BadRequest. */
export function createTicket(store: RtStore, body: Body, nowMs: number): Ticket {
  const queue = body.Queue === undefined ? undefined : store.findQueue(String(body.Queue));
  if (!queue)
    throw new BadRequest(body.Queue === undefined ? 'Queue is required' : 'Could not create ticket. Queue not set');
  const status = String(body.Status ?? 'new');
  if (!STATUSES.includes(status)) throw new BadRequest(`Status '${status}' isn't a valid status for this ticket.`);
  const closed = status === 'resolved' || status === 'rejected';
  const ticket = store.addTicket({
    id: store.nextTicketId(),
    Queue: queue.id,
    Subject: String(body.Subject ?? ''),
    Status: status,
    Priority: Number(body.Priority ?? 0),
    Owner: 'Nobody',
    Requestor: requestors(store, body.Requestor ?? [], nowMs),
    Cc: requestors(store, body.Cc ?? [], nowMs),
    CreatedMs: nowMs,
    LastUpdatedMs: nowMs,
    StartedMs: status === 'new' ? 0 : nowMs,
    ResolvedMs: closed ? nowMs : 0,
    ToldMs: 0,
    customFields: {},
    transactions: [],
  });
  const own = new Set(store.customFieldsOf(ticket).map(({ name }) => name));
  for (const [field, value] of customFieldValues(body)) if (own.has(field)) store.setTicketField(ticket, field, value);
  store.record(ticket, 'Create', nowMs);
  if (ticket.Requestor.length > 0) store.record(ticket, 'EmailRecord', nowMs, { Creator: 'RT_System' });
  return ticket;
}

function setStatus(store: RtStore, ticket: Ticket, status: string, nowMs: number, Creator: string): string {
  if (!STATUSES.includes(status))
    return `Ticket ${ticket.id}: Status '${status}' isn't a valid status for this ticket.`;
  const before = ticket.Status;
  ticket.Status = status;
  if (before === 'new' && status !== 'new') ticket.StartedMs = nowMs;
  if (status === 'resolved' || status === 'rejected') ticket.ResolvedMs = nowMs;
  store.record(ticket, 'Status', nowMs, { OldValue: before, NewValue: status, Creator });
  return `Ticket ${ticket.id}: Status changed from '${before}' to '${status}'`;
}

/** Changes a ticket; what comes back is RT's list of messages. */
export function updateTicket(store: RtStore, ticket: Ticket, body: Body, nowMs: number): string[] {
  const messages: string[] = [];
  const set = (field: string, before: string, after: string): void => {
    store.record(ticket, 'Set', nowMs, { OldValue: before, NewValue: after });
    messages.push(`Ticket ${ticket.id}: ${field} changed from '${before}' to '${after}'`);
  };
  if (body.Subject !== undefined && body.Subject !== ticket.Subject) {
    set('Subject', ticket.Subject, String(body.Subject));
    ticket.Subject = String(body.Subject);
  }
  if (body.Priority !== undefined && Number(body.Priority) !== ticket.Priority) {
    set('Priority', String(ticket.Priority), String(body.Priority));
    ticket.Priority = Number(body.Priority);
  }
  if (body.Queue !== undefined) {
    const queue = store.findQueue(String(body.Queue));
    if (queue && queue.id !== ticket.Queue) {
      set('Queue', String(ticket.Queue), String(queue.id));
      ticket.Queue = queue.id;
    }
  }
  if (body.Requestor !== undefined) {
    store.setRequestors(ticket, requestors(store, body.Requestor, nowMs));
    messages.push(`Ticket ${ticket.id}: Requestor set`);
  }
  if (body.Status !== undefined && body.Status !== ticket.Status)
    messages.push(setStatus(store, ticket, String(body.Status), nowMs, 'root'));
  const own = new Set(store.customFieldsOf(ticket).map(({ name }) => name));
  for (const [field, value] of customFieldValues(body)) {
    if (!own.has(field)) continue;
    messages.push(fieldMessage(field, ticket.customFields[field], value));
    store.setTicketField(ticket, field, value);
    store.record(ticket, 'CustomField', nowMs);
  }
  if (messages.length > 0) ticket.LastUpdatedMs = nowMs;
  return messages;
}

/** Adds a reply or comment; a reply to a new ticket opens it. Throws BadRequest. */
export function addMessage(
  store: RtStore,
  ticket: Ticket,
  kind: 'correspond' | 'comment',
  body: Body,
  nowMs: number,
): string[] {
  if (body.Content && !body.ContentType) throw new BadRequest('ContentType is a required field for application/json');
  const reply = kind === 'correspond';
  store.record(ticket, reply ? 'Correspond' : 'Comment', nowMs);
  const messages = [reply ? 'Correspondence added' : 'Comments added'];
  if (reply) {
    ticket.ToldMs = nowMs;
    store.record(ticket, 'EmailRecord', nowMs, { Creator: 'RT_System' });
    if (ticket.Status === 'new') setStatus(store, ticket, 'open', nowMs, 'RT_System');
  }
  const { CustomFields, Status } = body;
  messages.push(
    ...updateTicket(store, ticket, { ...(CustomFields ? { CustomFields } : {}), ...(Status ? { Status } : {}) }, nowMs),
  );
  ticket.LastUpdatedMs = nowMs;
  return messages;
}
