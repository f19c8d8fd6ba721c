/** A record that was erased: nothing of it is left, its interactions' values are gone too, and it cannot come back. */
import type { Db, Document } from 'mongodb';
import type { Store } from '../../datasources/mongo/store.ts';
import type { SourceRecord } from '../../domain/records.ts';
import type { Principal } from '../../domain/principal.ts';
import { applyChange, writeChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { eraseRecords, finishErasures } from '../../operations/eraseRecords.ts';
import { pinValue } from '../../operations/pins/pinValue.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { STAFF } from './stewards.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const systems = ['desk', 'shop'];
const NOON = Date.UTC(2026, 5, 1, 12);
const EVA = 'desk:party:e.gilabert@x.example';
const secret = { name: 'Eva|Gilabert', emails: '✓e.gilabert@x.example', phones: '✓+34600111222' };
/** What of her must be nowhere; her ref is one of them. */
const VALUES = ['gilabert', '600111222', 'w-8812', 'evita'];
const by = { actor: 'stew', reason: 'asked for it' };
const never = new AbortController().signal;

async function holding(database: Db): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await database.listCollections().toArray()) {
    for (const row of await database.collection<Document>(name).find({}).toArray()) {
      const text = JSON.stringify(row).toLowerCase();
      for (const value of VALUES) if (text.includes(value)) found.push(`${name} ${value}`);
    }
  }
  return found;
}

describe.each(mongoServers())('a record that was erased, on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(systems), store: test.store, now: () => NOON };
    epoch = 0;
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const take = (records: readonly SourceRecord[], own = deps) => applyChange(own, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const over = (store: Store): ApplyDeps => ({ ...deps, store });
  const herself = () => [party(EVA, secret), order('desk:order:1', EVA, { number: 'W-8812' })];
  /** Eva at the desk and in the shop, two orders, and a pin on her desk record. */
  async function known(): Promise<void> {
    await take([...herself(), party('shop:party:7', { name: 'E|G', emails: '✓e.gilabert@x.example' })]);
    await take([party('shop:party:7', { name: 'E|G', loyaltyIds: '✓L-1' }), order('shop:order:7', 'shop:party:7')]);
    const { customerId } = (await test.store.customerIndex.byPartyRefs([EVA], STAFF)).get(EVA)!;
    const pinning = { principal: { subject: 'stew', role: 'steward' } as Principal, view: STAFF, met: new Set<string>(), store: test.store, applyNow: null, keyedHash: deps.keyedHash, now: deps.now, signal: never };
    await pinValue({ customerId, value: { name: { full: 'Evita Gilabert', given: 'Evita', family: 'Gilabert' } }, reason: 'says so', expiresAt: new Date(NOON + 86_400_000).toISOString() }, pinning);
    await settleBacklog(deps, never, () => undefined, () => undefined);
    await test.database.collection('inbox').deleteMany({});
  }

  it('leaves nothing behind but a tombstone that names nobody, and its interactions without values and name', async () => {
    await known();
    await test.store.inbox.signal([{ ref: EVA, system: 'desk', type: 'party' }]);
    expect(new Set((await holding(test.database)).map((each) => each.split(' ')[0]))).toEqual(new Set(['parties', 'interactions', 'customerIndex', 'inbox']));
    const erased = await eraseRecords(deps, [EVA], by);
    expect([erased.events, erased.refs.slice(0, 1), erased.refs.includes('desk:order:1')]).toEqual([1, [EVA], true]);
    expect(await holding(test.database)).toEqual([]);
    expect(await test.store.parties.byRefs([EVA])).toEqual(new Map());
    expect((await test.store.interactions.stored(['desk:order:1'])).get('desk:order:1')).toMatchObject({ state: 'ERASED', parties: [], scope: [], numbers: [] });
    const [tombstone] = await test.database.collection('tombstones').find({}).toArray();
    expect(Object.keys(tombstone!).sort()).toEqual(['_id', 'at']);
    expect(await test.database.collection('erasures').countDocuments({})).toBe(0);
    expect(await test.store.customerIndex.byKey(`ref:${EVA}`, STAFF, 5)).toEqual([]);
  });

  it('leaves the records of others as they were', async () => {
    await known();
    await eraseRecords(deps, [EVA], by);
    const other = (await test.store.customerIndex.byPartyRefs(['shop:party:7'], STAFF)).get('shop:party:7')!;
    expect([other.head, other.parties.map(({ ref }) => ref)]).toEqual([expect.stringContaining('shop:order:7'), ['shop:party:7']]);
  });

  it('cannot come back, nor new interactions in its name, nor what a source moves to it', async () => {
    await known();
    await eraseRecords(deps, [EVA], by);
    await take(herself());
    await take([order('desk:order:2', EVA, { number: 'W-8812' }), order('shop:order:7', EVA, { number: 'W-8812' })]);
    expect(await holding(test.database)).toEqual([]);
    expect([...(await test.store.interactions.stored(['desk:order:1', 'desk:order:2', 'shop:order:7'])).values()].map(({ _id, state }) => [_id, state]).sort()).toEqual([['desk:order:1', 'ERASED'], ['shop:order:7', 'GONE']]);
  });

  it('can be a single interaction, whose party stays', async () => {
    await known();
    expect(await eraseRecords(deps, ['desk:order:1'], by)).toEqual({ refs: ['desk:order:1'], events: 1 });
    await take(herself());
    expect((await holding(test.database)).filter((each) => each.includes('w-8812'))).toEqual([]);
    expect((await test.store.parties.byRefs([EVA])).get(EVA)).toMatchObject({ state: 'LIVE' });
  });

  it('can be one that nobody has yet, and twice', async () => {
    await eraseRecords(deps, [EVA], by);
    await take(herself());
    expect(await holding(test.database)).toEqual([]);
    expect(await eraseRecords(deps, [EVA], by)).toEqual({ refs: [EVA], events: 0 });
  });

  it('is finished by whoever comes after a writer that died, wherever it died', async () => {
    for (let writes = 0, died = true; died; writes += strideOf(2)) {
      await known();
      died = await eraseRecords(over(dyingStore(test.store, writes)), [EVA], by).then(() => false, () => true);
      await finishErasures(deps, never, (error) => {
        throw error;
      });
      await settleBacklog(deps, never, () => undefined, () => undefined);
      // Without the wish nothing was promised.
      if (writes > 0) expect([writes, await holding(test.database)]).toEqual([writes, []]);
      await test.database.collection('tombstones').deleteMany({});
      for (const name of ['parties', 'interactions', 'customerIndex', 'customers', 'inbox', 'lineage']) await test.database.collection(name).deleteMany({});
    }
  });

  it('is erased again where a worker that had read it before writes it after all, and where that one then dies', async () => {
    for (const dies of [false, true]) {
      // The look for tombstones is the first call of the store; the wish comes right after it.
      const held = heldStore(test.store, 2, () => eraseRecords(deps, [EVA], by));
      const batch = herself().map((record) => ({ ref: record.ref, epoch: (epoch += 1), record }));
      if (!dies) await applyChange(over(held.store), batch);
      else {
        const store = { ...held.store, erasures: { ...held.store.erasures, request: () => Promise.reject(new Error('killed')) } };
        await expect(writeChange(over(store), batch)).rejects.toThrow('killed');
      }
      expect(held.wasReached()).toBe(true);
      expect((await holding(test.database)).length).toBeGreaterThan(0);
      await settleBacklog(deps, never, () => undefined, () => undefined);
      await finishErasures(deps, never, (error) => {
        throw error;
      });
      expect(await holding(test.database)).toEqual([]);
      await test.database.collection('tombstones').deleteMany({});
    }
  });
});
