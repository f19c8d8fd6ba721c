import type { PullProgress } from '../../datasources/mongo/documents.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { eventDocument, partyDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);
const LONG_MS = 600_000;
const AT = new Date('2026-05-01T00:00:00.000Z');
const progress = (highWater: string): PullProgress => ({ since: null, highWater, begunAt: AT, completedAt: AT, fullAt: AT, open: null, sweep: null, failure: null });

describe.each(mongoServers())('the pulls on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(() => test.close());
  afterAll(() => server.close());

  it('give the lease of a source to one of several who ask at once, and to nobody else until it is given back', async () => {
    const [one, other] = [test.store.pulls, (await test.another()).pulls];
    const won = await Promise.all([one, other, one, other].map((each, number) => each.lease('shop', `p${number}`, LONG_MS)));
    const [first, ...more] = won.filter((each) => each !== null);
    expect(more).toEqual([]);
    expect(await other.lease('shop', 'late', LONG_MS)).toBeNull();
    expect(await other.lease('erp', 'late', LONG_MS)).toMatchObject({ fence: 1 });
    await one.release({ system: 'shop', fence: first!.fence }, true);
    expect(await other.lease('shop', 'late', LONG_MS)).toMatchObject({ fence: first!.fence + 1, leaseOwner: 'late' });
  });

  it('let nobody write whose lease another one has taken over, and anybody whose lease has only run out', async () => {
    const { pulls } = test.store;
    const late = { system: 'shop', fence: (await pulls.lease('shop', 'one', -1_000))!.fence };
    expect(await pulls.save(late, 'party', progress('first'), -1_000)).toBe(true);
    const now = { system: 'shop', fence: (await pulls.lease('shop', 'other', LONG_MS))!.fence };
    expect([await pulls.renew(late, LONG_MS), await pulls.save(late, 'party', progress('late'), LONG_MS)]).toEqual([false, false]);
    await pulls.release(late, true);
    await pulls.takeWish(late, { at: AT, sweep: true, confirmed: {} });
    expect(await pulls.get('shop')).toMatchObject({ leaseOwner: 'other', types: { party: progress('first') } });
    expect(await pulls.save(now, 'order', progress('second'), LONG_MS)).toBe(true);
    expect((await pulls.bySystems(['shop', 'erp'])).map(({ types }) => types)).toEqual([{ party: progress('first'), order: progress('second') }]);
  });

  it('give no lease to who comes too soon after the last one, unless somebody wished for it', async () => {
    const { pulls } = test.store;
    const { fence } = (await pulls.lease('shop', 'one', LONG_MS))!;
    await pulls.release({ system: 'shop', fence }, true);
    expect(await pulls.lease('shop', 'other', LONG_MS, LONG_MS)).toBeNull();
    await pulls.wish('shop', { at: AT, sweep: true, confirmed: { party: 7 } });
    const leased = (await pulls.lease('shop', 'other', LONG_MS, LONG_MS))!;
    expect(leased.wanted).toEqual({ at: AT, sweep: true, confirmed: { party: 7 } });
    const later = { at: new Date(AT.getTime() + 1), sweep: false, confirmed: {} };
    await pulls.wish('shop', later);
    await pulls.takeWish({ system: 'shop', fence: leased.fence }, leased.wanted!);
    expect((await pulls.get('shop'))!.wanted).toEqual(later);
    await pulls.takeWish({ system: 'shop', fence: leased.fence }, later);
    expect((await pulls.get('shop'))!.wanted).toBeNull();
  });

  it('hold no lease again that was given back, though its renewal comes late', async () => {
    const { pulls } = test.store;
    const lease = { system: 'shop', fence: (await pulls.lease('shop', 'one', LONG_MS))!.fence };
    await pulls.release(lease, true);
    expect(await pulls.renew(lease, LONG_MS)).toBe(false);
    expect((await pulls.get('shop'))!.leaseUntil).toBeNull();
  });

  it('say whether what they were leased for was done: not while it is under way, nor where it was given back before its end or by nobody', async () => {
    const { pulls } = test.store;
    const isUnfinished = async () => (await pulls.get('shop'))!.unfinished;
    const next = async () => ({ system: 'shop', fence: (await pulls.lease('shop', 'one', -1_000))!.fence });
    await pulls.wish('shop', { at: AT, sweep: false, confirmed: {} });
    expect(await isUnfinished()).toBe(false);
    await pulls.release(await next(), false);
    expect(await isUnfinished()).toBe(true);
    await pulls.release(await next(), true);
    expect(await isUnfinished()).toBe(false);
    await next();
    expect(await isUnfinished()).toBe(true);
  });

  it('tell what a sweep has seen, and what the store has of a type in the order of its refs', async () => {
    const { inbox, parties, interactions } = test.store;
    const refs = ['9', '10', 'a:b'].map((id) => `shop:party:${id}`);
    await inbox.signal(refs.slice(0, 2).map((ref) => ({ ref, system: 'shop', type: 'party' as const })), 41);
    await inbox.signal([{ ref: refs[1]!, system: 'shop', type: 'party' }], 42);
    await inbox.signal([{ ref: refs[0]!, system: 'shop', type: 'party' }]);
    expect(await inbox.sweptBy(41, refs)).toEqual(new Set([refs[0]]));
    expect(await inbox.sweptBy(42, refs)).toEqual(new Set([refs[1]]));
    expect([await inbox.waitingOf('shop', ['party', 'order']), await inbox.waitingOf('shop', ['order']), await inbox.waitingOf('erp', ['party'])]).toEqual([2, 0, 0]);
    await parties.upsert([...refs, 'shop-two:party:1', 'sho:party:1'].map((ref) => partyDocument(ref)));
    await interactions.upsert([eventDocument('shop:order:1', 'shop:party:9')]);
    const page = await parties.page('shop', 'party', null, 2);
    expect(page.map(({ _id, state }) => [_id, state])).toEqual([['shop:party:10', 'LIVE'], ['shop:party:9', 'LIVE']]);
    expect((await parties.page('shop', 'party', page[1]!._id, 2)).map(({ _id }) => _id)).toEqual(['shop:party:a:b']);
    expect((await interactions.page('shop', 'order', null, 2)).map(({ _id }) => _id)).toEqual(['shop:order:1']);
  });
});
