import { setTimeout as wait } from 'node:timers/promises';
import { mongoServers } from '../support/mongoServers.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);
const LONG_MS = 600_000;
const signals = (...ids: number[]) => ids.map((id) => ({ ref: `shop:party:${id}`, system: 'shop', type: 'party' as const }));
const refsOf = (batch: { _id: string }[]) => batch.map(({ _id }) => _id).sort();

describe.each(mongoServers())('the inbox on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(() => test.close());
  afterAll(() => server.close());

  it('gives nobody what another worker holds', async () => {
    const { inbox } = test.store;
    const other = (await test.another()).inbox;
    await inbox.signal(signals(...Array.from({ length: 40 }, (_, index) => index)));
    const batches = await Promise.all([inbox, other, inbox, other].map((each, worker) => each.lease(`w${worker}`, 'shop', 'party', 40, LONG_MS)));
    expect(refsOf(batches.flat())).toHaveLength(40);
    expect(new Set(refsOf(batches.flat())).size).toBe(40);
    expect(await inbox.lease('late', 'shop', 'party', 40, LONG_MS)).toEqual([]);
    expect(await inbox.leaseRefs('late', ['shop:party:1'], LONG_MS)).toEqual([]);
  });

  it('counts every signal, those at once included', async () => {
    const { inbox } = test.store;
    await Promise.all(Array.from({ length: 8 }, () => inbox.signal(signals(1, 2))));
    const batch = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
    expect(batch.map(({ dirty, epoch }) => [dirty, epoch])).toEqual([[8, 1], [8, 1]]);
  });

  it('stays to be done when a signal came after the lease', async () => {
    const { inbox } = test.store;
    await inbox.signal(signals(1, 2));
    const batch = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
    await inbox.signal(signals(2));
    await inbox.complete(batch.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty })));
    expect(await inbox.undone(['shop:party:1', 'shop:party:2'])).toEqual(new Set(['shop:party:2']));
    expect(await inbox.waiting()).toEqual([{ system: 'shop', type: 'party', count: 1 }]);
    const [again] = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
    expect(again).toMatchObject({ _id: 'shop:party:2', epoch: 2, dirty: 1 });
  });

  it('takes work over when a lease has run out, and then refuses the first worker', async () => {
    const { inbox } = test.store;
    await inbox.signal(signals(1));
    const [first] = await inbox.lease('paused', 'shop', 'party', 5, 1);
    await wait(20);
    const [second] = await inbox.lease('next', 'shop', 'party', 5, LONG_MS);
    expect(second).toMatchObject({ _id: 'shop:party:1', epoch: first!.epoch + 1 });
    await inbox.complete([{ ref: first!._id, epoch: first!.epoch, dirty: first!.dirty }]);
    expect(await inbox.undone(['shop:party:1'])).toEqual(new Set(['shop:party:1']));
  });

  it('gives failed work back for later, and at once to whoever asks for it by ref or signals it', async () => {
    const { inbox } = test.store;
    await inbox.signal(signals(1));
    const [work] = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
    await inbox.retry([{ ref: work!._id, epoch: work!.epoch, failure: 'timeout', delayMs: LONG_MS }]);
    expect(await inbox.lease('w', 'shop', 'party', 5, LONG_MS)).toEqual([]);
    const [asked] = await inbox.leaseRefs('w', ['shop:party:1', 'shop:party:2'], LONG_MS);
    expect(asked).toMatchObject({ attempts: 1, lastFailure: 'timeout' });
    await inbox.retry([{ ref: asked!._id, epoch: asked!.epoch, failure: 'timeout', delayMs: LONG_MS }]);
    await inbox.signal(signals(1));
    expect(refsOf(await inbox.lease('w', 'shop', 'party', 5, LONG_MS))).toEqual(['shop:party:1']);
  });

  it('leases by system and type, no more than asked for', async () => {
    const { inbox } = test.store;
    await inbox.signal([...signals(1, 2, 3), { ref: 'shop:order:1', system: 'shop', type: 'order' }, { ref: 'desk:party:1', system: 'desk', type: 'party' }]);
    expect(await inbox.lease('w', 'shop', 'party', 2, LONG_MS)).toHaveLength(2);
    expect(refsOf(await inbox.lease('w', 'shop', 'order', 9, LONG_MS))).toEqual(['shop:order:1']);
    expect(await inbox.lease('w', 'desk', 'order', 9, LONG_MS)).toEqual([]);
  });
});
