import type { RowView } from '../../domain/principal.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { indexDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);

const staff: RowView = { audience: 'staff', rows: { all: true } };
const outside = (...keys: string[]): RowView => ({ audience: 'outside', rows: { all: false, keys } });
const ids = (page: { rows: { row: { customerId: string } }[] }) => page.rows.map(({ row }) => row.customerId);

describe.each(mongoServers())('the customer index on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
    await test.store.customerIndex.put([
      indexDocument('c1', { ids: ['c1', 'c9'], nameKey: 'alba c1', tokens: ['alba', 'ana'], keys: ['email:a@x.example', 'ref:shop:party:1'], scope: ['self:c1', 'self:c9', 'territory:North'], parties: [{ ref: 'shop:party:1', rule: 'founded', evidence: [] }] }),
      indexDocument('c2', { nameKey: 'bravo c2', tokens: ['bravo', 'ana'], keys: ['email:a@x.example'], scope: ['self:c2', 'distributor:D-01'], kind: 'ORGANISATION', createdAt: new Date('2026-05-02T00:00:00Z') }),
      indexDocument('c3', { audience: ['staff'], ids: ['c3', 'c4'], nameKey: 'casas c3', tokens: ['casas', 'anabel'], scope: ['self:c3', 'self:c4', 'territory:North'], createdAt: new Date('2026-05-03T00:00:00Z') }),
      indexDocument('c3|outside', { customerId: 'c3', audience: ['outside'], ids: ['c3'], nameKey: 'casas c3', tokens: ['casas'], scope: ['self:c3', 'territory:North'], createdAt: new Date('2026-05-03T00:00:00Z') }),
    ]);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });

  it('gives nothing outside the row scope, by whatever way it is asked', async () => {
    const { customerIndex } = test.store;
    const view = outside('territory:South');
    expect(await customerIndex.byIds(['c1', 'c2', 'c3'], view)).toEqual(new Map());
    expect(await customerIndex.byKey('email:a@x.example', view, 5)).toEqual([]);
    expect(await customerIndex.byPartyRefs(['shop:party:1'], view)).toEqual(new Map());
    expect(ids(await customerIndex.search(['ana'], null, 5, view))).toEqual([]);
    expect(ids(await customerIndex.list({ filter: {}, orderBy: 'NAME_ASC', after: null, first: 5 }, view))).toEqual([]);
  });

  it('gives nothing to a row scope without keys', async () => {
    expect(await test.store.customerIndex.byIds(['c1'], outside())).toEqual(new Map());
  });

  it('shows an outside caller the verified part only', async () => {
    const { customerIndex } = test.store;
    const found = await customerIndex.byIds(['c3', 'c4'], outside('territory:North'));
    expect([...found.keys()]).toEqual(['c3']);
    expect(found.get('c3')).toMatchObject({ _id: 'c3|outside' });
    expect((await customerIndex.byIds(['c4'], staff)).get('c4')).toMatchObject({ _id: 'c3' });
  });

  it('finds a customer by an id that was merged into it, without what only finding needs', async () => {
    const found = (await test.store.customerIndex.byIds(['c9'], staff)).get('c9')!;
    expect(found.customerId).toBe('c1');
    expect(found).not.toHaveProperty('tokens');
    expect(found).not.toHaveProperty('keys');
    expect(found).not.toHaveProperty('hash');
  });

  it('merges the reads of one loop turn and equal view into one query, and no others', async () => {
    const { customerIndex } = test.store;
    test.commands.length = 0;
    const reads = await Promise.all([customerIndex.byIds(['c1'], staff), customerIndex.byIds(['c2', 'c1'], staff), customerIndex.byIds(['c2'], outside('distributor:D-01'))]);
    expect(reads.map((read) => [...read.keys()].sort())).toEqual([['c1'], ['c1', 'c2'], ['c2']]);
    expect(test.commands.filter(({ find }) => find === 'customerIndex')).toHaveLength(2);
  });

  it('finds several customers by one key, at most so many', async () => {
    const { customerIndex } = test.store;
    expect((await customerIndex.byKey('email:a@x.example', staff, 5)).map(({ customerId }) => customerId).sort()).toEqual(['c1', 'c2']);
    expect(await customerIndex.byKey('email:a@x.example', staff, 1)).toHaveLength(1);
    expect([...(await customerIndex.byPartyRefs(['shop:party:1', 'shop:party:7'], staff)).keys()]).toEqual(['shop:party:1']);
  });

  it('searches for words that begin a token each, and never joins the bounds of two tokens', async () => {
    const { customerIndex } = test.store;
    expect(ids(await customerIndex.search(['an'], null, 5, staff))).toEqual(['c1', 'c2', 'c3']);
    expect(ids(await customerIndex.search(['ana', 'br'], null, 5, staff))).toEqual(['c2']);
    // `alba` is below it and `ana` above: only one and the same token may meet both bounds.
    expect(ids(await customerIndex.search(['am'], null, 5, staff))).toEqual([]);
    expect(ids(await customerIndex.search([], null, 5, staff))).toEqual([]);
  });

  it.each(['NAME_ASC', 'NAME_DESC', 'CREATED_ASC', 'CREATED_DESC'] as const)('pages in order %s without gap or double', async (orderBy) => {
    const { customerIndex } = test.store;
    const all = ids(await customerIndex.list({ filter: {}, orderBy, after: null, first: 10 }, staff));
    expect(all).toEqual(orderBy.endsWith('ASC') ? ['c1', 'c2', 'c3'] : ['c3', 'c2', 'c1']);
    const seen: string[] = [];
    let after: readonly (string | number)[] | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<typeof customerIndex.list>> = await customerIndex.list({ filter: {}, orderBy, after, first: 1 }, staff);
      seen.push(...ids(page));
      after = page.rows.at(-1)!.position;
      more = page.hasMore;
    }
    expect(seen).toEqual(all);
  });

  it('lists with the heads that are asked for and no others, and without what only writers need', async () => {
    const { customerIndex } = test.store;
    const query = { filter: { kind: 'ORGANISATION' }, orderBy: 'NAME_ASC', after: null, first: 5 } as const;
    const every = (await customerIndex.list(query, staff)).rows[0]!.row;
    expect(every).toMatchObject({ customerId: 'c2', head: '', heads: { order: '', ticket: '', call: '', touch: '', interaction: '' } });
    for (const field of ['tokens', 'keys', 'hash', 'scope', 'audience', 'asOf', 'revision']) expect(every).not.toHaveProperty(field);
    const { head: _head, ...without } = every;
    expect((await customerIndex.list(query, staff, new Set(['order', 'call']))).rows[0]!.row).toEqual({ ...without, heads: { order: '', call: '' } });
    expect((await customerIndex.list(query, staff, new Set(['mixed']))).rows[0]!.row).toEqual({ ...every, heads: {} });
    expect((await customerIndex.search(['bravo'], null, 5, staff, new Set())).rows[0]!.row).toEqual({ ...without, heads: {} });
  });

  it('reads equal lists of one loop turn and equal view once, and no others', async () => {
    const { customerIndex } = test.store;
    const query = { filter: {}, orderBy: 'NAME_ASC', after: null, first: 5 } as const;
    test.commands.length = 0;
    const lists = await Promise.all([
      customerIndex.list(query, staff),
      customerIndex.list({ ...query, filter: {} }, { audience: 'staff', rows: { all: true } }),
      customerIndex.list(query, outside('distributor:D-01')),
      customerIndex.list(query, staff, new Set(['order'])),
      customerIndex.list({ ...query, first: 1 }, staff),
      customerIndex.list({ ...query, after: ['bravo c2'] }, staff),
      customerIndex.list({ ...query, filter: { territory: 'North' } }, staff),
      customerIndex.list({ ...query, filter: { createdAfter: new Date('2026-05-02T00:00:00Z') } }, staff),
      customerIndex.list({ ...query, filter: { createdAfter: new Date('2026-05-03T00:00:00Z') } }, staff),
      customerIndex.list({ ...query, orderBy: 'NAME_DESC' }, staff),
      customerIndex.search(['ana'], null, 5, staff),
      customerIndex.search(['ana'], null, 5, staff),
      customerIndex.search(['bravo'], null, 5, staff),
    ]);
    expect(lists.map((list) => ids(list).join(' '))).toEqual(['c1 c2 c3', 'c1 c2 c3', 'c2', 'c1 c2 c3', 'c1', 'c3', 'c1 c3', 'c2 c3', 'c3', 'c3 c2 c1', 'c1 c2 c3', 'c1 c2 c3', 'c2']);
    expect(lists[1]).toBe(lists[0]);
    expect(lists[3]!.rows[0]!.row).not.toHaveProperty('head');
    expect(test.commands.filter(({ find }) => find === 'customerIndex')).toHaveLength(11);
  });

  it('lists what was written before it was asked, though an equal list is under way', async () => {
    const { customerIndex } = test.store;
    const query = { filter: { territory: 'West' }, orderBy: 'NAME_ASC', after: null, first: 5 } as const;
    const before = customerIndex.list(query, staff);
    await new Promise((resolve) => setImmediate(resolve));
    await customerIndex.put([indexDocument('c5', { nameKey: 'zafra c5', scope: ['self:c5', 'territory:West'] })]);
    expect(ids(await customerIndex.list(query, staff))).toEqual(['c5']);
    await before;
    await customerIndex.put([indexDocument('c5', { revision: 2, audience: [], scope: [], hash: 'none' })]);
  });

  it('filters by kind, territory, distributor and day', async () => {
    const list = async (filter: object) => ids(await test.store.customerIndex.list({ filter, orderBy: 'NAME_ASC', after: null, first: 9 }, staff));
    expect(await list({ kind: 'ORGANISATION' })).toEqual(['c2']);
    expect(await list({ territory: 'North' })).toEqual(['c1', 'c3']);
    expect(await list({ distributor: 'D-01', kind: 'PERSON' })).toEqual([]);
    expect(await list({ createdAfter: new Date('2026-05-02T00:00:00Z') })).toEqual(['c2', 'c3']);
  });

  it('refuses a document derived from an older state, and one that two workers make at once', async () => {
    const { customerIndex } = test.store;
    expect(await customerIndex.put([indexDocument('c7')])).toEqual([]);
    expect(await customerIndex.put([indexDocument('c7', { hash: 'of another worker' }), indexDocument('c8')])).toEqual(['c7']);
    expect(await customerIndex.put([indexDocument('c7', { revision: 3 })])).toEqual(['c7']);
    expect(await customerIndex.put([indexDocument('c7', { revision: 2, audience: [], hash: 'none' })])).toEqual([]);
    expect(await customerIndex.byIds(['c7'], staff)).toEqual(new Map());
    expect((await customerIndex.revisions(['c7', 'c8', 'c0'])).get('c7')).toMatchObject({ revision: 2, hash: 'none', live: false });
    expect((await customerIndex.customersListing(['shop:party:1', 'shop:party:7']))).toEqual(['c1']);
  });
});
