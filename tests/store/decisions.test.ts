import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import { createIngest } from '../../ingest/ingest.ts';
import { mergeCustomers } from '../../operations/decisions/mergeCustomers.ts';
import { order, party } from '../support/partyRecords.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { canonicalContent, lineageFaults, looseEnds, partitionOf } from './canonical.ts';
import { dyingStore } from './faultyStore.ts';
import { OUTSIDE, openDesk, STAFF, type Desk } from './stewards.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

const ana = party('erp:party:1', { name: 'Ana|García', emails: '✓a@x.example', distributor: 'D-01' });
const anaToo = party('news:party:2', { name: 'Ana|García', emails: '✓a@x.example' });
const eva = party('shop:party:3', { name: 'Eva|Gil', emails: '✓e@x.example', birthDate: '1990-01-01' });

describe.each(mongoServers())('what stewards decide, on the $name server', (server) => {
  let test: TestStore;
  let desk: Desk;
  beforeEach(async () => {
    test = await openTestStore(server);
    desk = openDesk(test.store);
  });
  afterEach(async () => {
    const ends = [...(await looseEnds(test.database)), ...(await lineageFaults(test.database))];
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(() => null, (reason: unknown) => reason as { code: string; message: string; details: unknown });
    return [error?.code, error?.details, error?.message.includes('secret')];
  };
  const partitions = async () => [await partitionOf(test.database, 'staff'), await partitionOf(test.database, 'outside')];
  const headOf = async (ref: string) => ((await test.store.customerIndex.byPartyRefs([ref], STAFF)).get(ref)?.head ?? '').split('\n').map((line) => line.split(' ')[0]);
  /** Everything but revisions and times of writing. */
  const reading = async () => {
    const { parties, interactions, customerIndex } = await canonicalContent(test.database);
    const links = parties!.map(({ link, logged: _logged, unlogged: _unlogged, ...rest }) => ({ ...rest, link: { ...(link as object), revision: 0 } }));
    const index = customerIndex!.filter(({ audience }) => (audience as string[]).length > 0).map(({ revision: _revision, ...rest }) => rest);
    return { links, interactions, index };
  };

  it.each([
    ['one customer alone', 'customerIds', () => desk.merge('secret')],
    ['the same customer twice', 'customerIds', async () => desk.merge(await desk.idOf('erp:party:1'), await desk.idOf('erp:party:1'))],
    ['a customer that there is not', 'customerIds', async () => desk.merge(await desk.idOf('erp:party:1'), 'secret')],
    ['a person and an organisation', 'customerIds', async () => desk.merge(await desk.idOf('erp:party:1'), await desk.idOf('erp:party:9'))],
    ['a record that there is not', 'left', () => desk.confirm('shop:party:secret', 'erp:party:1')],
    ['a record and itself', 'right', () => desk.reject('erp:party:1', 'erp:party:1')],
    ['a person and an organisation as one', 'right', () => desk.confirm('erp:party:1', 'erp:party:9')],
    ['a record of somebody else', 'refs', async () => desk.split(await desk.idOf('erp:party:1'), 'shop:party:3')],
    ['all of a customer', 'refs', async () => desk.split(await desk.idOf('shop:party:3'), 'shop:party:3')],
    ['too many records', 'refs', async () => desk.split(await desk.idOf('erp:party:1'), ...Array.from({ length: 101 }, (_, id) => `secret:party:${id}`))],
  ])('refuse %s, naming %s and never what was given', async (_, argument, call) => {
    await desk.see(ana, anaToo, eva, party('erp:party:9', { name: 'Brew Ltd', kind: 'ORGANISATION' }));
    expect(await refusal(call())).toEqual(['BAD_USER_INPUT', { argument }, false]);
    expect(await test.database.collection('decisions').countDocuments({})).toBe(0);
  });

  it.each([['no reason', ''], ['a blank one', '   '], ['one that is too long', 'x'.repeat(501)]])('refuse %s', async (_, reason) => {
    expect(await refusal(mergeCustomers({ customerIds: ['a', 'b'], reason }, desk.context))).toEqual(['BAD_USER_INPUT', { argument: 'reason' }, false]);
  });

  it('merge for every caller: the older id survives, and the other leads to it for ever', async () => {
    await desk.see(ana, anaToo);
    await desk.see(eva, order('shop:order:1', 'shop:party:3'));
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    const { decision, lineage } = await desk.merge(younger, older);
    expect(decision).toMatchObject({ kind: 'MUST_LINK', state: 'DONE', actor: 'steward-1', reason: 'Looked at the contract.' });
    expect(lineage).toMatchObject([{ kind: 'MERGED', customerId: younger, from: null, to: older, rule: 'steward', verified: true, actor: 'steward-1' }]);
    for (const view of [STAFF, OUTSIDE]) expect([await desk.resolve(younger, view), await desk.resolve(older, view)]).toEqual([older, older]);
    expect(await headOf('erp:party:1')).toEqual(['shop:order:1']);
    // What comes and goes does not undo it.
    await desk.see(party('shop:party:3', { name: 'Eva|Gil', emails: '✓new@x.example' }));
    await desk.lose('news:party:2');
    expect(await desk.resolve(younger)).toBe(older);
  });

  it('split what was merged: links, interactions, index and ids read as before', async () => {
    await desk.see(ana, anaToo, order('erp:order:7', 'erp:party:1'));
    await desk.see(eva, order('shop:order:1', 'shop:party:3'));
    const before = await reading();
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    await desk.merge(older, younger);
    const { lineage } = await desk.split(older, 'shop:party:3');
    expect(lineage).toMatchObject([{ kind: 'SPLIT', customerId: younger, from: older, to: null, actor: 'steward-1' }]);
    expect(await reading()).toEqual(before);
    expect([await desk.resolve(older), await desk.resolve(younger)]).toEqual([older, younger]);
  });

  it.each([
    ['the part that was set apart', { emails: '✓e@x.example' }, 'shop:party:3'],
    ['the part that stayed', { emails: '✓a@x.example' }, 'erp:party:1'],
    ['the one that it matches by the stronger rule', { emails: '✓e@x.example', phones: '✓+34600111222' }, 'shop:party:3'],
  ])('split, and let a record that came meanwhile go with %s', async (_, parts, mate) => {
    await desk.see(party('erp:party:1', { name: 'Eva|Gil', emails: '✓a@x.example', phones: '✓+34600111222' }));
    await desk.see(eva);
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    await desk.merge(older, younger);
    await desk.see(party('desk:party:4', { name: 'Eva|Gil', ...parts }), order('desk:order:4', 'desk:party:4'));
    await desk.split(older, 'shop:party:3');
    expect(await desk.idOf('desk:party:4')).toBe(await desk.idOf(mate));
    expect(await headOf(mate)).toEqual(['desk:order:4']);
    expect(await desk.idOf('erp:party:1')).not.toBe(await desk.idOf('shop:party:3'));
  });

  it('change nothing the second time, and answer the same', async () => {
    await desk.see(ana, anaToo, eva);
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    const merged = await desk.merge(older, younger);
    await desk.see(party('desk:party:4', { name: 'Ana|García', emails: '✓a@x.example' }));
    expect(await desk.merge(younger, older)).toEqual(merged);
    const split = await desk.split(older, 'shop:party:3');
    expect(await desk.split(older, 'shop:party:3')).toEqual(split);
    const rejected = await desk.reject('erp:party:1', 'shop:party:3');
    expect(rejected.decision._id).toBe(split.decision._id);
    const confirmed = await desk.confirm('news:party:2', 'erp:party:1');
    expect(confirmed.lineage).toMatchObject([{ kind: 'CONFIRMED', about: [older], refs: ['erp:party:1', 'news:party:2'] }]);
    expect(await desk.confirm('erp:party:1', 'news:party:2')).toEqual(confirmed);
    expect(await test.database.collection('lineage').countDocuments({})).toBe(3);
  });

  it('make what was joined for staff alone one for every caller, and never show an outside caller what no steward confirmed', async () => {
    await desk.see(party('erp:party:1', { name: 'Ana|García', emails: 'a@x.example' }));
    await desk.see(party('desk:party:2', { name: 'Ana|García', emails: 'a@x.example' }));
    await desk.see(party('news:party:3', { name: 'Ana|García', emails: 'a@x.example' }));
    const seenBy = async (ref: string) => (await test.store.customerIndex.byPartyRefs([ref], OUTSIDE)).get(ref)!.parties.map((each) => each.ref);
    expect((await partitions())[0]).toHaveLength(1);
    expect(await seenBy('erp:party:1')).toEqual(['erp:party:1']);
    await desk.confirm('desk:party:2', 'erp:party:1');
    expect(await seenBy('erp:party:1')).toEqual(['desk:party:2', 'erp:party:1']);
    expect((await test.store.parties.stored(['desk:party:2'])).get('desk:party:2')!.link).toMatchObject({ rule: 'founded' });
    // A merge speaks for the part that everybody sees, and for nobody who hangs on it by less.
    await desk.see(party('shop:party:4', { name: 'Eva|Gil' }));
    await desk.merge(await desk.idOf('shop:party:4'), await desk.idOf('erp:party:1'));
    expect(await seenBy('shop:party:4')).toEqual(['desk:party:2', 'erp:party:1', 'shop:party:4']);
  });

  it('stand for records that are away, and count again when they come back', async () => {
    await desk.see(ana, eva);
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    await desk.confirm('erp:party:1', 'shop:party:3');
    await desk.lose('shop:party:3');
    await desk.see(eva);
    expect(await desk.resolve(younger)).toBe(older);
    await desk.reject('erp:party:1', 'shop:party:3');
    expect(await desk.resolve(younger)).toBe(younger);
  });

  it('are finished by the next round of ingest where their writer died', async () => {
    await desk.see(ana, eva);
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    const dying = openDesk(dyingStore(test.store, 1), desk);
    await expect(dying.merge(older, younger)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await desk.resolve(younger)).toBe(younger);
    const ingest = createIngest({
      store: test.store,
      sources: new Map(),
      reader: { invalidate: () => Promise.resolve() },
      notices: createMemoryNotices(),
      apply: desk.deps,
      now: desk.context.now,
      logger: { info: () => undefined, warn: () => undefined },
    });
    await ingest.runOnce();
    expect(await desk.resolve(younger)).toBe(older);
  });

  it('are told to who follows the feed, each once and in order, from any place on', async () => {
    await desk.see(ana, anaToo);
    await desk.see(eva);
    const [older, younger] = [await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3')];
    expect(await test.store.lineage.feed(0, 10)).toEqual({ rows: [], hasMore: false });
    await desk.merge(older, younger);
    await desk.split(older, 'shop:party:3');
    await desk.reject('news:party:2', 'erp:party:1');
    const all = (await test.store.lineage.feed(0, 10)).rows;
    expect(all.map(({ entry }) => entry.kind)).toEqual(['MERGED', 'SPLIT', 'MOVED']);
    const read: string[] = [];
    for (let after = 0, more = true; more; ) {
      const page = await test.store.lineage.feed(after, 1);
      page.rows.forEach(({ number, entry }) => ((after = number), read.push(entry._id)));
      more = page.hasMore;
    }
    expect(read).toEqual(all.map(({ entry }) => entry._id));
    expect((await test.store.lineage.about([younger], 10)).map(({ kind }) => kind)).toEqual(['SPLIT', 'MERGED']);
  });

  it('leave no gap in the feed with many writers at once, nor an entry that a reader at its heels misses', async () => {
    const stores = [test.store, await test.another(), await test.another()];
    const entry = (id: number) => ({ _id: `customer:c${id}:2`, kind: 'SPLIT' as const, about: [`c${id}`], customerId: `c${id}`, from: 'c', to: null, refs: [], rule: null, verified: true, actor: 'gateway', decisionId: null, at: new Date(id), revision: 2 });
    const writing = Promise.all(stores.map(async (store, writer) => {
      for (let turn = 0; turn < 12; turn += 1) await store.lineage.log(Array.from({ length: 1 + (turn % 3) }, (_, each) => entry(writer * 1_000 + turn * 10 + each)));
    })).then(() => true);
    const read: string[] = [];
    let after = 0;
    for (let done = false; ; ) {
      const { rows } = await test.store.lineage.feed(after, 5);
      for (const { number, entry: { _id } } of rows) {
        after = number;
        read.push(_id);
      }
      if (done && rows.length === 0) break;
      done = (await Promise.race([writing, Promise.resolve(false)])) || done;
    }
    expect(new Set(read).size).toBe(72);
    expect(read).toHaveLength(72);
  });

  it('give a place to an entry whose writer died before, and none twice to whoever reads later', async () => {
    await desk.see(ana, eva);
    await desk.merge(await desk.idOf('erp:party:1'), await desk.idOf('shop:party:3'));
    await test.database.collection('lineage').updateMany({}, { $set: { numbered: false, number: null } });
    expect((await test.store.lineage.feed(0, 10)).rows).toHaveLength(1);
    await desk.sweep();
    const { rows } = await test.store.lineage.feed(0, 10);
    expect(rows.map(({ number }) => number)).toEqual([2]);
    expect(await test.store.lineage.unnumbered(10)).toEqual([]);
  });
});
