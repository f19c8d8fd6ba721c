/** What open streams are told when notices are lost, processes die half-way and several gateways share a store. */
import { createMemoryNotices, type Notices } from '../../datasources/redis/notices.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { INTERACTION_TOPIC } from '../../domain/interactionNotice.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { createLiveGateway, type LiveGateway } from '../support/liveGateway.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { dyingStore } from './faultyStore.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const never = new AbortController().signal;
/** Writes of one change of an event of a known customer, and some. */
const MOST_WRITES = 12;

/** Redis at its worst: what is sent reaches nobody. */
const deafNotices = (): Notices => ({ ...createMemoryNotices(), publish: () => Promise.resolve() });

describe.each(mongoServers())('open streams over the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  let ana: string;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(['erp', 'shop']), store: test.store, now: () => Date.UTC(2026, 5, 1) };
    epoch = 0;
    await see(party('erp:party:1', { name: 'Ana García' }), party('erp:party:2', { name: 'Bo Berg' }), party('shop:party:1', { name: 'Cy Cole' }));
    ana = (await test.store.customerIndex.byPartyRefs(['erp:party:1'], { audience: 'staff', rows: { all: true } })).get('erp:party:1')!.customerId;
  });
  afterEach(() => test.close());
  afterAll(() => server.close());
  const see = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const orders = (...ids: (string | number)[]) => ids.map((id) => order(`erp:order:${id}`, 'erp:party:1'));
  const gateway = (notices: Notices): LiveGateway => createLiveGateway(test.store, notices);

  it('cost nothing while there are none, and are told nothing of what was before', async () => {
    const { open, rounds, look } = gateway(deafNotices());
    test.commands.length = 0;
    look();
    expect([rounds.size, test.commands]).toEqual([0, []]);
    await see(...orders(1));
    const client = await open(ana);
    expect(rounds.size).toBe(1);
    await see(...orders(2));
    look();
    await client.keeps(1);
    expect(client.kept()).toEqual(['erp:order:2']);
    await client.leave();
    expect(rounds.size).toBe(0);
  });

  it('are told each event once where every notice is lost, however many there are and however often it is looked', async () => {
    const { open, look } = gateway(deafNotices());
    const client = await open(ana);
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    for (const n of numbers) {
      await see(...orders(n), order(`erp:order:b${n}`, 'erp:party:2'));
      if (n % 8 === 0) look();
    }
    look();
    await client.keeps(numbers.length);
    look();
    await see(...orders('last'));
    look();
    await client.keeps(numbers.length + 1);
    expect(client.kept().sort()).toEqual([...numbers, 'last'].map((n) => `erp:order:${n}`).sort());
    expect(client.told).toHaveLength(numbers.length + 1);
    await client.leave();
  });

  it('are told what a process had written when it was killed before its notice, at whichever write', async () => {
    const { open, look } = gateway(deafNotices());
    const client = await open(ana);
    const seen: string[] = [];
    for (let writes = 0; writes < MOST_WRITES; writes += Math.max(1, strideOf(1) - 3)) {
      const [record] = orders(`k${writes}`);
      seen.push(record!.ref);
      await applyChange({ ...deps, store: dyingStore(test.store, writes) }, [{ ref: record!.ref, epoch: (epoch += 1), record: record! }]).catch(() => undefined);
      look();
      // Another worker takes the lease over: where the content was written, equal content is only followed up, and no notice is sent.
      await see(record!);
      await settleBacklog(deps, never, () => undefined, (ref) => { throw new Error(`It cannot follow ${ref}.`); });
      look();
    }
    await client.keeps(seen.length);
    expect(client.kept().sort()).toEqual(seen.sort());
    await client.leave();
  });

  it('go on from the last cursor after a gap, once for who drops what it knows, and hear a change of an event with a greater revision', async () => {
    const notices = createMemoryNotices();
    const { open, look } = gateway(notices);
    const first = await open(ana);
    await see(...orders(1, 2));
    look();
    await first.keeps(2);
    await first.leave();
    await see(...orders(3, 4), order('erp:order:9', 'erp:party:2'));
    await see(order('erp:order:1', 'erp:party:1', { status: 'CANCELLED' }));
    const second = await open(ana, { after: first.told.at(-1)!.cursor, known: first });
    await see(...orders(5));
    await notices.publish(INTERACTION_TOPIC, { ref: 'erp:order:5', partyRef: 'erp:party:1' });
    await second.keeps(4);
    expect(second.kept()).toEqual(['erp:order:3', 'erp:order:4', 'erp:order:1', 'erp:order:5']);
    look();
    await see(...orders(6));
    look();
    await second.keeps(5);
    await second.leave();
  });

  it('page through a long gap', async () => {
    const { open, look } = gateway(deafNotices());
    const first = await open(ana);
    await see(...orders('first'));
    look();
    await first.keeps(1);
    await first.leave();
    await see(...orders(...Array.from({ length: 120 }, (_, n) => n)));
    const second = await open(ana, { after: first.told[0]!.cursor, known: first });
    await second.keeps(120);
    expect(new Set(second.kept()).size).toBe(120);
    await second.leave();
  });

  it('see a view of another system join an order as a change of that order', async () => {
    const { open, look } = gateway(deafNotices());
    const client = await open(ana);
    await see(order('erp:order:1', 'erp:party:1', { number: 'S-1', sharedReferences: ['W-1'] }));
    look();
    await client.keeps(1);
    await see(order('shop:order:1', 'shop:party:1', { number: 'W-1' }));
    look();
    await client.keeps(2);
    await see(order('shop:order:1', 'shop:party:1', { number: 'W-1', status: 'SHIPPED' }));
    look();
    await client.keeps(3);
    expect(client.told.map(({ refs }) => refs)).toEqual([['erp:order:1'], ['erp:order:1', 'shop:order:1'], ['erp:order:1', 'shop:order:1']]);
    await client.leave();
  });

  it('of two gateways without Redis hear of what the other one wrote', async () => {
    const [one, other] = [createMemoryNotices(), createMemoryNotices()];
    const [here, there] = [gateway(one), gateway(other)];
    const clients = await Promise.all([here.open(ana), there.open(ana)]);
    await see(...orders(1));
    await one.publish(INTERACTION_TOPIC, { ref: 'erp:order:1', partyRef: 'erp:party:1' });
    await clients[0]!.keeps(1);
    there.look();
    here.look();
    await clients[1]!.keeps(1);
    await see(...orders(2));
    here.look();
    there.look();
    for (const client of clients) {
      await client.keeps(2);
      expect(client.told.map(({ refs, revision }) => [refs[0], revision])).toEqual([['erp:order:1', 1], ['erp:order:2', 1]]);
      await client.leave();
    }
  });
});
