/** The configuration that docs/rest-source.md shows, on the real Request Tracker. `C360_PEERS_FILE` names it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PARTS, type Part, type PartyRecord, type TicketRecord } from '../../domain/records.ts';
import { createSources, sourcesSchema, type ConnectedSource, type SourceConfigInput } from '../../datasources/systems/index.ts';

const every: ReadonlySet<Part> = new Set(PARTS);
const never = new AbortController().signal;
const page = readFileSync(join(__dirname, '../../docs/rest-source.md'), 'utf8');
const shown = (parse(/```yaml\n([\s\S]*?)```/.exec(page)![1]!) as { sources: { desk: SourceConfigInput & { settings: { auth: object; records: { party: { find: object } } } } } }).sources.desk;
const peersFile = process.env['C360_PEERS_FILE'];
const peer = peersFile === undefined ? undefined : (JSON.parse(readFileSync(peersFile, 'utf8')) as { rt?: { url: string; username: string; password: string } }).rt;

it('can be read as a configuration', () => {
  expect(sourcesSchema.safeParse({ desk: shown }).error?.issues).toBeUndefined();
});

(peer ? describe : describe.skip)('Request Tracker by the configuration of docs/rest-source.md', () => {
  let source: ConnectedSource;
  const connect = (settings: object = {}): ConnectedSource => {
    const { url, username, password } = peer!;
    const auth = { ...shown.settings.auth, username, password };
    return createSources({ desk: { ...shown, url: `${url}/REST/2.0`, timeoutMs: 20_000, settings: { ...shown.settings, auth, ...settings } } }, { defaultRegion: 'GB' }).get('desk')!;
  };
  const parties = (from: ConnectedSource, ids: readonly string[]) => from.client.fetchByIds('party', ids, every, never) as Promise<PartyRecord[]>;
  const listed = async (type: 'party' | 'ticket', since: string | null) => {
    const ids: string[] = [];
    let highWater: string | null = null;
    for await (const each of source.client.changedSince(type, since, never)) {
      ids.push(...each.ids);
      highWater = each.highWater ?? highWater;
    }
    return { ids, highWater };
  };
  beforeAll(() => {
    source = connect();
  });
  afterAll(() => source.close());

  it('finds nobody by a filter that it ignores, though it answers with everybody', async () => {
    const records = { ...shown.settings.records, party: { ...shown.settings.records.party, find: { phone: { path: '/users', query: { query: '[{"field":"MobilePhone","value":"{value}"}]', fields: 'Name,RealName' }, escape: 'json', rows: 'items' } } } };
    const deaf = connect({ records });
    expect(await deaf.client.findParties!('phone', '+441632960001', never)).toEqual([]);
    await deaf.close();
  });

  it('gives nothing for a user that is not there, and asks for none whose name is no address', async () => {
    expect(await parties(source, ['nobody@example.com'])).toEqual([]);
    expect(await parties(source, ['root'])).toEqual([]);
    expect(await source.client.fetchByIds('ticket', ['999999', "1 OR id > 0"], every, never)).toEqual([]);
  });

  it('maps a user and finds her by e-mail', async () => {
    const [ada] = await parties(source, ['ada@example.com']);
    expect(ada).toMatchObject({
      name: { full: 'Ada Lovelace' }, emails: [{ value: 'ada@example.com' }], phones: [{ value: '+441632960001', label: 'mobile' }], language: 'en',
      references: [{ meaning: 'relationship', by: 'account', value: 'C-1001', role: 'CONTACT_OF' }],
    });
    expect((await source.client.findParties!('email', 'ada@example.com', never)).map(({ ref }) => ref)).toEqual(['desk:party:ada@example.com']);
    expect(await source.client.findParties!('email', 'a"},{"field":"id"@example.com', never)).toEqual([]);
  });

  it('lists users and tickets, all of them and those that changed, and gives each by its id', async () => {
    expect((await listed('party', null)).ids).toEqual(expect.arrayContaining(['ada@example.com', 'blaise@example.com', 'carl@example.com']));
    const { ids, highWater } = await listed('ticket', null);
    expect(ids.length).toBeGreaterThan(0);
    const tickets = (await source.client.fetchByIds('ticket', ids.slice(0, 50), every, never)) as TicketRecord[];
    expect(tickets.length).toBeGreaterThan(0);
    expect(new Set(tickets.map(({ queue }) => queue))).toEqual(new Set(['General', 'Complaints']));
    expect(tickets.find(({ queue }) => queue === 'Complaints')).toMatchObject({ category: 'COMPLAINT' });
    expect(tickets.find(({ subject }) => subject === 'Where is PO-1?')).toMatchObject({ status: 'OPEN', category: 'QUESTION', party: { ref: 'desk:party:ada@example.com' } });
    expect((await listed('ticket', new Date(Date.parse(highWater!) + 3_600_000).toISOString())).ids).toEqual([]);
    const recent = (await listed('ticket', '2020-01-01T00:00:00.000Z')).ids;
    expect(recent.sort()).toEqual([...ids].sort());
  });

  it('sweeps over the tickets that can be fetched', async () => {
    const ids: string[] = [];
    for await (const each of source.client.sweep!('ticket', null, never)) ids.push(...each.ids);
    expect(((await source.client.fetchByIds('ticket', ids.slice(0, 100), every, never)) as TicketRecord[]).length).toBe(Math.min(100, ids.length));
  });
});
