import { setTimeout as wait } from 'node:timers/promises';
import type { InboxDocument } from '../../datasources/mongo/documents.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { partyDocument } from './documents.ts';
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

  it('leaves work to whom holds its lease again in time, and to the next one where it was too late', async () => {
    const { inbox } = test.store;
    await inbox.signal(signals(1, 2));
    const [first] = await inbox.leaseRefs('slow', ['shop:party:1'], 1);
    const [second] = await inbox.leaseRefs('slower', ['shop:party:2'], 1);
    await wait(20);
    await inbox.renew([first!], LONG_MS);
    const taken = await inbox.lease('next', 'shop', 'party', 5, 1);
    expect(refsOf(taken)).toEqual(['shop:party:2']);
    await wait(20);
    await inbox.renew([second!], LONG_MS);
    expect(refsOf(await inbox.lease('third', 'shop', 'party', 5, LONG_MS))).toEqual(['shop:party:2']);
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
    await inbox.retry([{ ref: work!._id, epoch: work!.epoch, failure: 'timeout', delayMs: LONG_MS, isFault: false }]);
    expect(await inbox.lease('w', 'shop', 'party', 5, LONG_MS)).toEqual([]);
    const [asked] = await inbox.leaseRefs('w', ['shop:party:1', 'shop:party:2'], LONG_MS);
    expect(asked).toMatchObject({ attempts: 1, lastFailure: 'timeout' });
    await inbox.retry([{ ref: asked!._id, epoch: asked!.epoch, failure: 'timeout', delayMs: LONG_MS, isFault: false }]);
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

  it('gives what was released to the next one at once, as if nobody had had it', async () => {
    const { inbox } = test.store;
    await inbox.signal(signals(1));
    const [work] = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
    await inbox.release([{ ref: work!._id, epoch: work!.epoch }]);
    expect(await inbox.lease('next', 'shop', 'party', 5, LONG_MS)).toMatchObject([{ attempts: 0, faults: 0, epoch: 2 }]);
    await inbox.release([{ ref: work!._id, epoch: work!.epoch }]);
    expect(await inbox.leaseRefs('third', ['shop:party:1'], LONG_MS)).toEqual([]);
  });

  describe('set aside', () => {
    const aside = async (...ids: number[]) => {
      const { inbox } = test.store;
      await inbox.signal(signals(...ids));
      const batch = await inbox.leaseRefs('w', ids.map((id) => `shop:party:${id}`), LONG_MS);
      await inbox.setAside(batch.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty, failure: 'unreadable' })));
      return batch;
    };
    const listed = async (system: string | null = null, after: readonly (string | number)[] | null = null, first = 10) => {
      const { rows, hasMore } = await test.store.inbox.listSetAside({ system, after, first });
      return { refs: rows.map(({ row }) => row._id), rows, hasMore };
    };

    it('is work for nobody', async () => {
      const { inbox } = test.store;
      await aside(1);
      expect(await inbox.lease('w', 'shop', 'party', 5, LONG_MS)).toEqual([]);
      expect(await inbox.leaseRefs('w', ['shop:party:1'], LONG_MS)).toEqual([]);
      expect(await inbox.waiting()).toEqual([]);
      expect((await listed()).rows.map(({ row }) => row)).toEqual([
        { _id: 'shop:party:1', system: 'shop', type: 'party', faults: 1, lastFailure: 'unreadable', setAsideAt: expect.any(Date) },
      ]);
    });

    it('is not what a signal has reached since it was leased, nor what another worker holds', async () => {
      const { inbox } = test.store;
      await inbox.signal(signals(1, 2));
      const [first, second] = await inbox.lease('w', 'shop', 'party', 2, 1);
      await inbox.signal(signals(1));
      await wait(20);
      const [taken] = await inbox.leaseRefs('next', ['shop:party:2'], LONG_MS);
      await inbox.setAside([first!, second!].map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty, failure: 'defect' })));
      expect((await listed()).refs).toEqual([]);
      expect(await inbox.lease('w', 'shop', 'party', 5, LONG_MS)).toMatchObject([{ _id: 'shop:party:1', faults: 1, attempts: 1 }]);
      await inbox.complete([{ ref: taken!._id, epoch: taken!.epoch, dirty: taken!.dirty }]);
      expect(await inbox.undone(['shop:party:2'])).toEqual(new Set());
    });

    it('is tried again upon a new signal, its faults still counted', async () => {
      const { inbox } = test.store;
      await aside(1);
      await inbox.signal(signals(1));
      expect((await listed()).refs).toEqual([]);
      expect(await inbox.lease('w', 'shop', 'party', 5, LONG_MS)).toMatchObject([{ _id: 'shop:party:1', dirty: 1, faults: 1 }]);
    });

    it('is tried again from the beginning when it is replayed, by ref or by system, and once however often', async () => {
      const { inbox } = test.store;
      await aside(1, 2, 3);
      expect(await inbox.replay({ refs: ['shop:party:2', 'shop:party:9'] })).toBe(1);
      expect(await inbox.replay({ refs: ['shop:party:2'] })).toBe(0);
      expect(await inbox.replay({ system: 'desk' })).toBe(0);
      expect(await inbox.replay({ system: 'shop' })).toBe(2);
      const work = await inbox.lease('w', 'shop', 'party', 5, LONG_MS);
      expect(work.map(({ dirty, attempts, faults }) => [dirty, attempts, faults])).toEqual(Array(3).fill([1, 0, 0]));
    });

    it('is listed newest first, in pages, of all systems or of one', async () => {
      const { inbox } = test.store;
      await aside(1, 2);
      await wait(5);
      await aside(3);
      await inbox.signal([{ ref: 'desk:party:1', system: 'desk', type: 'party' }]);
      const [other] = await inbox.lease('w', 'desk', 'party', 5, LONG_MS);
      await inbox.setAside([{ ref: other!._id, epoch: other!.epoch, dirty: 1, failure: 'refused' }]);
      for (const system of [null, 'shop']) {
        const seen: string[] = [];
        for (let after: readonly (string | number)[] | null = null, more = true; more; ) {
          const page = await listed(system, after, 2);
          seen.push(...page.refs);
          [after, more] = [page.rows.at(-1)!.position, page.hasMore];
        }
        expect(seen.filter((ref) => ref.startsWith('shop'))).toEqual(['shop:party:3', 'shop:party:2', 'shop:party:1']);
        expect(seen).toHaveLength(system === null ? 4 : 3);
      }
    });
  });

  describe('observations', () => {
    const said = (text: string, order: number, id = 1) => ({ ...signals(id)[0]!, record: { ...partyDocument(`shop:party:${id}`).record!, territory: text }, order });
    const lease = async () => (await test.store.inbox.lease('w', 'shop', 'party', 5, LONG_MS))[0];
    const done = ({ _id, epoch, dirty, observedOrder }: InboxDocument) => test.store.inbox.complete([{ ref: _id, epoch, dirty, observedOrder }]);
    const territory = (work: InboxDocument | undefined) => (work?.observation?.record as PartyRecord | undefined)?.territory;

    it('change nothing where they are earlier than one before, taken or not', async () => {
      const { inbox } = test.store;
      await inbox.observe([said('second', 2), said('first', 1)]);
      await inbox.observe([said('first', 1)]);
      const work = await lease();
      expect([territory(work), work!.dirty]).toEqual(['second', 1]);
      await done(work!);
      await inbox.observe([said('first', 1)]);
      await inbox.observe([said('second', 2)]);
      expect(await lease()).toBeUndefined();
    });

    it('are gone when they were applied, and only then', async () => {
      const { inbox } = test.store;
      await inbox.observe([said('first', 9)]);
      const work = await lease();
      await inbox.observe([said('second', 10)]);
      await done(work!);
      const next = await lease();
      expect([territory(next), next!.dirty]).toEqual(['second', 1]);
      await done(next!);
      expect(await test.database.collection('inbox').findOne({})).toMatchObject({ observation: null, dirty: 0 });
    });

    it('end alike in whichever order two of one place come', async () => {
      const { inbox } = test.store;
      const winners: unknown[] = [];
      for (const [order, texts] of [[1, ['this', 'that']], [2, ['that', 'this']]] as const) {
        for (const text of texts) await inbox.observe([said(text, order)]);
        const work = await lease();
        winners.push(territory(work));
        await done(work!);
      }
      expect(winners[0]).toMatch(/^th/);
      expect(winners[1]).toBe(winners[0]);
    });

    it('of several writers at once leave the latest', async () => {
      const stores = [test.store, await test.another(), await test.another()];
      await Promise.all(Array.from({ length: 12 }, (_, order) => stores[order % 3]!.inbox.observe([said(`no ${order}`, order)])));
      expect(territory(await lease())).toBe('no 11');
    });
  });
});
