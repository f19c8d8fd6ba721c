/**
 * Request Tracker 5.0.3: REST 2 under `/REST/2.0`, login cookie from `/REST/1.0/` (or `/NoAuth/Login.html`). Password and token are checked
 * slowly on every request, a login cookie is not (peers/README.md, finding 4).
 */
import { randomBytes } from 'node:crypto';
import { basicCredentials, serve } from '../http.ts';
import type { Reply, Request, RunningServer } from '../http.ts';
import type { Company } from '../people/model.ts';
import { rtJson, Serializer } from './serialize.ts';
import { Conflict, RtStore } from './store.ts';
import type { Ticket, User } from './store.ts';
import { findTickets, parseTicketSql, requestorConditions, TicketSqlError } from './ticketSql.ts';
import { QueryError, userTest } from './userQuery.ts';
import { requestorQueryMs, Workers } from './workers.ts';
import { addMessage, BadRequest, createTicket, createUser, updateTicket, updateUser } from './writes.ts';

export interface RtOptions {
  company: Company;
  username: string;
  password: string;
  token: string;
  port?: number;
  /** Unix milliseconds. */
  clock?: () => number;
  /** What checking a password or token costs, in milliseconds; the real one takes about 460. */
  passwordCheckMs?: number;
  /** Factor on the time of queries over many requestors; 1 is as measured. */
  slowness?: number;
}

const SESSION_MS = 8 * 3_600_000;
const unauthorized = (): Reply => rtJson(401, { message: 'Unauthorized' });
const notFound = (): Reply => rtJson(404, { message: 'Not Found' });

class Rt {
  readonly workers = new Workers(3);
  private readonly store: RtStore;
  private readonly sessions = new Map<string, number>();
  private readonly options: RtOptions;

  constructor(options: RtOptions) {
    this.options = options;
    this.store = new RtStore(options.company);
  }

  private now(): number {
    return (this.options.clock ?? Date.now)();
  }

  async handle(request: Request): Promise<Reply> {
    const { pathname } = request.url;
    if (request.method === 'POST' && (pathname === '/NoAuth/Login.html' || pathname === '/REST/1.0/'))
      return this.login(request);
    if (!pathname.startsWith('/REST/2.0'))
      return { status: 404, headers: { 'content-type': 'text/html' }, body: 'Not Found' };
    const by = this.signedInBy(request);
    if (by === 'stranger')
      return {
        status: 302,
        headers: { location: '/', 'set-cookie': this.cookie(request, randomBytes(16).toString('hex')) },
        body: 'Login required',
      };
    if (by === null) return unauthorized();
    const path = decodeURIComponent(pathname.slice('/REST/2.0'.length)).replace(/\/$/, '');
    const slowMs = path === '/tickets' ? this.querySlowMs(request) : 0;
    const checkMs = by === 'cookie' ? 0 : (this.options.passwordCheckMs ?? 460);
    return this.workers.run(checkMs + slowMs, () => this.answer(request, path));
  }

  private cookie(request: Request, id: string): string {
    return `RT_SID_callcentre.test.${request.url.port}=${id}; path=/; HttpOnly`;
  }

  /** Answers 200 either way: REST 1 says in its first line whether it let the caller in, the login page says nothing. */
  private login(request: Request): Promise<Reply> {
    const form = new URLSearchParams(request.body);
    const { username, password } = this.options;
    return this.workers.run(this.options.passwordCheckMs ?? 460, () => {
      const good = form.get('user') === username && form.get('pass') === password;
      const id = randomBytes(16).toString('hex');
      if (good) this.sessions.set(id, this.now() + SESSION_MS);
      const rest = request.url.pathname === '/REST/1.0/';
      const text = good
        ? "200 Ok\n\n# Invalid object specification: ''\n\nid: \n\n"
        : '401 Credentials required\n\nYour username or password is incorrect\n';
      return {
        status: 200,
        headers: {
          'content-type': `text/${rest ? 'plain' : 'html'}; charset=utf-8`,
          'set-cookie': this.cookie(request, id),
        },
        body: rest ? `RT/5.0.3 ${text}` : '<html><body><form action="/NoAuth/Login.html"></form></body></html>',
      };
    });
  }

  /** A cookie is tried first; one of no session, with nothing else, is a stranger's. */
  private signedInBy(request: Request): 'password' | 'token' | 'cookie' | 'stranger' | null {
    const { authorization, cookie } = request.headers;
    const id = /(?:^|;\s*)RT_SID_[^=]+=([^;]+)/.exec(cookie ?? '')?.[1];
    if (id !== undefined && (this.sessions.get(id) ?? 0) > this.now()) return 'cookie';
    if (authorization === `token ${this.options.token}`) return 'token';
    if (id !== undefined && authorization === undefined) return 'stranger';
    const basic = basicCredentials(authorization);
    return basic && basic.user === this.options.username && basic.password === this.options.password
      ? 'password'
      : null;
  }

  private parameters(request: Request): URLSearchParams {
    const form = request.method === 'POST' && /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
    return form ? new URLSearchParams(`${request.url.searchParams}&${request.body}`) : request.url.searchParams;
  }

  private querySlowMs(request: Request): number {
    try {
      return (
        requestorQueryMs(requestorConditions(parseTicketSql(this.parameters(request).get('query') ?? ''))) *
        (this.options.slowness ?? 1)
      );
    } catch {
      return 0;
    }
  }

  private answer(request: Request, path: string): Reply {
    try {
      return this.route(request, path);
    } catch (error) {
      if (
        error instanceof TicketSqlError ||
        error instanceof BadRequest ||
        error instanceof Conflict ||
        error instanceof QueryError
      ) {
        return rtJson(400, { message: error.message });
      }
      if (error instanceof SyntaxError)
        return rtJson(400, {
          message: 'JSON parse error: malformed JSON string, neither tag, array, object, number, string or atom\n',
        });
      throw error;
    }
  }

  private route(request: Request, path: string): Reply {
    const { store } = this;
    const show = new Serializer(store, request);
    const get = request.method === 'GET';
    const [, collection = '', id, sub] = path.split('/');
    if (path === '/rt' && get) return rtJson(200, { Version: '5.0.3', Plugins: [] });
    if (path === '/users') return this.users(request, show);
    if (path === '/tickets') return this.tickets(request, show);
    const body = (): Record<string, unknown> => JSON.parse(request.body || '{}') as Record<string, unknown>;
    const nowMs = Math.floor(this.now() / 1000) * 1000;
    const created = (type: string, name: string | number): Reply =>
      rtJson(201, show.stub(type, name), { location: `${request.origin}/REST/2.0/${type}/${name}` });
    if (collection === 'user') {
      if (id === undefined)
        return request.method === 'POST' ? created('user', createUser(store, body(), nowMs).Name) : notFound();
      const user = store.findUser(id);
      if (!user || sub !== undefined) return notFound();
      if (request.method === 'PUT') return rtJson(200, updateUser(store, user, body(), nowMs));
      return get ? rtJson(200, show.user(user)) : rtJson(405, { message: 'Method Not Allowed' });
    }
    if (collection === 'queue') {
      if (id === undefined && request.method === 'POST')
        return created('queue', store.addQueue(String(body().Name), String(body().Description ?? '')).id);
      const queue = id === undefined ? undefined : store.findQueue(id);
      return queue && get
        ? rtJson(200, { ...queue, Lifecycle: 'default', Disabled: '0', CustomFields: [] })
        : notFound();
    }
    if (collection === 'ticket') {
      if (id === undefined)
        return request.method === 'POST' ? created('ticket', createTicket(store, body(), nowMs).id) : notFound();
      const ticket = store.tickets.get(Number(id));
      return ticket ? this.ticket(request, show, ticket, sub, body, nowMs) : notFound();
    }
    return notFound();
  }

  private ticket(
    request: Request,
    show: Serializer,
    ticket: Ticket,
    sub: string | undefined,
    body: () => Record<string, unknown>,
    nowMs: number,
  ): Reply {
    if (request.method === 'GET' && sub === undefined) return rtJson(200, show.ticket(ticket));
    if (request.method === 'GET' && sub === 'history')
      return show.page(ticket.transactions, (item) => show.transaction(item), request.url);
    if (request.method === 'PUT' && sub === undefined)
      return rtJson(200, updateTicket(this.store, ticket, body(), nowMs));
    if (request.method === 'POST' && (sub === 'correspond' || sub === 'comment')) {
      const plain = /^text\/(plain|html)/.exec(request.headers['content-type'] ?? '');
      const message = plain ? { Content: request.body, ContentType: plain[0] } : body();
      return rtJson(201, addMessage(this.store, ticket, sub, message, nowMs));
    }
    return notFound();
  }

  private users(request: Request, show: Serializer): Reply {
    const given = request.method === 'GET' ? request.url.searchParams.get('query') : request.body;
    const test = userTest(given ? JSON.parse(given) : []);
    const disabledToo = request.url.searchParams.has('find_disabled_rows');
    const users = [...this.store.users.values()].filter((user) => (disabledToo || !user.Disabled) && test(user));
    const key: Record<string, (user: User) => string | number> = {
      id: (user) => user.id,
      LastUpdated: (user) => user.LastUpdatedMs,
      Created: (user) => user.CreatedMs,
    };
    const text = (name: string) => (user: User) => String((user as unknown as Record<string, unknown>)[name] ?? '');
    return show.page(
      sorted(users, this.parameters(request), 'Name', (name) => key[name] ?? text(name)),
      (user) => show.userListItem(user),
      request.url,
    );
  }

  private tickets(request: Request, show: Serializer): Reply {
    const parameters = this.parameters(request);
    const query = parameters.get('query') ?? '';
    const found = query.trim() === '' ? [] : findTickets(this.store, parseTicketSql(query));
    const key: Record<string, (ticket: Ticket) => string | number> = {
      id: (ticket) => ticket.id,
      LastUpdated: (ticket) => ticket.LastUpdatedMs,
      Created: (ticket) => ticket.CreatedMs,
      Priority: (ticket) => ticket.Priority,
      Status: (ticket) => ticket.Status,
      Subject: (ticket) => ticket.Subject,
    };
    return show.page(
      sorted(found, parameters, 'id', (name) => key[name] ?? key.id!),
      (ticket) => show.ticketListItem(ticket),
      request.url,
    );
  }
}

/** By `orderby` and `order` (each may repeat), else by `otherwise`. Rows that are equal keep their order. */
function sorted<T>(
  items: readonly T[],
  parameters: URLSearchParams,
  otherwise: string,
  keyOf: (name: string) => (item: T) => string | number,
): T[] {
  const directions = parameters.getAll('order');
  const wanted = parameters.getAll('orderby').flatMap((names) => names.split('|'));
  const keys = (wanted.length > 0 ? wanted : [otherwise]).map((name, i) => ({
    key: keyOf(name),
    sign: directions[i]?.toUpperCase() === 'DESC' ? -1 : 1,
  }));
  return [...items].sort((a, b) => {
    for (const { key, sign } of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

/** Starts the server; REST 2 is at `url` + `/REST/2.0`. */
export async function startRt(options: RtOptions): Promise<RunningServer> {
  const rt = new Rt(options);
  const server = await serve(
    (request) => rt.handle(request),
    () => rtJson(500, { message: 'Internal Server Error' }),
    options.port,
  );
  return {
    url: server.url,
    close: async () => {
      const closed = server.close();
      rt.workers.stop();
      await closed;
    },
  };
}
