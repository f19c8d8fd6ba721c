/** Records of RT as its REST 2 shows them: stubs in lists, whole records alone, `fields` and `fields[X]` expanded. */
import type { Reply, Request } from '../http.ts';
import { customFields } from './store.ts';
import type { CustomField, RtStore, Ticket, Transaction, User } from './store.ts';

const BASE = '/REST/2.0';

type Item = Record<string, unknown>;

/** RT's times: seconds, UTC; never set is 1970. */
export function rtTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** RT prints its answers indented. */
export function rtJson(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  const pretty = status === 200;
  return {
    status,
    headers: { 'content-type': `application/json; charset=${pretty ? '"utf-8"' : 'utf-8'}`, ...headers },
    body: pretty ? `${JSON.stringify(value, null, 3)}\n` : JSON.stringify(value),
  };
}

/** Renders records for one request: addresses depend on the host that it came to, expansions on its parameters. */
export class Serializer {
  private readonly origin: string;
  private readonly parameters: URLSearchParams;
  private readonly store: RtStore;

  constructor(store: RtStore, request: Request) {
    this.store = store;
    this.origin = request.origin;
    this.parameters = request.url.searchParams;
  }

  stub(type: string, id: string | number): Item {
    return { type, id: String(id), _url: `${this.origin}${BASE}/${type}/${id}` };
  }

  private subfields(path: string): string[] {
    return (this.parameters.get(path) ?? '').split(',').filter(Boolean);
  }

  /** Custom fields with their values; RT's answer is not ordered, this one is by id. */
  private customFields(fields: readonly CustomField[], values: Record<string, string>): Item[] {
    return fields.map((field) => ({
      ...this.stub('customfield', field.id),
      name: field.name,
      values: values[field.name] === undefined ? [] : [values[field.name]],
    }));
  }

  private customFieldLinks(fields: readonly CustomField[]): Item[] {
    return fields.map((field) => ({ ...this.stub('customfield', field.id), name: field.name, ref: 'customfield' }));
  }

  userStub(user: User, path: string): Item {
    const item = this.stub('user', user.Name);
    for (const field of this.subfields(path)) item[field] = this.userField(user, field);
    return item;
  }

  userField(user: User, field: string): unknown {
    switch (field) {
      case 'CustomFields':
        return this.customFields(
          customFields.filter(({ on }) => on === 'user'),
          user.customFields,
        );
      case 'id':
        return user.id;
      case 'Created':
        return rtTime(user.CreatedMs);
      case 'LastUpdated':
        return rtTime(user.LastUpdatedMs);
      case 'Creator':
      case 'LastUpdatedBy':
        return this.stub('user', 'root');
      case 'Name':
      case 'EmailAddress':
      case 'RealName':
      case 'MobilePhone':
      case 'Organization':
      case 'City':
      case 'Lang':
      case 'Country':
        return user[field] ?? '';
      default:
        return '';
    }
  }

  userListItem(user: User): Item {
    return this.userStub(user, 'fields');
  }

  user(user: User): Item {
    const item: Item = {
      id: user.id,
      Privileged: user.Privileged ? 1 : 0,
      Disabled: user.Disabled ? '1' : '0',
      Memberships: [],
      CustomFields: this.customFields(
        customFields.filter(({ on }) => on === 'user'),
        user.customFields,
      ),
      _hyperlinks: [
        { ref: 'self', type: 'user', id: user.id, _url: `${this.origin}${BASE}/user/${user.id}` },
        ...this.customFieldLinks(customFields.filter(({ on }) => on === 'user')),
        { ref: 'history', _url: `${this.origin}${BASE}/user/${user.id}/history` },
        { ref: 'memberships', _url: `${this.origin}${BASE}/user/${user.id}/groups` },
      ],
    };
    for (const field of [
      'Name',
      'EmailAddress',
      'RealName',
      'MobilePhone',
      'Organization',
      'City',
      'Lang',
      'Country',
    ] as const) {
      if (user[field] !== undefined) item[field] = user[field];
    }
    for (const field of ['Created', 'LastUpdated', 'Creator', 'LastUpdatedBy'])
      item[field] = this.userField(user, field);
    return item;
  }

  private requestors(ids: readonly number[], path: string): Item[] {
    return ids.map((id) => this.userStub(this.store.users.get(id)!, path));
  }

  private queue(ticket: Ticket, path: string): Item {
    const queue = this.store.queues.get(ticket.Queue)!;
    const item = this.stub('queue', queue.id);
    for (const field of this.subfields(path))
      item[field] = field === 'Name' || field === 'Description' ? queue[field] : '';
    return item;
  }

  ticketField(ticket: Ticket, field: string): unknown {
    switch (field) {
      case 'CustomFields':
        return this.customFields(this.store.customFieldsOf(ticket), ticket.customFields);
      case 'Queue':
        return this.queue(ticket, 'fields[Queue]');
      case 'Requestor':
        return this.requestors(ticket.Requestor, 'fields[Requestor]');
      case 'Cc':
        return this.requestors(ticket.Cc, 'fields[Cc]');
      case 'AdminCc':
        return [];
      case 'Owner':
        return this.userStub(this.store.findUser(ticket.Owner)!, 'fields[Owner]');
      case 'Creator':
      case 'LastUpdatedBy':
        return this.userStub(this.store.findUser('root')!, `fields[${field}]`);
      case 'id':
      case 'Priority':
        return String(ticket[field]);
      case 'Subject':
      case 'Status':
        return ticket[field];
      case 'Created':
        return rtTime(ticket.CreatedMs);
      case 'LastUpdated':
        return rtTime(ticket.LastUpdatedMs);
      case 'Started':
        return rtTime(ticket.StartedMs);
      case 'Resolved':
        return rtTime(ticket.ResolvedMs);
      case 'Told':
        return rtTime(ticket.ToldMs);
      case 'Starts':
      case 'Due':
        return rtTime(0);
      case 'Type':
        return 'ticket';
      case 'InitialPriority':
      case 'FinalPriority':
      case 'TimeEstimated':
      case 'TimeLeft':
      case 'TimeWorked':
        return '0';
      case 'EffectiveId':
        return this.stub('ticket', ticket.id);
      default:
        return '';
    }
  }

  ticketListItem(ticket: Ticket): Item {
    const item = this.stub('ticket', ticket.id);
    for (const field of this.subfields('fields')) item[field] = this.ticketField(ticket, field);
    return item;
  }

  ticket(ticket: Ticket): Item {
    const item: Item = { id: ticket.id, _hyperlinks: this.ticketLinks(ticket) };
    const fields =
      'Requestor LastUpdated LastUpdatedBy Starts Resolved FinalPriority TimeEstimated CustomFields Subject AdminCc Due InitialPriority Cc Owner Told TimeLeft Queue Created Type Priority Creator EffectiveId Status TimeWorked Started';
    for (const field of fields.split(' ')) item[field] = this.ticketField(ticket, field);
    // Nobody was told yet: the column is null and left out.
    if (ticket.ToldMs === 0) delete item.Told;
    return item;
  }

  private ticketLinks(ticket: Ticket): Item[] {
    const url = `${this.origin}${BASE}/ticket/${ticket.id}`;
    const links: Item[] = [
      { ref: 'self', type: 'ticket', id: ticket.id, _url: url },
      ...this.customFieldLinks(this.store.customFieldsOf(ticket)),
      { ref: 'history', _url: `${url}/history` },
      { ref: 'correspond', _url: `${url}/correspond` },
      { ref: 'comment', _url: `${url}/comment` },
    ];
    const step = (label: string, to: string, update: 'Comment' | 'Respond'): Item => ({
      ref: 'lifecycle',
      label,
      from: ticket.Status,
      to,
      update,
      _url: `${url}/${update === 'Comment' ? 'comment' : 'correspond'}`,
    });
    if (ticket.Status === 'open')
      links.push(
        step('Stall', 'stalled', 'Comment'),
        step('Resolve', 'resolved', 'Comment'),
        step('Reject', 'rejected', 'Respond'),
      );
    if (ticket.Status === 'resolved') links.push(step('Re-open', 'open', 'Comment'));
    return links;
  }

  transaction(transaction: Transaction): Item {
    const item = this.stub('transaction', transaction.id);
    for (const field of this.subfields('fields')) {
      if (field === 'Created') item[field] = rtTime(transaction.CreatedMs);
      else if (field === 'Creator') item[field] = this.stub('user', transaction.Creator);
      else item[field] = field === 'Type' || field === 'OldValue' || field === 'NewValue' ? transaction[field] : '';
    }
    return item;
  }

  /** One page of a collection: `per_page` 20 unless asked for, never more than 100. */
  page<T>(all: readonly T[], render: (item: T) => Item, url: URL): Reply {
    const number = (name: string, otherwise: number): number => {
      const text = this.parameters.get(name) ?? '';
      return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : otherwise;
    };
    const perPage = Math.min(100, number('per_page', 20));
    const page = number('page', 1);
    const pages = Math.ceil(all.length / perPage);
    const items = all.slice((page - 1) * perPage, page * perPage).map(render);
    const result: Item = { count: items.length, total: all.length, per_page: perPage, page, pages, items };
    // RT empties the old page in place, which leaves a stray `=`, and puts the new one last.
    const address = (to: number): string => {
      const pairs = [...url.searchParams].map(([name, value]): [string, string] =>
        name === 'page' ? ['', ''] : [name, value],
      );
      return `${url.origin}${url.pathname}?${new URLSearchParams([...pairs, ['page', String(to)]]).toString()}`;
    };
    if (page < pages) result.next_page = address(page + 1);
    if (page > 1) result.prev_page = address(page > pages ? pages : page - 1);
    return rtJson(200, result);
  }
}
