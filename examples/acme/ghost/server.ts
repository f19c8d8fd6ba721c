/**
 * Ghost 5.130's Admin API under `/ghost/api/admin`. A caller shows a JWT (HS256, five minutes at most, audience /admin/)
 * signed with the secret half of an Admin API key.
 */
import { errors as joseErrors, jwtVerify } from 'jose';
import { json, serve } from '../http.ts';
import type { Reply, Request, RunningServer } from '../http.ts';
import type { Company } from '../people/model.ts';
import { errorReply, GhostError, invalid, noPermission, noRoute, unauthorized } from './errors.ts';
import { findMembers, MemberWrites } from './members.ts';
import { keysOf, matchesNql, parseNql, pinned } from './nql.ts';
import type { Own } from './nql.ts';
import * as shapes from './shapes.ts';
import { GhostStore, newestFirst } from './store.ts';
import type { Event, Member } from './store.ts';
import { WebhookSender } from './webhooks.ts';

export interface GhostOptions {
  company: Company;
  /** `id:secret`, the secret in hexadecimal. */
  adminKey: string;
  port?: number;
  /** Unix milliseconds. */
  clock?: () => number;
}

const MAX_LIMIT = 100;
const HEADERS = {
  'content-version': 'v5.130',
  vary: 'Accept-Version, Accept-Encoding',
  'cache-control': 'no-cache, private, no-store, must-revalidate, max-stale=0, post-check=0, pre-check=0',
};
const EVENT_KEYS = ['type', 'id', 'data.created_at', 'data.member_id', 'data.post_id'];
const WEBHOOK_EVENTS = ['member.added', 'member.edited', 'member.deleted'];

class Ghost {
  readonly webhooks: WebhookSender;
  private readonly store: GhostStore;
  private readonly writes: MemberWrites;
  private readonly keyId: string;
  private readonly secret: Uint8Array;
  private readonly now: () => number;

  constructor({ company, adminKey, clock }: GhostOptions) {
    const [keyId, secret] = adminKey.split(':');
    this.keyId = keyId!;
    this.secret = Buffer.from(secret!, 'hex');
    this.now = clock ?? Date.now;
    this.store = new GhostStore(company);
    this.webhooks = new WebhookSender(this.store, this.now);
    this.writes = new MemberWrites(this.store, this.webhooks, this.now);
  }

  async handle(request: Request): Promise<Reply> {
    try {
      const reply = await this.route(request);
      return { ...reply, headers: { ...HEADERS, ...reply.headers } };
    } catch (error) {
      if (error instanceof SyntaxError)
        return errorReply(new GhostError({ status: 400, type: 'BadRequestError', message: error.message }));
      if (!(error instanceof GhostError)) throw error;
      const reply = errorReply(error);
      return { ...reply, headers: { ...HEADERS, ...reply.headers } };
    }
  }

  private async authorize(request: Request): Promise<void> {
    const token = /^Ghost\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw noPermission();
    try {
      await jwtVerify(
        token,
        (header) => {
          if (header.kid !== this.keyId) throw unauthorized('Unknown Admin API Key', 'UNKNOWN_ADMIN_API_KEY');
          return this.secret;
        },
        { algorithms: ['HS256'], audience: '/admin/', maxTokenAge: '5 minutes', currentDate: new Date(this.now()) },
      );
    } catch (error) {
      if (error instanceof GhostError) throw error;
      if (error instanceof joseErrors.JWSInvalid || error instanceof joseErrors.JWTInvalid) {
        throw new GhostError({ status: 400, type: 'BadRequestError', message: 'Invalid token', code: 'INVALID_JWT' });
      }
      const reason =
        error instanceof joseErrors.JWTExpired
          ? error.claim === 'iat'
            ? 'maxAge exceeded'
            : 'jwt expired'
          : 'invalid signature';
      throw unauthorized(`Invalid token: ${reason}`, 'INVALID_JWT');
    }
  }

  private async route(request: Request): Promise<Reply> {
    const path = request.url.pathname.replace(/\/$/, '');
    if (!path.startsWith('/ghost/api/admin/')) throw noRoute();
    const [resource, id, ...more] = path.slice('/ghost/api/admin/'.length).split('/');
    if (resource === 'site' && id === undefined)
      return json(200, {
        site: { title: 'Marketing', description: '', logo: null, url: `${request.origin}/`, version: '5.130' },
      });
    await this.authorize(request);
    if (more.length > 0) throw noRoute();
    if (resource === 'members' && id === 'events') return this.events(request);
    if (resource === 'members') return this.members(request, id);
    if (resource === 'newsletters') return this.newsletters(request, id);
    if (resource === 'webhooks') return this.webhook(request, id);
    throw noRoute();
  }

  /** The one object of a request's body, e.g. `{"members":[{...}]}`. */
  private input(request: Request, name: string): Record<string, unknown> {
    const body = JSON.parse(request.body || '{}') as Record<string, unknown>;
    const list = body[name];
    if (!Array.isArray(list) || list.length === 0)
      throw new GhostError({ status: 400, type: 'BadRequestError', message: `No root key ('${name}') provided.` });
    return list[0] as Record<string, unknown>;
  }

  /** What members and newsletters are limited to; `all` (of members) and more than 100 mean 100. */
  private limit(parameters: URLSearchParams, otherwise: number): number {
    const text = parameters.get('limit');
    if (text === null) return otherwise;
    if (text === 'all') return MAX_LIMIT;
    const limit = Number(text);
    if (!Number.isInteger(limit) || limit < 1)
      throw invalid('Validation (limit) failed', 'Validation failed for limit');
    return Math.min(MAX_LIMIT, limit);
  }

  private page<T>(
    name: string,
    all: readonly T[],
    parameters: URLSearchParams,
    limit: number | 'all',
    show: (item: T) => unknown,
  ): Reply {
    const perPage = limit === 'all' ? Math.max(1, all.length) : limit;
    const page = Math.max(1, Number(parameters.get('page') ?? 1) || 1);
    const pages = Math.max(1, Math.ceil(all.length / perPage));
    // Beyond the last page there still is a next one, as in Ghost.
    const next = pages > 1 && page !== pages ? page + 1 : null;
    const pagination = { page, limit, pages, total: all.length, next, prev: pages > 1 && page > 1 ? page - 1 : null };
    return json(200, { [name]: all.slice((page - 1) * perPage, page * perPage).map(show), meta: { pagination } });
  }

  private members(request: Request, id: string | undefined): Reply {
    const { method, origin } = request;
    const one = (status: number, member: Member): Reply =>
      json(status, { members: [shapes.member(this.store, member, origin, true)] });
    if (id === undefined) {
      if (method === 'POST') return one(201, this.writes.create(this.input(request, 'members')));
      if (method !== 'GET') throw noRoute();
      const fields = request.url.searchParams.get('fields')?.split(',');
      const show = (member: Member): unknown => shapes.only(shapes.member(this.store, member, origin, false), fields);
      const { searchParams } = request.url;
      return this.page(
        'members',
        findMembers(this.store, searchParams),
        searchParams,
        this.limit(searchParams, 15),
        show,
      );
    }
    const member = this.writes.find(id);
    if (method === 'GET') return one(200, member);
    if (method === 'PUT') return one(200, this.writes.update(member, this.input(request, 'members')));
    if (method !== 'DELETE') throw noRoute();
    this.writes.remove(member);
    return { status: 204 };
  }

  /** Newest first, no pages: a reader goes on with `data.created_at:<` the last one's time. */
  private events(request: Request): Reply {
    const parameters = request.url.searchParams;
    // Not capped, unlike that of members; what is no number above 0 gives an empty list. It comes back as it was sent.
    const asked = parameters.get('limit');
    const limit = Math.max(0, Number(asked ?? 10) || 0);
    const text = parameters.get('filter');
    let events: readonly Event[] = this.store.timeline();
    if (text) {
      const filter = parseNql(text);
      const unknown = keysOf(filter).find((key) => !EVENT_KEYS.includes(key));
      if (unknown)
        throw new GhostError({ status: 400, type: 'IncorrectUsageError', message: `Cannot filter by ${unknown}` });
      const ids = pinned(filter, 'data.member_id');
      if (ids) events = [...new Set(ids)].flatMap((id) => this.store.eventsOf(String(id))).sort(newestFirst);
      const eventIds = pinned(filter, 'id');
      if (eventIds) {
        // As the real one's primary key does: a list of ids is no scan of all events.
        const wanted = new Set(eventIds.map(String));
        events = events.filter((event) => wanted.has(event.id));
      }
      events = events.filter((event) => matchesNql(filter, (key) => eventValue(event, key)));
    }
    const shown = events.slice(0, limit).map((event) => shapes.event(this.store, event, request.origin));
    const pages = limit > 0 ? Math.ceil(events.length / limit) : null;
    const pagination = { limit: asked ?? limit, total: events.length, pages, page: null, next: null, prev: null };
    return json(200, { events: shown, meta: { pagination } });
  }

  private newsletters(request: Request, id: string | undefined): Reply {
    const { store } = this;
    const counts = request.url.searchParams.get('include')?.includes('count.members') ?? false;
    if (request.method === 'POST' && id === undefined) {
      const { name, description } = this.input(request, 'newsletters');
      const added = store.addNewsletter(
        String(name),
        typeof description === 'string' ? description : null,
        Math.floor(this.now() / 1000) * 1000,
      );
      return json(201, { newsletters: [shapes.newsletter(added)] });
    }
    if (request.method !== 'GET') throw noRoute();
    const members = counts ? [...store.members.values()] : [];
    const show = (one: (typeof store.newsletters)[number]): unknown =>
      shapes.newsletter(
        one,
        counts ? members.filter((member) => member.newsletters.includes(one) && !member.suppression).length : null,
      );
    if (id === undefined) {
      const { searchParams } = request.url;
      const limit = searchParams.get('limit') === 'all' ? 'all' : this.limit(searchParams, 15);
      return this.page('newsletters', store.newsletters, searchParams, limit, show);
    }
    const one = store.newsletters.find((newsletter) => newsletter.id === id);
    if (!one)
      throw new GhostError({
        status: 404,
        type: 'NotFoundError',
        message: 'Resource not found error, cannot read newsletter.',
        context: 'Newsletter not found.',
      });
    return json(200, { newsletters: [show(one)] });
  }

  private webhook(request: Request, id: string | undefined): Reply {
    const { store } = this;
    if (request.method === 'POST' && id === undefined) {
      const { event, target_url, secret, name } = this.input(request, 'webhooks');
      if (
        typeof event !== 'string' ||
        !WEBHOOK_EVENTS.includes(event) ||
        typeof target_url !== 'string' ||
        !URL.canParse(target_url)
      ) {
        throw invalid('Validation error, cannot save webhook.', 'Validation failed for event or target_url');
      }
      if ([...store.webhooks.values()].some((one) => one.event === event && one.targetUrl === target_url)) {
        throw invalid(
          'Validation error, cannot save webhook.',
          'Target URL has already been used for this event.',
          'target_url',
        );
      }
      const nowMs = Math.floor(this.now() / 1000) * 1000;
      const added = {
        id: store.newId(nowMs),
        event,
        targetUrl: target_url,
        secret: typeof secret === 'string' ? secret : null,
        name: typeof name === 'string' ? name : null,
        createdAtMs: nowMs,
        lastTriggeredAtMs: null,
        lastTriggeredStatus: null,
        lastTriggeredError: null,
      };
      store.webhooks.set(added.id, added);
      return json(201, { webhooks: [shapes.webhook(added, store.integrationId)] });
    }
    const webhook = id === undefined ? undefined : store.webhooks.get(id);
    if (!webhook || (request.method !== 'DELETE' && request.method !== 'PUT')) {
      throw new GhostError({
        status: 404,
        type: 'NotFoundError',
        message: 'Resource not found error, cannot read webhook.',
        context: 'Webhook not found.',
      });
    }
    if (request.method === 'DELETE') {
      store.webhooks.delete(webhook.id);
      return { status: 204 };
    }
    const { event, target_url, name } = this.input(request, 'webhooks');
    if (typeof event === 'string') webhook.event = event;
    if (typeof target_url === 'string') webhook.targetUrl = target_url;
    if (typeof name === 'string') webhook.name = name;
    return json(200, { webhooks: [shapes.webhook(webhook, store.integrationId)] });
  }
}

function eventValue(event: Event, key: string): Own {
  if (key === 'type') return event.type;
  if (key === 'id') return event.id;
  if (key === 'data.created_at') return new Date(event.atMs);
  if (key === 'data.member_id') return event.memberId;
  return 'emailId' in event ? event.emailId : null;
}

/** Starts the server; the Admin API is at `url` + `/ghost/api/admin`. */
export async function startGhost(options: GhostOptions): Promise<RunningServer> {
  const ghost = new Ghost(options);
  const crashed = (): Reply =>
    errorReply(
      new GhostError({
        status: 500,
        type: 'InternalServerError',
        message: 'An unexpected error occurred, please try again.',
      }),
    );
  const server = await serve((request) => ghost.handle(request), crashed, options.port);
  return {
    url: server.url,
    close: async () => {
      await ghost.webhooks.stop();
      await server.close();
    },
  };
}
