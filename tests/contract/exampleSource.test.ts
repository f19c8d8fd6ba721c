/** The worked example of docs/adding-a-source.md compiles, is the one that the page shows, and works. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSources, sourcesSchema, type ConnectedSource } from '../../datasources/systems/index.ts';
import type { SourceDefinition } from '../../datasources/systems/defineSource.ts';
import { club } from './exampleSource.ts';

interface Member {
  id: number;
  name: string | null;
  mail: string;
  phone: string;
  card: string;
  born: string;
  customer_no: string | null;
  secret: string;
  joined_at: string;
  changed_at: string;
}

const member = (id: number, more: Partial<Member> = {}): Member => ({
  id, name: `Member ${id}`, mail: `member${id}@Example.com`, phone: '01632 960001', card: `l-${id}`, born: '1985-12-10', customer_no: null,
  secret: 'not ours', joined_at: '2026-01-01T00:00:00Z', changed_at: `2026-02-${String((id % 27) + 1).padStart(2, '0')}T00:00:00Z`, ...more,
});

describe('the worked example of docs/adding-a-source.md', () => {
  let server: Server;
  let source: ConnectedSource;
  let asked: string[];
  let members: Member[];
  /** A club that ignores its filters, as sources do. */
  let deaf: boolean;

  beforeEach(async () => {
    [asked, deaf] = [[], false];
    members = Array.from({ length: 120 }, (_, index) => member(index + 1));
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://club');
      asked.push(searchParams.toString());
      if (request.headers['x-api-key'] !== 'key') return void response.writeHead(401).end();
      const ids = searchParams.get('ids')?.split(',');
      const newest = [...members].sort((a, b) => b.changed_at.localeCompare(a.changed_at));
      const rows = deaf
        ? members
        : ids
          ? members.filter(({ id }) => ids.includes(String(id)))
          : searchParams.has('mail')
            ? members.filter(({ mail }) => mail.toLowerCase() === searchParams.get('mail'))
            : searchParams.has('order')
              ? newest.slice(0, 1)
              : members.filter(({ id, changed_at: at }) => id > Number(searchParams.get('after')) && at >= (searchParams.get('changed_since') ?? ''));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ members: rows.slice(0, 50) }));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    source = connect('key');
  });
  afterEach(async () => {
    await source.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  const connect = (apiKey: string): ConnectedSource =>
    createSources(
      { club: { adapter: 'club', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, settings: { apiKey } } },
      { defaultRegion: 'GB', extraAdapters: [club as SourceDefinition] },
    ).get('club')!;
  const never = new AbortController().signal;
  const fetchParties = (ids: string[]) => source.client.fetchByIds('party', ids, new Set(['core']), never);

  it('is the code that the page shows', () => {
    const read = (path: string) => readFileSync(join(__dirname, path), 'utf8');
    const code = read('exampleSource.ts').split("'../../domain/sourceRef.ts';\n")[1]!.trim();
    expect(read('../../docs/adding-a-source.md')).toContain(code);
  });

  it('is refused with a wrong key', async () => {
    const refused = connect('wrong');
    await expect(refused.client.fetchByIds('party', ['1'], new Set(['core']), never)).rejects.toMatchObject({ kind: 'unauthorised' });
    await refused.close();
  });

  it('gives nobody who was not asked for, even by a club that ignores its filters', async () => {
    deaf = true;
    expect((await fetchParties(['3', '999'])).map(({ ref }) => ref)).toEqual(['club:party:3']);
    expect((await source.client.findParties!('email', 'member3@example.com', never)).map(({ ref }) => ref)).toEqual(['club:party:3']);
  });

  it('lets an unreadable member cost only itself', async () => {
    members[1] = member(2, { name: null });
    await expect(fetchParties(['1', '2'])).rejects.toMatchObject({ ids: ['2'], records: [{ ref: 'club:party:1' }] });
  });

  it('maps what the allow-list names and nothing else', async () => {
    members[0] = member(1, { customer_no: 'C-1001' });
    const [record] = await fetchParties(['1']);
    expect(record).toMatchObject({
      emails: [{ value: 'member1@example.com', verified: false }],
      phones: [{ value: '+441632960001' }],
      loyaltyIds: [{ value: 'L-1', verified: true }],
      birthDate: '1985-12-10',
      references: [{ meaning: 'identity', by: 'account', value: 'C-1001' }],
    });
    expect(JSON.stringify(record)).not.toContain('not ours');
  });

  it('walks all pages once, and from a stamp on', async () => {
    const pages = [];
    for await (const page of source.client.changedSince('party', null, never)) pages.push(page);
    expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(120);
    expect(pages.at(-1)!.highWater).toBe('2026-02-27T00:00:00Z');
    const recent = [];
    for await (const page of source.client.changedSince('party', pages.at(-1)!.highWater, never)) recent.push(...page.ids);
    expect(recent).toEqual(['26', '53', '80', '107']);
    expect(asked).toHaveLength(1 + 4 + 1 + 2);
  });

  it('sweeps over everybody once, from any page on', async () => {
    const pages = [];
    for await (const page of source.client.sweep!('party', null, never)) pages.push(page);
    expect(pages.flatMap(({ ids }) => ids)).toEqual(members.map(({ id }) => String(id)));
    const rest = [];
    for await (const page of source.client.sweep!('party', pages[0]!.place, never)) rest.push(...page.ids);
    expect(rest[0]).toBe('51');
  });
});

describe('the sources block of the configuration', () => {
  it('names every wrong key, the adapters\' own settings included', () => {
    const { error } = sourcesSchema.safeParse({
      'Not a name': { adapter: 'rt', url: 'http://127.0.0.1', settings: { username: 'a', password: 'b' } },
      desk: { adapter: 'rt', url: 'http://127.0.0.1', settings: { username: '', pasword: 'x' } },
      shop: { adapter: 'nosuch', url: 'ftp://127.0.0.1', cacheMs: -1, settings: {} },
      mail: { adapter: 'ghost', url: 'http://user:secret@127.0.0.1', settings: { adminKey: 'no key' } },
    });
    const keys = error!.issues.map(({ path }) => path.join('.')).sort();
    expect(keys).toEqual(expect.arrayContaining(['Not a name', 'mail.url', 'shop.cacheMs', 'shop.url']));
    expect(JSON.stringify(error!.issues)).not.toMatch(/user:secret|no key/);
  });

  it('names wrong settings of the adapter', () => {
    const { error } = sourcesSchema.safeParse({
      desk: { adapter: 'rt', url: 'http://127.0.0.1', settings: { username: '', pasword: 'x' } },
      shop: { adapter: 'nosuch', url: 'http://127.0.0.1', settings: {} },
    });
    expect(error!.issues.map(({ path }) => path.join('.')).sort()).toEqual(['desk.settings.password', 'desk.settings.pasword', 'desk.settings.username', 'shop.adapter']);
  });
});
