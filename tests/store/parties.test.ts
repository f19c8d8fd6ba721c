import { mongoServers } from '../support/mongoServers.ts';
import { link, partyDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);
const AT = new Date('2026-05-01T00:00:00.000Z');

describe.each(mongoServers())('parties and customers on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });

  it('refuses a record of an older or equal epoch, and keeps link and former keys over a newer one', async () => {
    const { parties } = test.store;
    const ref = 'shop:party:1';
    await parties.upsert([partyDocument(ref, { epoch: 2, formerKeys: ['email:old@x.example'] })]);
    await parties.setLinks([{ ref, link: link('c1'), evidence: ['email:a@x.example'] }]);
    expect(await parties.upsert([partyDocument(ref, { epoch: 2, hash: 'equal' }), partyDocument('shop:party:2')])).toEqual(new Set(['shop:party:2']));
    expect(await parties.upsert([partyDocument(ref, { epoch: 1, hash: 'older' })])).toEqual(new Set());
    expect(await parties.upsert([partyDocument(ref, { epoch: 3, hash: 'newer', formerKeys: ['phone:+34600111222'] })])).toEqual(new Set([ref]));
    expect((await parties.byRefs([ref])).get(ref)).toMatchObject({
      epoch: 3, hash: 'newer', link: { customerId: 'c1' }, evidence: ['email:a@x.example'], formerKeys: ['email:old@x.example', 'phone:+34600111222'],
    });
    await parties.touch([{ ref, epoch: 2 }], new Date('2026-06-01T00:00:00Z'));
    expect((await parties.stored([ref])).get(ref)).toMatchObject({ epoch: 3, fetchedAt: AT });
    await parties.settle([{ ref, epoch: 3 }]);
    expect((await parties.stored([ref])).get(ref)).toMatchObject({ settled: true, formerKeys: [] });
    expect((await parties.stored([ref])).get(ref)).not.toHaveProperty('record');
  });

  it('lets one of two workers set a link, and tells the other one', async () => {
    const { parties } = test.store;
    const other = (await test.another()).parties;
    const ref = 'shop:party:race';
    await parties.upsert([partyDocument(ref)]);
    const lost = await Promise.all([
      parties.setLinks([{ ref, link: link('c-one'), evidence: [] }]),
      other.setLinks([{ ref, link: link('c-two', { linkedAt: new Date(AT.getTime() + 1) }), evidence: [] }]),
    ]);
    const stored = (await parties.byRefs([ref])).get(ref)!.link!;
    expect(lost.flat()).toEqual([ref]);
    expect(stored.customerId).toBe(lost[0]!.length === 0 ? 'c-one' : 'c-two');
    expect(await parties.setLinks([{ ref, link: link('c-three', { revision: 2 }), evidence: [] }])).toEqual([]);
    expect(await parties.setLinks([{ ref, link: link('c-four', { revision: 2 }), evidence: [] }])).toEqual([ref]);
    expect((await parties.ofCustomers(['c-three'])).map(({ _id }) => _id)).toEqual([ref]);
  });

  it('finds live records by key, at most so many for each key', async () => {
    const { parties } = test.store;
    await parties.upsert([
      ...Array.from({ length: 12 }, (_, index) => partyDocument(`desk:party:${String(index).padStart(2, '0')}`, { of: { phones: '+34911234567' } })),
      partyDocument('news:party:1', { of: { emails: 'rare@x.example' } }),
      partyDocument('news:party:2', { of: { emails: 'rare@x.example' }, state: 'GONE' }),
    ]);
    const found = await parties.byKeys(['phone:+34911234567', 'email:rare@x.example'], 5);
    expect(found.map(({ _id }) => _id).sort()).toEqual(['desk:party:00', 'desk:party:01', 'desk:party:02', 'desk:party:03', 'desk:party:04', 'news:party:1']);
    expect(await parties.byKeys([], 5)).toEqual([]);
  });

  it('gives the index what it needs of a record and no contact point', async () => {
    const { parties } = test.store;
    await parties.upsert([partyDocument('erp:party:1', { of: { name: 'Ana|García', emails: 'a@x.example', account: 'C-1' } })]);
    await parties.setLinks([{ ref: 'erp:party:1', link: link('c-index'), evidence: [] }]);
    const [lean] = await parties.ofCustomers(['c-index'], 'forIndex');
    expect(lean!.record).toMatchObject({ name: { full: 'Ana García' }, account: 'C-1' });
    expect(lean!.record).not.toHaveProperty('emails');
  });

  it('sets a pointer once for each revision', async () => {
    const { customers } = test.store;
    await customers.create(['p1', 'p2', 'p3'].map((_id) => ({ _id, createdAt: AT, mergedInto: null, revision: 1 })));
    const pointer = { customerId: 'p1', rule: 'taxId', fields: ['taxIds'], refs: ['a:party:1', 'b:party:1'], verified: true, at: AT, actor: 'gateway' } as const;
    const to = (customerId: string) => ({ ...pointer, fields: [...pointer.fields], refs: [...pointer.refs] as [string, string], customerId });
    expect(await customers.setMergedInto([{ id: 'p2', expectedRevision: 1, pointer: to('p1') }])).toEqual([]);
    expect(await customers.setMergedInto([{ id: 'p2', expectedRevision: 1, pointer: to('p3') }])).toEqual(['p2']);
    expect((await customers.mergedInto(['p1'])).map(({ _id }) => _id)).toEqual(['p2']);
    expect(await customers.setMergedInto([{ id: 'p2', expectedRevision: 2, pointer: null }])).toEqual([]);
    expect((await customers.byIds(['p2', 'none'])).get('p2')).toMatchObject({ mergedInto: null, revision: 3 });
  });

  it('gives snapshots of parties and events by ref, none of what is gone', async () => {
    const { parties, snapshots } = { ...test.store };
    await parties.upsert([partyDocument('erp:party:snap', { of: { name: 'Ana' } }), partyDocument('erp:party:gone', { state: 'GONE', record: null })]);
    const found = await snapshots(['erp:party:snap', 'erp:party:gone', 'erp:order:none']);
    expect([...found.keys()]).toEqual(['erp:party:snap']);
    expect(found.get('erp:party:snap')).toMatchObject({ fetchedAtMs: AT.getTime(), record: { name: { full: 'Ana' } } });
  });

  it('keeps the first document of an idempotency key, and gives it to everybody', async () => {
    const { idempotency } = test.store;
    const document = (bodyHash: string) => ({ _id: 'key', bodyHash, ref: 'gateway:interaction:1', createdAt: AT });
    const [one, other] = await Promise.all([idempotency.putIfAbsent(document('one')), idempotency.putIfAbsent(document('other'))]);
    expect(one).toEqual(other);
    expect(await idempotency.putIfAbsent(document('third'))).toEqual(one);
  });
});
