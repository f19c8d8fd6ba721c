/**
 * The part of TicketSQL that RT 5.0.3 knows: conditions joined by AND and OR, with brackets. It has no IN. Messages are
 * those of RT's own parser (recorded in peers/rt/09b and 16).
 */
import type { Queue, RtStore, Ticket } from './store.ts';

/** The query is wrong; RT answers 400 with this message. */
export class TicketSqlError extends Error {
  constructor(message: string) {
    super(`${message} at /usr/share/request-tracker5/lib/RT/Tickets.pm line 3187.\n`);
  }
}

export interface Condition {
  field: string;
  operator: string;
  value: string;
}

export type Query = { all: Query[] } | { any: Query[] } | { condition: Condition };

const TOKEN =
  /\b(?:AND|OR)\b(?!\s*=)|!=|>=|<=|=|>|<|\bIS NOT\b|\bIS\b|\bNOT LIKE\b|\bLIKE\b|\bNOT STARTSWITH\b|\bSTARTSWITH\b|\bNOT ENDSWITH\b|\bENDSWITH\b|[{}\w.-]+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\(|\)/gi;
const OPERATOR = /^(?:=|!=|>=|<=|>|<|IS NOT|IS|NOT LIKE|LIKE|NOT STARTSWITH|STARTSWITH|NOT ENDSWITH|ENDSWITH)$/i;

const FIELDS: ReadonlySet<string> = new Set([
  'id',
  'queue',
  'status',
  'subject',
  'priority',
  'owner',
  'created',
  'lastupdated',
  'resolved',
  'started',
  'told',
  'requestor',
  'requestor.emailaddress',
  'requestor.name',
  'requestor.id',
]);

/** Parses a query; throws TicketSqlError. */
export function parseTicketSql(text: string): Query {
  const tokens = [...text.matchAll(TOKEN)];
  let position = 0;
  let last = 'START';
  const wrong = (expected: string): never => {
    const token = tokens[position];
    if (!token)
      throw new TicketSqlError(`Incomplete query, last element (${last}) is not close paren or value in '${text}'`);
    const end = token.index + token[0].length;
    throw new TicketSqlError(
      `Wrong query, expecting a ${expected} in '${text.slice(0, token.index)}>${token[0]}<--here${text.slice(end)}'`,
    );
  };
  const peek = (): string => tokens[position]?.[0] ?? '';
  const isWord = (token: string): boolean =>
    /^[{}\w.'"-]/.test(token) && !/^(AND|OR)$/i.test(token) && !OPERATOR.test(token);

  const condition = (): Query => {
    if (peek() === '(') {
      position += 1;
      const inner = any();
      if (peek() !== ')') wrong('CLOSE_PAREN');
      position += 1;
      last = 'CLOSE_PAREN';
      return inner;
    }
    if (!isWord(peek())) wrong('KEYWORD or OPEN_PAREN');
    const field = unquote(peek());
    position += 1;
    last = 'KEYWORD';
    if (!OPERATOR.test(peek())) wrong('OPERATOR');
    const operator = peek().toUpperCase();
    position += 1;
    last = 'OPERATOR';
    if (!isWord(peek())) wrong('VALUE');
    const value = unquote(peek());
    position += 1;
    last = 'VALUE';
    if (!FIELDS.has(field.toLowerCase()) && !/^(?:CF|CustomField)\./i.test(field))
      throw new TicketSqlError(`Unknown field: ${field}`);
    return { condition: { field, operator, value } };
  };
  const all = (): Query => {
    const parts = [condition()];
    while (/^AND$/i.test(peek())) {
      position += 1;
      last = 'AGGREGATOR';
      parts.push(condition());
    }
    return parts.length === 1 ? parts[0]! : { all: parts };
  };
  const any = (): Query => {
    const parts = [all()];
    while (/^OR$/i.test(peek())) {
      position += 1;
      last = 'AGGREGATOR';
      parts.push(all());
    }
    return parts.length === 1 ? parts[0]! : { any: parts };
  };
  const query = any();
  if (position < tokens.length) wrong('AGGREGATOR or CLOSE_PAREN');
  return query;
}

function unquote(token: string): string {
  return /^['"]/.test(token) ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
}

/** How many requestor conditions a query joins: what makes RT's database slow (peers/rt/ticketsql_scaling.txt). */
export function requestorConditions(query: Query): number {
  if ('condition' in query) return /^requestor/i.test(query.condition.field) ? 1 : 0;
  return ('all' in query ? query.all : query.any).reduce((sum, part) => sum + requestorConditions(part), 0);
}

/** The tickets of a query, in order of id. */
export function findTickets(store: RtStore, query: Query): Ticket[] {
  const found = candidates(store, query);
  const tickets = found
    ? [...found].map((id) => store.tickets.get(id)).filter((ticket) => ticket !== undefined)
    : [...store.tickets.values()];
  return tickets
    .filter((ticket) => ticket.Status !== 'deleted' && matches(store, ticket, query))
    .sort((a, b) => a.id - b.id);
}

/** Ids that contain every match, where a look-up knows them. */
function candidates(store: RtStore, query: Query): ReadonlySet<number> | null {
  if ('all' in query) return query.all.map((part) => candidates(store, part)).find((ids) => ids !== null) ?? null;
  if ('any' in query) {
    const parts = query.any.map((part) => candidates(store, part));
    return parts.every((part) => part !== null) ? new Set(parts.flatMap((part) => [...part])) : null;
  }
  const { field, operator, value } = query.condition;
  if (operator !== '=') return null;
  const name = field.toLowerCase();
  if (name === 'id') return new Set([Number(value)]);
  if (name.startsWith('requestor')) {
    const userId =
      name === 'requestor.id'
        ? Number(value)
        : name === 'requestor.name'
          ? store.findUser(value)?.id
          : store.userIdByEmail(value);
    return userId === undefined ? new Set() : store.ticketIdsOfRequestor(userId);
  }
  const customField = customFieldName(field);
  return customField === null ? null : store.ticketIdsOfField(customField, value);
}

function customFieldName(field: string): string | null {
  return /^(?:CF|CustomField)\.\{?([^}]+)\}?$/i.exec(field)?.[1] ?? null;
}

function matches(store: RtStore, ticket: Ticket, query: Query): boolean {
  if ('all' in query) return query.all.every((part) => matches(store, ticket, part));
  if ('any' in query) return query.any.some((part) => matches(store, ticket, part));
  return holds(store, ticket, query.condition);
}

function holds(store: RtStore, ticket: Ticket, { field, operator, value }: Condition): boolean {
  const name = field.toLowerCase();
  const customField = customFieldName(field);
  if (customField !== null) return textHolds(ticket.customFields[customField] ?? null, operator, value);
  switch (name) {
    case 'id':
      return numberHolds(ticket.id, operator, Number(value));
    case 'priority':
      return numberHolds(ticket.Priority, operator, Number(value));
    case 'created':
    case 'lastupdated':
    case 'resolved':
    case 'started':
    case 'told':
      return dateHolds(timeOf(ticket, name), operator, value);
    case 'queue': {
      const queue = store.queues.get(ticket.Queue) as Queue;
      return /^\d+$/.test(value)
        ? numberHolds(queue.id, operator, Number(value))
        : textHolds(queue.Name, operator, value);
    }
    case 'status':
      return textHolds(ticket.Status, operator, value);
    case 'subject':
      return textHolds(ticket.Subject, operator, value);
    case 'owner':
      return textHolds(ticket.Owner, operator, value);
    default: {
      const users = ticket.Requestor.map((id) => store.users.get(id)!);
      if (name === 'requestor.id') return users.some((user) => numberHolds(user.id, operator, Number(value)));
      return users.some((user) =>
        textHolds((name === 'requestor.name' ? user.Name : user.EmailAddress) ?? null, operator, value),
      );
    }
  }
}

function timeOf(ticket: Ticket, name: 'created' | 'lastupdated' | 'resolved' | 'started' | 'told'): number {
  return {
    created: ticket.CreatedMs,
    lastupdated: ticket.LastUpdatedMs,
    resolved: ticket.ResolvedMs,
    started: ticket.StartedMs,
    told: ticket.ToldMs,
  }[name];
}

function numberHolds(own: number, operator: string, value: number): boolean {
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '>':
      return own > value;
    case '>=':
      return own >= value;
    case '<':
      return own < value;
    case '<=':
      return own <= value;
    default:
      return false;
  }
}

/** Dates are in UTC unless they end with an offset such as +0000 (measured); `=` means that day. */
function dateHolds(ownMs: number, operator: string, value: string): boolean {
  // With a T and a zone the time is not understood and counts as midnight.
  const text = (/T/.test(value) ? value.trim().slice(0, 10) : value.trim()).replace(' ', 'T');
  const zoned = /T.*[+-]\d{4}$/.test(text);
  const at = Date.parse(zoned ? text : text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`);
  if (Number.isNaN(at)) return false;
  if (operator === '=') return Math.floor(ownMs / 86_400_000) === Math.floor(at / 86_400_000);
  return numberHolds(ownMs, operator, at);
}

/** RT compares text without regard to case. */
function textHolds(own: string | null, operator: string, value: string): boolean {
  if (operator === 'IS') return own === null;
  if (operator === 'IS NOT') return own !== null;
  const [left, right] = [(own ?? '').toLowerCase(), value.toLowerCase()];
  switch (operator) {
    case '=':
      return own !== null && left === right;
    case '!=':
      return left !== right;
    case 'LIKE':
      return left.includes(right);
    case 'NOT LIKE':
      return !left.includes(right);
    case 'STARTSWITH':
      return left.startsWith(right);
    case 'ENDSWITH':
      return left.endsWith(right);
    case 'NOT STARTSWITH':
      return !left.startsWith(right);
    case 'NOT ENDSWITH':
      return !left.endsWith(right);
    default:
      return numberHolds(left < right ? -1 : left > right ? 1 : 0, operator, 0);
  }
}
