/** The adapter `rest` on a server that behaves as its configuration says, and then as real ones do: ignoring, cutting, failing politely. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PARTS, type OrderRecord, type Part, type PartyRecord } from '../../domain/records.ts';
import { SourceError, type ChangedPage, type UnreadableRecords } from '../../datasources/systems/defineSource.ts';
import { createSources, sourcesSchema, type ConnectedSource } from '../../datasources/systems/index.ts';

const every: ReadonlySet<Part> = new Set(PARTS);
const never = new AbortController().signal;

interface Customer {
  id: string;
  attributes: { name: string | null; contact: { mails: string[]; tel: string }; segment: string; updated: number; apiKey: string };
}

const HOSTILE = `a&b=c#d/..%2e?"';`;
const customers = (): Customer[] =>
  Array.from({ length: 45 }, (_, index) => ({
    id: index === 7 ? HOSTILE : `k${100 + index}`,
    attributes: {
      name: index === 3 ? null : `Client ${index}`, contact: { mails: [`Client${index}@Example.com`], tel: `01632 9600${String(index).padStart(2, '0')}` },
      segment: index === 5 ? 'staff' : 'customer', updated: 1_772_000_000 + index, apiKey: 'SECRET-KEY',
    },
  }));
const order = (id: number) => ({ id, client: { key: 'k100' }, total: 12345, placed: '2026-02-01T10:00:00+01:00', state: 'done', items: [{ sku: 'A', n: 2, sum: 6172 }] });

describe('a REST source without code', () => {
  let server: Server;
  let url: string;
  let asked: string[];
  let rows: Customer[];
  /** What is answered in place of everything below. */
  let instead: ((request: IncomingMessage, response: ServerResponse, parameters: URLSearchParams) => boolean) | null;
  const opened: ConnectedSource[] = [];

  beforeEach(async () => {
    [asked, rows, instead] = [[], customers(), null];
    server = createServer((request, response) => {
      const { pathname, searchParams: parameters } = new URL(request.url!, 'http://x');
      asked.push(request.url!);
      const answer = (body: unknown, headers: Record<string, string> = {}, status = 200) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      if (instead?.(request, response, parameters)) return;
      if (pathname === '/api/token') return request.headers.authorization === `Basic ${Buffer.from('me:s%3Acret').toString('base64')}` ? answer({ access_token: 'fresh' }) : answer({ error: 'invalid_client' }, {}, 401);
      if (request.headers.authorization !== 'Bearer fresh') return answer({}, {}, 401);
      if (pathname.startsWith('/api/orders/')) {
        const id = Number(pathname.slice('/api/orders/'.length));
        return id < 5 ? answer({ order: order(id) }) : answer({}, {}, 404);
      }
      if (pathname === '/api/orders') {
        const next = Number(parameters.get('cursor') ?? 0) + 2;
        return answer({ list: [order(next - 2), order(next - 1)].filter(({ id }) => id < 5), next: next < 5 ? String(next) : null });
      }
      const [ids, mail, since] = [parameters.get('filter[id]')?.split('|'), parameters.get('mail'), Number(parameters.get('since') ?? 0)];
      const found = rows.filter(({ id, attributes }) => (ids ? ids.includes(id) : mail === null ? attributes.updated >= since : attributes.contact.mails.some((each) => each.toLowerCase() === mail)));
      // At most ten, whatever is asked for.
      const page = Number(parameters.get('page') ?? 1);
      return answer({ data: found.slice((page - 1) * 10, page * 10), errors: [] }, { date: 'Sun, 01 Mar 2026 12:00:00 GMT' });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  const party = () => ({
    id: 'id',
    idPattern: '[^|]{1,100}',
    only: { from: 'attributes.segment', is: 'customer' },
    byIds: { path: '/clients', query: { 'filter[id]': '{ids}' }, rows: 'data', batchSize: 10, separator: '|' } as Record<string, unknown>,
    changed: { path: '/clients', query: { since: '{since}' }, rows: 'data', paging: { type: 'page' }, sinceFormat: 'seconds' },
    list: { path: '/clients', rows: 'data', paging: { type: 'page' } as Record<string, unknown> },
    find: { email: { path: '/clients', query: { mail: '{value}' }, rows: 'data' } },
    fields: { name: 'attributes.name', emails: { each: 'attributes.contact.mails', from: 'value' }, phones: 'attributes.contact.tel', updatedAt: 'attributes.updated' },
  });
  const orders = () => ({
    id: 'id',
    byIds: { path: '/orders/{id}', rows: 'order', single: true },
    list: { path: '/orders', rows: 'list', paging: { type: 'cursor', next: 'next' } },
    fields: {
      party: 'client.key', at: 'placed', status: { from: 'state', values: { done: 'DONE' } }, total: { amount: 'total', currency: 'EUR', minorUnitDigits: 2 },
      lines: { each: 'items', sku: 'sku', quantity: 'n', total: { amount: 'sum', currency: 'EUR', minorUnitDigits: 2 } },
    },
  });
  const settings = (more: Record<string, unknown> = {}) => ({
    auth: { type: 'clientCredentials', tokenPath: '/token', clientId: 'me', clientSecret: 's:cret' } as Record<string, unknown>, errorPath: 'errors', numericTimes: 'seconds', records: { party: party(), order: orders() } as Record<string, unknown>, ...more,
  });
  const config = (more?: Record<string, unknown>) => ({ desk: { adapter: 'rest', url, retry: { times: 0 }, settings: settings(more) } });
  function connect(more?: Record<string, unknown>): ConnectedSource {
    const source = createSources(config(more), { defaultRegion: 'GB', now: () => Date.parse('2026-03-05T00:00:00Z') }).get('desk')!;
    opened.push(source);
    return source;
  }
  const parties = (source: ConnectedSource, ids: readonly string[]) => source.client.fetchByIds('party', ids, every, never) as Promise<PartyRecord[]>;
  const failureOf = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(() => null, (reason: unknown) => reason);
    if (!(error instanceof SourceError)) throw new Error('no SourceError', { cause: error });
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('SECRET');
    return error;
  };
  const changed = async (source: ConnectedSource, type: 'party' | 'order', since: string | null, place: string | null = null) => {
    const pages: ChangedPage[] = [];
    for await (const page of source.client.changedSince(type, since, never, place)) pages.push(page);
    return pages;
  };
  const swept = async (source: ConnectedSource, type: 'party' | 'order', place: string | null = null) => {
    const pages: { ids: string[]; place: string }[] = [];
    for await (const page of source.client.sweep!(type, place, never)) pages.push(page);
    return pages;
  };
  /** A filter that is not known is ignored, as many APIs do: everybody comes. */
  const deaf = (_request: IncomingMessage, response: ServerResponse) => {
    if (_request.url!.startsWith('/api/token')) return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: rows }));
    return true;
  };

  it('gives nobody else where the system ignores what it is asked for', async () => {
    const source = connect();
    instead = deaf;
    expect((await parties(source, ['k101'])).map(({ ref }) => ref)).toEqual(['desk:party:k101']);
    expect(await parties(source, ['k999'])).toEqual([]);
    expect(await source.client.findParties!('email', 'nobody@example.com', never)).toEqual([]);
    expect((await source.client.findParties!('email', 'client2@example.com', never)).map(({ ref }) => ref)).toEqual(['desk:party:k102']);
  });

  it('keeps a hostile id one parameter, and asks for none that has another form', async () => {
    const source = connect();
    expect((await parties(source, [HOSTILE, 'k100'])).map(({ ref }) => ref)).toEqual(['desk:party:k100', `desk:party:${HOSTILE}`]);
    const before = asked.length;
    expect(await parties(source, ['a|b', '..', '.'])).toEqual([]);
    expect(await source.client.fetchByIds('order', ['../clients', '..', '1/2', '1?x=1'], every, never)).toEqual([]);
    expect(asked.length).toBe(before);
  });

  it('never takes rows for records that are not ours, nor one that cannot be read for one that is gone', async () => {
    const source = connect();
    expect(await parties(source, ['k105'])).toEqual([]);
    const error = (await failureOf(parties(source, ['k102', 'k103']))) as UnreadableRecords;
    expect([error.ids, error.records.map(({ ref }) => ref)]).toEqual([['k103'], ['desk:party:k102']]);
  });

  it('takes an error with HTTP 200, a web page, half an answer and an answer without rows for what they are', async () => {
    const source = connect();
    await parties(source, ['k100']);
    const next = (body: string, status = 200, type = 'application/json') => {
      instead = (_request, response) => (response.writeHead(status, { 'content-type': type }).end(body), true);
    };
    const kindOf = async () => (await failureOf(parties(source, ['k100']))).kind;
    next('{"errors":[{"message":"SECRET"}],"data":[]}');
    expect(await kindOf()).toBe('refused');
    next('<html>SECRET</html>', 200, 'text/html');
    expect(await kindOf()).toBe('garbage');
    next('{"data": [{"id"');
    expect(await kindOf()).toBe('garbage');
    next('{"items": []}');
    expect(await kindOf()).toBe('garbage');
    expect((await failureOf(changed(source, 'party', null))).kind).toBe('garbage');
    next('{}', 404);
    expect(await kindOf()).toBe('garbage');
    next('{}', 500);
    expect(await kindOf()).toBe('refused');
  });

  it('says that the paging is wrong where the same page comes again, and follows no link to elsewhere', async () => {
    const source = connect();
    instead = deaf;
    expect((await failureOf(swept(source, 'party'))).message).toContain('same page');
    const links = connect({ records: { party: { ...party(), changed: undefined, list: { path: '/clients', rows: 'data', paging: { type: 'link' } } } } });
    instead = (request, response) => request.url!.startsWith('/api/clients') && (response.writeHead(200, { 'content-type': 'application/json', link: '<http://evil.example/api/clients?page=2>; rel="next"' }).end(JSON.stringify({ data: rows.slice(0, 5) })), true);
    expect((await failureOf(swept(links, 'party'))).message).toContain('not below its url');
  });

  it('signs in once for many calls, again when the token has ended, and says so when it is refused', async () => {
    const source = connect();
    await Promise.all([parties(source, ['k100']), parties(source, ['k101'])]);
    expect(asked.filter((each) => each === '/api/token')).toHaveLength(1);
    let once = true;
    instead = (request, response) => request.url!.startsWith('/api/clients') && once && ((once = false), response.writeHead(401).end(), true);
    expect(await parties(source, ['k100'])).toHaveLength(1);
    expect(asked.filter((each) => each === '/api/token')).toHaveLength(2);
    instead = null;
    const wrong = connect({ auth: { type: 'clientCredentials', tokenPath: '/token', clientId: 'me', clientSecret: 'wrong' } });
    expect((await failureOf(parties(wrong, ['k100']))).kind).toBe('unauthorised');
  });

  it.each([
    [{ type: 'bearer', token: 'fresh' }, 'authorization', 'Bearer fresh'],
    [{ type: 'basic', username: 'me', password: 'päss' }, 'authorization', `Basic ${Buffer.from('me:päss').toString('base64')}`],
    [{ type: 'header', name: 'X-Api-Key', value: 'k' }, 'x-api-key', 'k'],
    [{ type: 'none' }, 'x-version', '7'],
  ])('sends %j', async (auth, header, value) => {
    const seen: unknown[] = [];
    instead = (request, response) => (seen.push(request.headers[header]), response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}'), true);
    await parties(connect({ auth, headers: { 'x-version': '7' } }), ['k100']);
    expect(seen).toEqual([value]);
  });

  it('maps rows by allow-list', async () => {
    const [one] = await parties(connect(), ['k100']);
    expect(one).toEqual({
      type: 'party', ref: 'desk:party:k100', kind: 'PERSON', name: { full: 'Client 0', given: null, family: null }, emails: [{ value: 'client0@example.com', verified: false, label: null }],
      phones: [{ value: '+441632960000', verified: false, label: null }], taxIds: [], loyaltyIds: [], birthDate: null, addresses: [], account: null, language: null, territory: null, distributor: null,
      references: [], subscriptions: [], createdAt: null, updatedAt: new Date(1_772_000_000_000).toISOString(),
    });
    const [bought] = (await connect().client.fetchByIds('order', ['1'], every, never)) as [OrderRecord];
    expect(bought).toMatchObject({ party: { ref: 'desk:party:k100' }, at: '2026-02-01T09:00:00.000Z', status: 'DONE', final: true, total: { amount: '123.45', currency: 'EUR' }, lines: [{ sku: 'A', quantity: 2, total: { amount: '61.72', currency: 'EUR' } }] });
    expect(await connect().client.fetchByIds('order', ['99'], every, never)).toEqual([]);
  });

  it('asks for many ids in one call: joined, or the parameter again and again', async () => {
    const source = connect();
    expect(await parties(source, ['k100', 'k101', 'k102'])).toHaveLength(3);
    expect(source.definition.limits.fetch.party!.batchSize).toBe(10);
    expect(asked.at(-1)).toBe('/api/clients?filter%5Bid%5D=k100%7Ck101%7Ck102');
    const repeated = connect({ records: { party: { ...party(), byIds: { path: '/clients', query: { id: '{ids}', full: 1 }, rows: 'data', batchSize: 10, repeat: true } } } });
    await parties(repeated, ['k100', 'k101']);
    expect(asked.at(-1)).toBe('/api/clients?full=1&id=k100&id=k101');
  });

  it('lists everything, and what changed from a stamp on, the pages being cut shorter than anybody said', async () => {
    const source = connect();
    const pages = await changed(source, 'party', null);
    expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(45);
    expect(pages.map(({ highWater }) => highWater)).toEqual([...Array(5).fill(null), '2026-03-01T12:00:00.000Z']);
    const rest = await changed(connect(), 'party', null, pages[1]!.place!);
    expect(rest.flatMap(({ ids }) => ids)).toEqual(pages.slice(2).flatMap(({ ids }) => ids));
    expect(rest.at(-1)!.highWater).toBe(pages.at(-1)!.highWater);
    expect((await changed(source, 'party', new Date((1_772_000_000 + 30) * 1_000 + 1).toISOString())).flatMap(({ ids }) => ids)).toHaveLength(15);
    expect((await changed(source, 'order', null)).flatMap(({ ids }) => ids)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('sweeps over what can be fetched, from any place on', async () => {
    const source = connect();
    const pages = await swept(source, 'party');
    expect(pages.flatMap(({ ids }) => ids)).toHaveLength(44);
    expect((await swept(source, 'party', pages[0]!.place)).flatMap(({ ids }) => ids)).toEqual(pages.slice(1).flatMap(({ ids }) => ids));
    expect(await swept(source, 'party', pages.at(-1)!.place)).toEqual([]);
    expect((await swept(source, 'order')).flatMap(({ ids }) => ids)).toHaveLength(5);
  });

  it.each([
    ['offset', { type: 'offset', parameter: 'skip' }, (parameters: URLSearchParams) => Number(parameters.get('skip'))],
    ['afterId', { type: 'afterId', parameter: 'after' }, (parameters: URLSearchParams) => rows.findIndex(({ id }) => id === parameters.get('after')) + 1],
    ['link', { type: 'link' }, (parameters: URLSearchParams) => Number(parameters.get('from') ?? 0)],
    ['none', { type: 'none' }, () => -1],
  ])('follows pages by %s', async (_name, paging, startOf) => {
    instead = (request, response, parameters) => {
      if (!request.url!.startsWith('/api/clients')) return false;
      const start = startOf(parameters);
      const page = start < 0 ? rows : rows.slice(start, start + 20);
      const link = start >= 0 && start + 20 < rows.length ? { link: `</api/clients?from=0>; rel="first", <${url}/clients?from=${start + 20}>; rel="next"` } : {};
      response.writeHead(200, { 'content-type': 'application/json', ...link }).end(JSON.stringify({ data: page }));
      return true;
    };
    const source = connect({ records: { party: { ...party(), changed: undefined, list: { path: '/clients', rows: 'data', paging } } } });
    expect((await swept(source, 'party')).flatMap(({ ids }) => ids)).toHaveLength(44);
  });

  it('names every wrong key of its configuration', () => {
    const problems = (more: Record<string, unknown>) => sourcesSchema.safeParse(config(more)).error?.issues.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
    expect(problems({})).toBeUndefined();
    expect(
      problems({
        auth: { type: 'bearer' },
        colour: 'red',
        records: {
          party: {
            ...party(), byIds: { path: '/clients', query: {}, batchSize: 5 }, changed: { path: 'clients', query: { since: '{value}' }, paging: { type: 'pages' } }, list: undefined,
            fields: { name: 'n', emails: { form: 'x' }, phone: 'p', references: { meaning: 'relationship', by: 'ref', from: 'r' } },
          },
          order: orders(),
        },
      })?.map((line) => line.split(':')[0]).sort(),
    ).toEqual(['auth.token', 'colour', 'records.party.changed.paging.type', 'records.party.changed.path', 'records.party.fields.emails.0.form', 'records.party.fields.emails.0.from', 'records.party.fields.phone', 'records.party.fields.references.0.role'].sort());
    const asks = (more: Record<string, unknown>) => problems({ records: { party: { ...party(), ...more } } });
    expect(asks({ byIds: { path: '/clients', query: {}, batchSize: 5 } })).toEqual(['records.party.byIds: must have {ids} in its path or query: else it would ask for everything']);
    expect(asks({ changed: undefined, list: undefined })).toEqual(['records.party.list: must be there where there is no `changed`: nothing would ever be found']);
    expect(asks({ find: { email: { path: '/c', query: { m: '{mail}' } } } })).toHaveLength(2);
    expect(problems({ records: { party: { ...party(), list: undefined }, order: orders() } })).toEqual(['records.party.list: must be there, or for no record type at all']);
  });
});
