import type { RowView } from '../../domain/principal.ts';
import type { OrderRecord, SourceRecord } from '../../domain/records.ts';
import type { ReconciliationRule } from '../../domain/reconciliation/rules.ts';
import { randomStream } from '../../examples/acme/people/random.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { decide } from '../../operations/decisions/decide.ts';
import { followReconciliation } from '../../operations/followReconciliation.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { sweepDiscrepancies } from '../../operations/sweepDiscrepancies.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { dyingStore, heldStore } from './faultyStore.ts';
import { strideOf } from './strides.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const [HOUR, DAY] = [3_600_000, 86_400_000];
const systems = ['erp', 'shop', 'desk'];
const rule: ReconciliationRule = {
  systems: ['erp', 'shop'], kind: 'order', window: { amountTolerance: 0.1, timeToleranceMs: DAY }, agreement: { amountTolerance: 0 }, expectedIn: { system: 'erp', afterMs: 2 * DAY },
};
const NOW = Date.UTC(2026, 5, 1);
const staff: RowView = { audience: 'staff', rows: { all: true } };
const outside: RowView = { audience: 'outside', rows: { all: true } };
const never = new AbortController().signal;

const euros = (amount: string) => ({ amount, currency: 'EUR' });
/** An order of so many hours after the first of March, with a number of its own. */
const bought = (ref: string, partyRef: string, amount: string, hour: number, parts: Partial<OrderRecord> = {}) =>
  order(ref, partyRef, { at: new Date(Date.UTC(2026, 2, 1) + hour * HOUR).toISOString(), total: euros(amount), number: ref.replaceAll(':', '-'), ...parts });
const ana = { name: 'Ana|García', emails: '✓ana@x.example' };

describe.each(mongoServers())('reconciliation on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  let epoch: number;
  let nowMs: number;
  beforeEach(async () => {
    test = await openTestStore(server);
    nowMs = NOW;
    deps = { ...applyOptions(systems), reconciliation: [rule], store: test.store, now: () => nowMs };
    epoch = 0;
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const see = (...records: SourceRecord[]) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epoch += 1), record })));
  const lose = (...refs: string[]) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epoch += 1), record: null })));
  const pairsIn = async ({ database }: TestStore) =>
    (await database.collection('interactions').find({ $or: [{ likelyTwinOf: { $type: 'string' } }, { twinOf: { $type: 'string' } }] }).toArray())
      .map(({ _id, twinOf, likelyTwinOf }) => `${String(_id)} ${twinOf ? 'is' : 'may be'} ${String(twinOf ?? likelyTwinOf)}`).sort();
  const pairs = () => pairsIn(test);
  const standingIn = async ({ database }: TestStore) =>
    (await database.collection('discrepancies').find({ state: { $ne: 'RESOLVED' } }).toArray()).map(({ _id, state }) => `${String(_id).replaceAll('\n', ' ')} ${String(state)}`).sort();
  const standing = () => standingIn(test);
  const headOf = async (ref: string, view = staff) => ((await test.store.customerIndex.byPartyRefs([ref], view)).get(ref)?.head ?? '').split('\n').map((line) => line.split(' ')[0]);
  const anas = () => see(party('erp:party:1', ana), party('shop:party:1', ana));

  describe('a pair by amount, time and customer', () => {
    beforeEach(async () => {
      await anas();
      await see(bought('erp:order:1', 'erp:party:1', '50.00', 0));
      await see(bought('shop:order:1', 'shop:party:1', '50.05', 2));
    });

    it('is not shown to an outside caller, who meets two orders', async () => {
      expect(await pairs()).toEqual(['shop:order:1 may be erp:order:1']);
      expect(await headOf('shop:party:1', outside)).toEqual(['shop:order:1', 'erp:order:1']);
      expect((await test.store.interactions.byRefs(['shop:order:1'])).get('shop:order:1')!._id).toBe('shop:order:1');
      const timeline = await test.store.interactions.timeline(['erp:party:1', 'shop:party:1'], { kinds: ['order'], after: null, first: 5 });
      expect(timeline.rows.map(({ row: { ref, twins } }) => [ref, twins])).toEqual([['shop:order:1', []], ['erp:order:1', []]]);
    });

    it('does not bring an order of one verified part into the timeline, or the scope, of another', async () => {
      await see(party('desk:party:1', { name: 'Ana|García', emails: 'b@x.example', phones: '+34600111222', distributor: 'D-2' }), party('erp:party:2', { name: 'Ana|García', phones: '+34600111222', distributor: 'D-1' }));
      await see(bought('desk:order:7', 'desk:party:1', '9.00', 0), bought('erp:order:7', 'erp:party:2', '9.00', 1));
      deps = { ...deps, reconciliation: [rule, { ...rule, systems: ['erp', 'desk'] }] };
      await see(bought('erp:order:7', 'erp:party:2', '9.01', 1));
      expect(await pairs()).toContain('desk:order:7 may be erp:order:7');
      expect(await headOf('erp:party:2')).toEqual(['erp:order:7=desk:order:7']);
      expect(await headOf('erp:party:2', outside)).toEqual(['erp:order:7']);
      expect(await headOf('desk:party:1', outside)).toEqual(['desk:order:7']);
      const scoped: RowView = { audience: 'outside', rows: { all: false, keys: ['distributor:D-2'] } };
      const rows = await test.store.interactions.listScoped({ kinds: ['order'], after: null, first: 9 }, scoped);
      expect(rows.rows.map(({ row }) => row.ref)).toEqual(['desk:order:7']);
    });

    it('is one row for staff, under the ref of the greater view, to which the other one leads', async () => {
      expect(await headOf('shop:party:1')).toEqual(['erp:order:1=shop:order:1']);
      expect((await test.store.interactions.byRefs(['shop:order:1'], true)).get('shop:order:1')!._id).toBe('erp:order:1');
      const timeline = await test.store.interactions.timeline(['erp:party:1', 'shop:party:1'], { kinds: ['order'], after: null, first: 5, likely: true });
      expect(timeline.rows.map(({ row: { ref, twins } }) => [ref, twins])).toEqual([['erp:order:1', ['shop:order:1']]]);
      expect(await standing()).toEqual(['AMOUNT erp:order:1 shop:order:1 OPEN']);
    });

    it.each([
      ['its amount', () => bought('shop:order:1', 'shop:party:1', '55.00', 2)],
      ['its time', () => bought('shop:order:1', 'shop:party:1', '50.05', 30)],
      ['a reference to another event', () => bought('shop:order:1', 'shop:party:1', '50.05', 2, { sharedReferences: ['Z-9'] })],
      ['its party', () => bought('shop:order:1', 'shop:party:9', '50.05', 2)],
    ])('is undone when a view changes %s, and comes back with it', async (_name, changed) => {
      await see(party('shop:party:9', { name: 'Luis|Pérez' }));
      await see(changed());
      expect([await pairs(), await standing()]).toEqual([[], ['MISSING shop:order:1 erp OPEN']]);
      expect((await headOf('erp:party:1')).filter((ref) => ref === 'erp:order:1')).toHaveLength(1);
      await see(bought('shop:order:1', 'shop:party:1', '50.05', 2));
      expect([await pairs(), await standing()]).toEqual([['shop:order:1 may be erp:order:1'], ['AMOUNT erp:order:1 shop:order:1 OPEN']]);
    });

    it('gives way to a shared reference, and comes back when that is gone', async () => {
      await see(bought('erp:order:2', 'erp:party:1', '49.00', 60, { sharedReferences: ['shop-order-1'] }));
      expect(await pairs()).toEqual(['shop:order:1 is erp:order:2']);
      expect(await headOf('shop:party:1')).toEqual(['erp:order:2=shop:order:1', 'erp:order:1']);
      await lose('erp:order:2');
      expect(await pairs()).toEqual(['shop:order:1 may be erp:order:1']);
    });

    it('ends where another view is as near as its own, and comes back when that one moves away', async () => {
      await see(bought('shop:order:2', 'shop:party:1', '50.05', -2));
      expect(await pairs()).toEqual([]);
      await see(bought('shop:order:2', 'shop:party:1', '50.05', -400));
      expect(await pairs()).toEqual(['shop:order:1 may be erp:order:1']);
    });

    it('is undone when its customers are parted, and made when they are joined, by a steward', async () => {
      const say = (kind: 'MUST_LINK' | 'CANNOT_LINK') => decide(deps, { kind, sides: [['erp:party:1'], ['shop:party:1']], reason: 'r', actor: 's' });
      await say('CANNOT_LINK');
      expect(await pairs()).toEqual([]);
      expect([await headOf('erp:party:1'), await headOf('shop:party:1')]).toEqual([['erp:order:1'], ['shop:order:1']]);
      await say('MUST_LINK');
      expect(await pairs()).toEqual(['shop:order:1 may be erp:order:1']);
      expect(await headOf('erp:party:1')).toEqual(['erp:order:1=shop:order:1']);
    });

    it('is undone when a record loses what tied it to the customer, also where that ends a tie', async () => {
      await see(party('shop:party:2', ana), bought('shop:order:2', 'shop:party:2', '50.05', -2));
      expect(await pairs()).toEqual([]);
      await see(party('shop:party:2', { name: 'Luis|Pérez' }));
      expect(await pairs()).toEqual(['shop:order:1 may be erp:order:1']);
      await see(party('shop:party:1', { name: 'Eva|Ruiz' }));
      expect(await pairs()).toEqual([]);
    });

    it('is undone when one of the two is gone', async () => {
      await lose('erp:order:1');
      expect([await pairs(), await standing()]).toEqual([[], ['MISSING shop:order:1 erp OPEN']]);
    });
  });

  describe('one changed event', () => {
    it('is reconciled by the views near it alone, however many the customer has', async () => {
      await anas();
      const many = Array.from({ length: 120 }, (_, index) => bought(`shop:order:${index}`, 'shop:party:1', `${index}.00`, index * 24));
      await see(...many, bought('erp:order:5', 'erp:party:1', '50.00', 50 * 24));
      expect(await pairs()).toEqual(['shop:order:50 may be erp:order:5']);
      test.commands.length = 0;
      await see(bought('erp:order:6', 'erp:party:1', '80.00', 80 * 24));
      expect(await pairs()).toEqual(['shop:order:50 may be erp:order:5', 'shop:order:80 may be erp:order:6']);
      const find = test.commands.find(({ find: name, hint }) => name === 'interactions' && hint === 'ofParty')!;
      expect(await test.database.collection('interactions').countDocuments(find['filter'])).toBeLessThan(20);
    });
  });

  describe('an order that another system should have', () => {
    it('is not missing before its time, and is found by the sweeper afterwards', async () => {
      await anas();
      await see(bought('shop:order:1', 'shop:party:1', '50.00', 24 * 92));
      expect(await standing()).toEqual([]);
      nowMs += DAY;
      await sweepDiscrepancies(deps, never);
      expect(await standing()).toEqual([]);
      nowMs += DAY;
      await sweepDiscrepancies(deps, never);
      expect(await standing()).toEqual(['MISSING shop:order:1 erp OPEN']);
      await sweepDiscrepancies(deps, never);
      await see(bought('erp:order:1', 'erp:party:1', '50.00', 24 * 92 + 1));
      expect(await standing()).toEqual([]);
      expect([...(await test.store.discrepancies.byIds(['MISSING\nshop:order:1\nerp'])).values()]).toMatchObject([{ state: 'RESOLVED', revision: 2 }]);
    });
  });

  it('opens and closes what two views disagree in, and keeps a steward\'s word on it', async () => {
    await anas();
    await see(bought('erp:order:1', 'erp:party:1', '50.00', 0, { sharedReferences: ['shop-order-1'] }), bought('shop:order:1', 'shop:party:1', '60.00', 0, { status: 'CANCELLED' }));
    expect(await standing()).toEqual(['AMOUNT erp:order:1 shop:order:1 OPEN', 'STATUS erp:order:1 shop:order:1 OPEN']);
    const texts = JSON.stringify(await test.database.collection('discrepancies').find({}).toArray());
    for (const value of ['60', '50.00', 'CANCELLED', 'PAID', 'Ana', 'ana@']) expect(texts).not.toContain(`"${value}`);
    await see(party('shop:party:1', { name: 'Luis|Pérez' }));
    expect(await standing()).toContain('PARTY erp:order:1 shop:order:1 OPEN');
    await see(party('shop:party:1', ana), bought('shop:order:1', 'shop:party:1', '50.00', 0, { status: 'DONE' }));
    expect(await standing()).toEqual([]);
  });

  it('follows rules that are configured, changed or left out later', async () => {
    const follow = async (...rules: ReconciliationRule[]) => {
      const had = await followReconciliation(test.store, rules);
      await settleBacklog({ ...deps, reconciliation: rules }, never, () => undefined, (_ref, error) => { throw error as Error; });
      return [had, await pairs(), await standing()];
    };
    deps = { ...deps, reconciliation: [] };
    await anas();
    await see(bought('erp:order:1', 'erp:party:1', '50.00', 0), bought('shop:order:1', 'shop:party:1', '50.05', 2));
    expect(await follow()).toEqual([false, [], []]);
    expect(await follow(rule)).toEqual([true, ['shop:order:1 may be erp:order:1'], ['AMOUNT erp:order:1 shop:order:1 OPEN']]);
    expect(await headOf('erp:party:1')).toEqual(['erp:order:1=shop:order:1']);
    expect(await follow({ ...rule, agreement: { amountTolerance: 0.05 } })).toEqual([true, ['shop:order:1 may be erp:order:1'], []]);
    expect((await follow({ ...rule, agreement: { amountTolerance: 0.05 } }))[0]).toBe(false);
    expect(await follow()).toEqual([true, [], []]);
    expect(await headOf('erp:party:1')).toEqual(['shop:order:1', 'erp:order:1']);
  });

  /** Records in which pairs by reference, by window, ties and moves are common. */
  function story(seed: number): SourceRecord[] {
    const random = randomStream(seed, 'reconciliation');
    const parties = Array.from({ length: 6 }, (_, index) => party(`${systems[index % 3]!}:party:${index}`, { name: 'Ana|García', emails: random.pick(['✓a@x.example', '✓b@x.example']) }));
    const orders = Array.from({ length: 30 }, (_, index) => {
      const system = random.pick(['erp', 'shop']);
      const of = random.pick(parties.filter(({ ref }) => ref.startsWith(system))).ref;
      const sharedReferences = system === 'erp' && random.chance(0.5) ? [`shop-order-${random.int(0, 29)}`] : [];
      return bought(`${system}:order:${index}`, of, random.pick(['10.00', '10.00', '10.05', '20.00']), random.int(0, 200), { sharedReferences });
    });
    return [...parties, ...orders];
  }
  const told = async (into: TestStore, records: readonly SourceRecord[], size: number) => {
    const own: ApplyDeps = { ...deps, ...applyOptions(systems), store: into.store };
    for (let from = 0; from < records.length; from += size) await applyChange(own, records.slice(from, from + size).map((record) => ({ ref: record.ref, epoch: 1, record })));
    return JSON.stringify([await pairsIn(into), await standingIn(into)]);
  };

  it('ends in the same pairs and discrepancies whatever the order and the batches', async () => {
    const records = story(11);
    const random = randomStream(12, 'orders of arrival');
    const ends = new Set<string>();
    for (const size of [records.length, 5]) {
      const other = await openTestStore(server);
      ends.add(await told(other, random.shuffle(records), size));
      // Events that came before the parties that they name have asked for those.
      expect((await looseEnds(other.database)).filter((end) => !end.startsWith('undone '))).toEqual([]);
      await other.close();
    }
    expect(ends.size).toBe(1);
    expect([...ends][0]).toMatch(/ is .* may be |may be .* is /);
  });

  describe('with what happens on the way', () => {
    const first = story(21);
    // A customer is joined, one is parted, orders come, move and go.
    const change: SourceRecord[] = [
      party('erp:party:0', { name: 'Ana|García', emails: '✓b@x.example' }), party('shop:party:1', { name: 'Ana|García', emails: '✓a@x.example' }),
      bought('shop:order:50', 'shop:party:4', '10.00', 60), bought('erp:order:51', 'erp:party:3', '10.05', 61),
    ];
    const again = async (own: ApplyDeps) => {
      await applyChange(own, change.map((record) => ({ ref: record.ref, epoch: 2, record })));
    };
    const endOf = async (of: TestStore) => JSON.stringify([await pairsIn(of), await standingIn(of)]);

    it('ends where an undisturbed worker does when it is killed at any of its writes', async () => {
      await told(test, first, 100);
      await again(deps);
      const expected = await endOf(test);
      for (let writes = 1; ; writes += strideOf(4)) {
        const other = await openTestStore(server);
        const own: ApplyDeps = { ...deps, ...applyOptions(systems), store: other.store };
        await told(other, first, 100);
        const died = await again({ ...own, store: dyingStore(other.store, writes) }).then(() => false, () => true);
        await again(own);
        await settleBacklog(own, never, () => undefined, (_ref, error) => { throw error as Error; });
        await sweepDiscrepancies(own, never);
        expect(await endOf(other)).toBe(expected);
        expect(await looseEnds(other.database)).toEqual([]);
        await other.close();
        if (!died) break;
      }
    });

    it('ends where one worker does when another one does the same between any two of its calls', async () => {
      await told(test, first, 100);
      await again(deps);
      const expected = await endOf(test);
      for (let calls = 3; ; calls += strideOf(12)) {
        const other = await openTestStore(server);
        const own: ApplyDeps = { ...deps, ...applyOptions(systems), store: other.store };
        await told(other, first, 100);
        const held = heldStore(other.store, calls, () => again({ ...own, newId: applyOptions(systems, 7).newId }));
        await again({ ...own, store: held.store });
        expect(await endOf(other)).toBe(expected);
        expect(await looseEnds(other.database)).toEqual([]);
        await other.close();
        if (!held.wasReached()) break;
      }
    });
  });

  describe('a record that comes to another customer while something else is taken in of it', () => {
    const ORDERS = [bought('erp:order:1', 'erp:party:1', '50.00', 0, { sharedReferences: ['shop-order-1'] }), bought('shop:order:1', 'shop:party:1', '50.00', 0)];
    const takeIn = (own: ApplyDeps, record: SourceRecord) => applyChange(own, [{ ref: record.ref, epoch: (epoch += 1), record }]);
    const moves = (own: ApplyDeps) => takeIn(own, party('shop:party:1', { name: 'Luis|Pérez' }));
    /** Of the same party, so its customers' index documents are written anew. */
    const somethingElse = (own: ApplyDeps) => takeIn(own, bought('shop:order:9', 'shop:party:1', '7.00', 500));
    const begin = async (): Promise<[TestStore, ApplyDeps]> => {
      const other = await openTestStore(server);
      const own: ApplyDeps = { ...deps, ...applyOptions(systems), store: other.store };
      await takeIn(own, party('erp:party:1', ana));
      await takeIn(own, party('shop:party:1', ana));
      for (const each of ORDERS) await takeIn(own, each);
      return [other, own];
    };
    const EXPECTED = ['PARTY erp:order:1 shop:order:1 OPEN'];

    it('is met in its orders, whenever that is', async () => {
      for (let calls = 3; ; calls += strideOf(5)) {
        const [other, own] = await begin();
        const held = heldStore(other.store, calls, () => somethingElse(own));
        await moves({ ...own, store: held.store });
        expect([calls, (await standingIn(other)).filter((line) => line.startsWith('PARTY'))]).toEqual([calls, EXPECTED]);
        await other.close();
        if (!held.wasReached()) break;
      }
    });

    it('is met in its orders, also where its worker has died on the way', async () => {
      for (let writes = 1; ; writes += strideOf(2)) {
        const [other, own] = await begin();
        const died = await moves({ ...own, store: dyingStore(other.store, writes) }).then(() => false, () => true);
        await somethingElse(own);
        await moves(own);
        await settleBacklog(own, never, () => undefined, (_ref, error) => { throw error as Error; });
        expect([writes, (await standingIn(other)).filter((line) => line.startsWith('PARTY'))]).toEqual([writes, EXPECTED]);
        await other.close();
        if (!died) break;
      }
    });
  });
});
