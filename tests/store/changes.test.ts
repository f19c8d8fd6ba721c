import type { ChangePosition } from '../../datasources/mongo/store.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { eventDocument, indexDocument, partyDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(120_000);
const BEGINNING: ChangePosition = { at: new Date(0), id: null };

describe.each(mongoServers())('changes on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });
  const settled = async (ref: string, party: string, epoch = 1) => {
    const { interactions } = test.store;
    await interactions.upsert([eventDocument(ref, party, { epoch })]);
    await interactions.settle([{ ref, epoch }]);
  };
  const stampOf = async (ref: string) => (await test.store.interactions.stamps([ref])).get(ref);

  it('of an event are none before everything has followed it, nor where it was merely read again', async () => {
    const { interactions } = test.store;
    expect(await interactions.newestChange()).toBeNull();
    await interactions.upsert([eventDocument('a:call:1', 'a:party:1')]);
    expect([await interactions.changedSince(BEGINNING, 9), await stampOf('a:call:1')]).toEqual([[], { rev: 1, changedAt: null }]);
    await interactions.settle([{ ref: 'a:call:1', epoch: 7 }]);
    expect(await interactions.changedSince(BEGINNING, 9)).toEqual([]);

    const before = (await test.database.command({ hello: 1 }))['localTime'] as Date;
    await interactions.settle([{ ref: 'a:call:1', epoch: 1 }]);
    const [change, ...others] = await interactions.changedSince(BEGINNING, 9);
    expect([change, others]).toEqual([{ ref: 'a:call:1', partyRef: 'a:party:1', rev: 1, at: expect.any(Date) }, []]);
    expect(change!.at.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(await interactions.newestChange()).toEqual(change!.at);

    await interactions.touch([{ ref: 'a:call:1', epoch: 2 }], new Date());
    await interactions.setScopes([{ ref: 'a:call:1', scope: ['territory:North'] }]);
    await interactions.upsert([eventDocument('a:call:1', 'a:party:1', { epoch: 2 })]);
    expect(await stampOf('a:call:1')).toEqual({ rev: 1, changedAt: change!.at });
  });

  it('of an event count, whether it changed itself or the views that it is put together from', async () => {
    const { interactions } = test.store;
    await settled('b:order:1', 'b:party:1');
    await settled('b:order:1', 'b:party:1', 2);
    expect(await stampOf('b:order:1')).toMatchObject({ rev: 2 });
    const { changedAt } = (await stampOf('b:order:1'))!;
    await interactions.setTwins([{ ref: 'b:order:1', twinOf: null, twins: ['c:order:1'], parties: ['b:party:1', 'c:party:1'] }]);
    await interactions.countChange(['b:order:1', 'never:order:1']);
    expect(await stampOf('b:order:1')).toMatchObject({ rev: 4 });
    expect((await stampOf('b:order:1'))!.changedAt!.getTime()).toBeGreaterThanOrEqual(changedAt!.getTime());
    expect((await interactions.stamps(['never:order:1'])).size).toBe(0);
  });

  it('come in the order of their times, page by page, of all events or of those of parties', async () => {
    const { interactions } = test.store;
    const position = { at: (await interactions.newestChange())!, id: '~' };
    for (const n of [3, 1, 2]) await settled(`d:call:${n}`, `d:party:${n % 2}`);
    await test.database.collection<{ _id: string }>('interactions').updateMany({ _id: { $in: ['d:call:1', 'd:call:2'] } }, { $set: { changedAt: new Date(Date.now() + 1_000) } });
    const refs = (rows: { ref: string }[]) => rows.map(({ ref }) => ref);
    expect(refs(await interactions.changedSince(position, 9))).toEqual(['d:call:3', 'd:call:1', 'd:call:2']);
    const [, second] = await interactions.changedSince(position, 2);
    expect(refs(await interactions.changedSince({ at: second!.at, id: second!.ref }, 9))).toEqual(['d:call:2']);
    expect(refs(await interactions.changedOf(['d:party:1'], BEGINNING, 9))).toEqual(['d:call:3', 'd:call:1']);
    expect(refs(await interactions.changedOf(['d:party:1', 'd:party:0'], BEGINNING, 2))).toEqual(['d:call:3', 'd:call:1']);
    expect(await interactions.changedOf([], BEGINNING, 9)).toEqual([]);
  });

  it('of a record are those of its content', async () => {
    const { parties } = test.store;
    await parties.upsert([partyDocument('e:party:1')]);
    await parties.upsert([partyDocument('e:party:1', { epoch: 1 })]);
    await parties.touch([{ ref: 'e:party:1', epoch: 2 }], new Date());
    await parties.settle([{ ref: 'e:party:1', epoch: 2 }]);
    const [first] = await parties.changedSince(BEGINNING, 9);
    expect(first).toEqual({ ref: 'e:party:1', rev: 1, at: await parties.newestChange() });
    await parties.upsert([partyDocument('e:party:1', { epoch: 3, state: 'GONE', record: null, keys: [] }), partyDocument('e:party:2')]);
    expect((await parties.changedOf(['e:party:1', 'e:party:0'], BEGINNING, 9)).map(({ ref, rev }) => [ref, rev])).toEqual([['e:party:1', 2]]);
  });

  it('of whose records are whose are told from those of what an index document says beside', async () => {
    const { customerIndex } = test.store;
    await customerIndex.put([indexDocument('c1'), indexDocument('c2', { ids: ['c2', 'c3'] })]);
    const first = await customerIndex.relinkedSince(BEGINNING, 9);
    expect(first.map(({ id, ids, rev }) => [id, ids, rev])).toEqual([['c1', ['c1'], 1], ['c2', ['c2', 'c3'], 1]]);
    await customerIndex.put([indexDocument('c1', { revision: 2, hash: 'other' })]);
    expect(await customerIndex.relinkedSince(BEGINNING, 9)).toEqual(first);
    await customerIndex.put([indexDocument('c2', { revision: 2, hash: 'other' })], new Set(['c2']));
    const newest = await customerIndex.newestRelink();
    expect(newest!.getTime()).toBeGreaterThanOrEqual(first[1]!.at.getTime());
    expect((await customerIndex.relinkedSince({ at: newest!, id: null }, 9)).at(-1)).toEqual({ id: 'c2', ids: ['c2'], rev: 2, at: newest });
    const kept = await customerIndex.byIds(['c1'], { audience: 'staff', rows: { all: true } });
    expect(kept.get('c1')).toMatchObject({ revision: 2, linkedAt: first[0]!.at });
  });
});
