/**
 * Tryton 6.0 over JSON-RPC at `/tryton/`. Errors come with HTTP 200; only a bad session or password is a 401.
 * Sessions by `common.db.login`; Basic works as well.
 */
import { randomBytes } from 'node:crypto';
import { basicCredentials, serve } from '../http.ts';
import type { Reply, Request, RunningServer } from '../http.ts';
import type { Company } from '../people/model.ts';
import { Database, UserError } from './database.ts';
import { isSaleTransition, moveSales } from './sales.ts';
import { seedTryton } from './seed.ts';

export interface TrytonOptions {
  company: Company;
  username: string;
  password: string;
  port?: number;
  /** Unix milliseconds. */
  clock?: () => number;
}

type Params = unknown[];
const VERSION = '6.0.29';
const VERBS: ReadonlySet<string> = new Set([
  'search',
  'search_count',
  'search_read',
  'read',
  'create',
  'write',
  'delete',
]);

class Tryton {
  private readonly database = new Database();
  private readonly sessions = new Set<string>();
  private readonly options: TrytonOptions;
  private lastMicros = 0;

  constructor(options: TrytonOptions) {
    this.options = options;
    seedTryton(this.database, options.company);
  }

  handle(request: Request): Reply {
    if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
    let call: { id?: unknown; method?: unknown; params?: unknown };
    try {
      call = JSON.parse(request.body) as typeof call;
    } catch {
      return { status: 400 };
    }
    const method = String(call.method);
    const params = Array.isArray(call.params) ? (call.params as Params) : [];
    const atRoot = request.url.pathname === '/';
    if (!atRoot && request.url.pathname.replace(/\/$/, '') !== '/tryton') return { status: 404 };
    if (atRoot) return this.answer(call.id, () => this.common(method));
    if (method === 'common.db.login') return this.login(call.id, params);
    if (!this.authorized(request)) return unauthorized();
    if (this.forbidden(method))
      return htmlPage(
        403,
        'Forbidden',
        'You don&#39;t have the permission to access the requested resource. It is either read-protected or not readable by the server.',
      );
    return this.answer(call.id, () => this.dispatch(method, params, request));
  }

  private answer(id: unknown, run: () => unknown): Reply {
    const reply = (value: Record<string, unknown>): Reply => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, ...value }),
    });
    try {
      return reply({ result: run() });
    } catch (error) {
      if (error instanceof UserError) return reply({ error: ['UserError', [error.message, '', null]] });
      return reply({ error: [error instanceof Error ? error.message : String(error), ''] });
    }
  }

  /** What Tryton answers without a database. */
  private common(method: string): unknown {
    if (method === 'common.server.version') return VERSION;
    if (method === 'common.db.list') return ['tryton'];
    throw new Error(`'${method.split('.')[0]}'`);
  }

  private login(id: unknown, params: Params): Reply {
    const { username, password } = this.options;
    const given = (params[1] as { password?: unknown } | undefined)?.password;
    if (params[0] !== username || given !== password) {
      return htmlPage(
        401,
        'Unauthorized',
        'The server could not verify that you are authorized to access the URL requested.',
      );
    }
    const key = randomBytes(32).toString('hex');
    this.sessions.add(Buffer.from(`${username}:1:${key}`).toString('base64'));
    return this.answer(id, () => [1, key]);
  }

  private authorized(request: Request): boolean {
    const header = request.headers.authorization;
    const session = /^session\s+(\S+)$/i.exec(header ?? '')?.[1];
    if (session) return this.sessions.has(session);
    const basic = basicCredentials(header);
    return basic !== null && basic.user === this.options.username && basic.password === this.options.password;
  }

  /** A call that its model does not offer over the wire. */
  private forbidden(method: string): boolean {
    const [kind, ...rest] = method.split('.');
    const verb = rest.pop() ?? '';
    const table = kind === 'model' ? this.database.tables.get(rest.join('.')) : undefined;
    if (!table) return false;
    return (
      table.model.internal === true ||
      !(VERBS.has(verb) || (table.model.name === 'sale.sale' && isSaleTransition(verb)))
    );
  }

  private dispatch(method: string, params: Params, request: Request): unknown {
    const [kind, ...rest] = method.split('.');
    if (method === 'common.db.logout') {
      this.sessions.delete(/^session\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
      return null;
    }
    if (kind !== 'model') throw new Error(`'${kind}'`);
    const verb = rest.pop() ?? '';
    return this.model(rest.join('.'), verb, params);
  }

  private model(name: string, verb: string, params: Params): unknown {
    const { database } = this;
    database.table(name);
    const context = (params.at(-1) ?? {}) as Record<string, unknown>;
    const stamp = this.stamp();
    switch (verb) {
      case 'search':
        return database.search(name, params[0], params[1], params[2], params[3], context);
      case 'search_count':
        return database.count(name, params[0], context);
      case 'search_read':
        return database.read(
          name,
          database.search(name, params[0], params[1], params[2], params[3], context),
          params[4] as string[] | null,
          context,
        );
      case 'read':
        return database.read(name, params[0] as number[], params[1] as string[] | null, context);
      case 'create':
        if (name === 'party.relation.all')
          return database.create('party.relation', params[0] as Record<string, unknown>[], stamp).map((id) => id * 2);
        return database.create(name, params[0] as Record<string, unknown>[], stamp);
      case 'write':
        // Several pairs of ids and values may come in one call; the context is last.
        for (let i = 0; i + 1 < params.length - 1 || i === 0; i += 2)
          database.write(name, params[i] as number[], params[i + 1] as Record<string, unknown>, stamp);
        return null;
      case 'delete':
        database.delete(name, params[0] as number[]);
        return null;
      default:
        if (isSaleTransition(verb)) moveSales(database, params[0] as number[], verb, stamp);
        return null;
    }
  }

  /** The time of this call in microseconds, never the same twice. */
  private stamp(): number {
    this.lastMicros = Math.max((this.options.clock ?? Date.now)() * 1000, this.lastMicros + 1);
    return this.lastMicros;
  }
}

function htmlPage(status: number, title: string, text: string): Reply {
  const body = `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

function unauthorized(): Reply {
  return {
    status: 401,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Basic realm="Tryton"' },
  };
}

/** Starts the server; the RPC address is `url` + `/tryton/`. */
export async function startTryton(options: TrytonOptions): Promise<RunningServer> {
  const tryton = new Tryton(options);
  return serve(
    (request) => tryton.handle(request),
    () => ({ status: 500 }),
    options.port,
  );
}
