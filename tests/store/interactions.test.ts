import type { RowView } from '../../domain/principal.ts';
import type { TimelineQuery } from '../../datasources/mongo/store.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { eventDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);

const day = (date: number) => new Date(Date.UTC(2026, 4, date));
const all: TimelineQuery = { kinds: ['order', 'ticket', 'call', 'touch', 'interaction'], after: null, first: 10 };
const refs = (page: { rows: { row: { ref: string } }[] }) => page.rows.map(({ row }) => row.ref);
const scoped = (...keys: string[]): RowView => ({ audience: 'outside', rows: { all: false, keys } });

describe.each(mongoServers())('interactions on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
    const { interactions } = test.store;
    await interactions.upsert([
      eventDocument('erp:order:1', 'erp:party:1', { at: day(3), status: 'PAID', numbers: ['S-1'], sharedKeys: ['S-1', 'W-1'] }),
      eventDocument('shop:order:1', 'shop:party:1', { at: day(3), status: 'PAID', numbers: ['W-1'], sharedKeys: ['W-1'] }),
      eventDocument('shop:order:2', 'shop:party:1', { at: day(4), status: 'OPEN', numbers: ['W-2'], sharedKeys: ['W-2'], final: false }),
      eventDocument('desk:ticket:1', 'desk:party:1', { at: day(4), status: 'NEW', final: false }),
      eventDocument('desk:call:1', 'desk:party:1', { at: day(1) }),
      eventDocument('shop:order:3', 'shop:party:2', { at: day(2), state: 'GONE', record: null, parties: [], final: true }),
    ]);
    await interactions.setTwins([
      { ref: 'erp:order:1', twinOf: null, twins: ['shop:order:1'], parties: ['erp:party:1', 'shop:party:1'] },
      { ref: 'shop:order:1', twinOf: 'erp:order:1', twins: [], parties: [] },
    ]);
    await interactions.setScopes([
      { ref: 'erp:order:1', scope: ['distributor:D-01'] },
      { ref: 'shop:order:1', scope: ['distributor:D-01'] },
      { ref: 'shop:order:2', scope: ['territory:North'] },
    ]);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });

  it('lists nothing for a scope without keys, nor what is gone or folded into its twin', async () => {
    const { interactions } = test.store;
    expect(refs(await interactions.listScoped(all, scoped()))).toEqual([]);
    expect(refs(await interactions.listScoped(all, scoped('distributor:D-01')))).toEqual(['erp:order:1']);
    expect(refs(await interactions.listScoped({ ...all, kinds: ['order'] }, { audience: 'staff', rows: { all: true } }))).toEqual(['shop:order:2', 'erp:order:1']);
    expect(refs(await interactions.timeline(['shop:party:2'], all))).toEqual([]);
  });

  it('shows an order that two records know as one row of either', async () => {
    const { interactions } = test.store;
    const row = { ref: 'erp:order:1', twins: ['shop:order:1'], kind: 'order', atMs: day(3).getTime(), partyRef: 'erp:party:1' };
    expect((await interactions.timeline(['erp:party:1'], all)).rows.map((each) => each.row)).toEqual([row]);
    expect(refs(await interactions.timeline(['shop:party:1'], all))).toEqual(['shop:order:2', 'erp:order:1']);
    expect(refs(await interactions.timeline(['shop:party:1', 'erp:party:1'], all))).toEqual(['shop:order:2', 'erp:order:1']);
  });

  it('pages newest first, in a stable order where times are equal', async () => {
    const { interactions } = test.store;
    const parties = ['shop:party:1', 'desk:party:1', 'erp:party:1'];
    const whole = refs(await interactions.timeline(parties, all));
    expect(whole).toEqual(['shop:order:2', 'desk:ticket:1', 'erp:order:1', 'desk:call:1']);
    const first = await interactions.timeline(parties, { ...all, first: 1 });
    const second = await interactions.timeline(parties, { ...all, first: 1, after: first.rows[0]!.position });
    const rest = await interactions.timeline(parties, { ...all, first: 5, after: second.rows[0]!.position });
    expect([first, second, rest].flatMap(refs)).toEqual(whole);
    expect([first, second, rest].map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
  });

  it('filters by kind, status and time', async () => {
    const { interactions } = test.store;
    const ask = async (query: Partial<TimelineQuery>) => refs(await interactions.timeline(['shop:party:1', 'desk:party:1'], { ...all, ...query }));
    expect(await ask({ kinds: ['ticket', 'call'] })).toEqual(['desk:ticket:1', 'desk:call:1']);
    expect(await ask({ kinds: ['order'], filter: { statuses: ['OPEN'] } })).toEqual(['shop:order:2']);
    expect(await ask({ kinds: ['order'], filter: { from: day(3), until: day(4) } })).toEqual(['erp:order:1']);
  });

  it('leads from a lesser view to the greater one, by ref and by printed number', async () => {
    const { interactions } = test.store;
    const found = await interactions.byRefs(['shop:order:1', 'desk:call:1', 'shop:order:99']);
    expect([...found].map(([ref, { _id }]) => [ref, _id])).toEqual(expect.arrayContaining([['shop:order:1', 'erp:order:1'], ['desk:call:1', 'desk:call:1']]));
    expect(found.size).toBe(2);
    expect((await interactions.ordersByNumber('W-1', 5)).map(({ _id }) => _id)).toEqual(['erp:order:1']);
    expect((await interactions.stored(['shop:order:1'])).get('shop:order:1')).toMatchObject({ _id: 'shop:order:1', twinOf: 'erp:order:1' });
  });

  it('gives the newest of each kind for several customers, long histories included', async () => {
    const { interactions } = test.store;
    const many = Array.from({ length: 450 }, (_, index) => eventDocument(`shop:touch:${index}`, 'shop:party:7', { at: new Date(day(1).getTime() + index) }));
    await interactions.upsert([...many, eventDocument('shop:order:7', 'shop:party:7', { at: day(1) })]);
    const [busy, quiet] = await interactions.newest([['shop:party:7'], ['desk:party:1']], 3);
    expect(busy!.map(({ ref }) => ref)).toEqual(['shop:touch:449', 'shop:touch:448', 'shop:touch:447', 'shop:order:7']);
    expect(quiet!.map(({ ref }) => ref)).toEqual(['desk:ticket:1', 'desk:call:1']);
  });

  it('refuses a write of an older epoch, and leaves twins and scope to their own writers', async () => {
    const { interactions } = test.store;
    const again = (epoch: number, hash: string) => eventDocument('erp:order:1', 'erp:party:1', { epoch, hash, at: day(3), former: ['key:W-0'] });
    expect(await interactions.upsert([again(5, 'newer'), eventDocument('erp:order:9', 'erp:party:9')])).toEqual(new Set(['erp:order:1', 'erp:order:9']));
    expect(await interactions.upsert([again(4, 'older')])).toEqual(new Set());
    const stored = (await interactions.stored(['erp:order:1'])).get('erp:order:1')!;
    expect(stored).toMatchObject({ epoch: 5, hash: 'newer', twins: ['shop:order:1'], scope: ['distributor:D-01'], former: ['key:W-0'], settled: false });
    await interactions.settle([{ ref: 'erp:order:1', epoch: 4 }]);
    expect((await interactions.stored(['erp:order:1'])).get('erp:order:1')).toMatchObject({ settled: false });
    await interactions.settle([{ ref: 'erp:order:1', epoch: 5 }]);
    expect((await interactions.stored(['erp:order:1'])).get('erp:order:1')).toMatchObject({ settled: true, former: [] });
  });

  it('tells which parties are still named, and gives what is not final in pages', async () => {
    const { interactions } = test.store;
    expect(await interactions.named(['shop:party:1', 'shop:party:2', 'shop:party:99'])).toEqual(new Set(['shop:party:1']));
    const pages: string[][] = [];
    await interactions.upsert([eventDocument('shop:order:8', 'shop:party:8', { final: false })]);
    for await (const page of interactions.notFinal('shop', 'order', 1)) pages.push(page);
    expect(pages).toEqual([['shop:order:2'], ['shop:order:8']]);
    expect((await interactions.ofParty('desk:party:1', 1)).map(({ _id }) => _id)).toEqual(['desk:ticket:1']);
    expect((await interactions.bySharedKeys(['W-1'], 'order')).map(({ _id }) => _id).sort()).toEqual(['shop:order:1']);
    expect(await interactions.bySharedKeys(['W-2'], 'ticket')).toEqual([]);
  });
});
