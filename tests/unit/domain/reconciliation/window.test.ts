import fc from 'fast-check';
import type { ReconciliationRule } from '../../../../domain/reconciliation/rules.ts';
import { likelyTwins, windowReach, type WindowView } from '../../../../domain/reconciliation/window.ts';

const HOUR = 3_600_000;
const rank = ['erp', 'shop', 'pos'];
const between = (one: string, other: string): ReconciliationRule => ({
  systems: [one, other], kind: 'order', window: { amountTolerance: 0.1, timeToleranceMs: 24 * HOUR }, agreement: { amountTolerance: 0 },
});
const rules = [between('erp', 'shop')];
const view = (ref: string, amount: string, hour: number, parts: Partial<WindowView> = {}): WindowView => ({
  ref, system: ref.split(':')[0]!, kind: 'order', atMs: hour * HOUR, total: { amount, currency: 'EUR' }, customer: 'c1', named: false, ...parts,
});
const pairsOf = (views: readonly WindowView[], by = rules): string[] =>
  [...likelyTwins(views, by, rank).values()].flatMap(({ ref, likelyTwinOf }) => (likelyTwinOf ? [`${ref} ${likelyTwinOf}`] : [])).sort();

describe('reconciliation by amount, time and customer', () => {
  const erp = view('erp:order:1', '120.00', 0);
  const shop = view('shop:order:2', '120.00', 2);

  it.each([
    ['of different customers', { customer: 'c2' }],
    ['of nobody that is known', { customer: null }],
    ['farther apart in time than the bound', { atMs: 25 * HOUR }],
    ['farther apart in amount than the bound', { total: { amount: '120.11', currency: 'EUR' } }],
    ['of another currency', { total: { amount: '120.00', currency: 'GBP' } }],
    ['without an amount', { total: null }],
    ['of which one is named by a reference', { named: true }],
  ])('leaves apart two views %s', (_name, parts) => {
    expect(pairsOf([erp, { ...shop, ...parts }])).toEqual([]);
  });

  it('leaves apart systems of which no rule speaks, and views of one system', () => {
    expect(pairsOf([erp, view('pos:order:3', '120.00', 1), view('erp:order:4', '120.00', 1)])).toEqual([]);
  });

  it('leaves apart a view and two that are equally near to it', () => {
    expect(pairsOf([erp, shop, view('shop:order:3', '120.00', -2)])).toEqual([]);
  });

  it('leaves apart a view that is nearest to one that is nearer to another', () => {
    expect(pairsOf([erp, shop, view('erp:order:5', '120.00', 3)])).toEqual(['shop:order:2 erp:order:5']);
  });

  it('joins the nearest two, the view of the higher rank leading', () => {
    expect(likelyTwins([shop, erp], rules, rank)).toEqual(new Map([
      ['shop:order:2', { ref: 'shop:order:2', likelyTwinOf: 'erp:order:1', likelyTwins: [] }],
      ['erp:order:1', { ref: 'erp:order:1', likelyTwinOf: null, likelyTwins: ['shop:order:2'] }],
    ]));
  });

  it('takes an amount within a share of the greater one', () => {
    const share = [{ ...rules[0]!, window: { amountTolerance: { share: 0.01 }, timeToleranceMs: HOUR * 24 } }];
    expect(pairsOf([erp, { ...shop, total: { amount: '118.80', currency: 'EUR' } }], share)).toHaveLength(1);
    expect(pairsOf([erp, { ...shop, total: { amount: '118.79', currency: 'EUR' } }], share)).toEqual([]);
  });

  it('makes one event of three systems, and none where a system would have two views of it', () => {
    const all = [between('erp', 'shop'), between('shop', 'pos')];
    const pos = view('pos:order:3', '120.00', 3);
    expect(pairsOf([erp, shop, pos], all)).toEqual(['pos:order:3 erp:order:1', 'shop:order:2 erp:order:1']);
    // By its own rule the till's other view is the ERP's: two of the till would be one event.
    const third = { ...between('erp', 'pos'), window: { amountTolerance: 0.1, timeToleranceMs: 2 * HOUR } };
    expect(pairsOf([erp, shop, pos, view('pos:order:4', '120.00', -1)], [...all, third])).toEqual([]);
  });
});

/** A crowd in which ties, near misses and chains are common. */
const crowdOver = (hours: number, maxLength: number) => fc
  .array(fc.record({ system: fc.constantFrom('erp', 'shop', 'pos'), hour: fc.integer({ min: -hours, max: hours }), cents: fc.integer({ min: 0, max: 30 }), customer: fc.constantFrom('c1', 'c1', 'c2'), named: fc.integer({ min: 0, max: 9 }) }), { maxLength })
  .map((all) => all.map(({ system, hour, cents, customer, named }, index) => view(`${system}:order:${index}`, `100.${String(cents).padStart(2, '0')}`, hour, { customer, named: named === 0 })));
const crowd = crowdOver(100, 40);
const ruleSets = fc.constantFrom(rules, [between('erp', 'shop'), between('shop', 'pos')], [between('erp', 'shop'), between('shop', 'pos'), between('pos', 'erp')]);

describe('pairs by window', () => {
  it('are the same in whatever order the views come', () => {
    fc.assert(fc.property(crowd.chain((views) => fc.tuple(fc.constant(views), fc.shuffledSubarray(views, { minLength: views.length }))), ruleSets, ([views, shuffled], by) => {
      expect(pairsOf(shuffled, by)).toEqual(pairsOf(views, by));
    }), { numRuns: 150, seed: 7 });
  });

  it('have one view of a system at most, and one lead', () => {
    fc.assert(fc.property(crowd, ruleSets, (views, by) => {
      const all = likelyTwins(views, by, rank);
      for (const { ref, likelyTwinOf, likelyTwins: lesser } of all.values()) {
        const group = [ref, ...lesser].map((each) => each.split(':')[0]);
        expect(new Set(group).size).toBe(group.length);
        for (const each of lesser) expect(all.get(each)).toEqual({ ref: each, likelyTwinOf: ref, likelyTwins: [] });
        if (likelyTwinOf) expect(all.get(likelyTwinOf)!.likelyTwins).toContain(ref);
      }
    }), { numRuns: 150, seed: 9 });
  });

  it('change nowhere beyond the reach of a change, and are told by what lies within it', () => {
    fc.assert(fc.property(crowdOver(300, 60), crowd, ruleSets, (views, [added], by) => {
      if (!added) return;
      const extra = { ...added, ref: `${added.ref}x` };
      const reach = windowReach('order', by)!;
      const [before, after] = [likelyTwins(views, by, rank), likelyTwins([...views, extra], by, rank)];
      const within = (ms: number) => (each: WindowView) => Math.abs(each.atMs - extra.atMs) <= ms;
      for (const each of views.filter((one) => !within(reach.whole)(one))) expect(after.get(each.ref)).toEqual(before.get(each.ref));
      const near = likelyTwins([...views, extra].filter(within(reach.read)), by, rank);
      for (const each of [...views, extra].filter(within(reach.whole))) expect(near.get(each.ref)).toEqual(after.get(each.ref));
    }), { numRuns: 300, seed: 10 });
  });
});
