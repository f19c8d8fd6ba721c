import { edgeId } from '../../../datasources/mongo/edges.ts';
import type { LineageEntry } from '../../../domain/identity/lineage.ts';
import { healthFigures, HEALTH_MARK, measureIdentity, MEASURE_EVERY_MS } from '../../../operations/measureIdentity.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

const DAY_MS = 86_400_000;
const all = 'measuredAt records customers unlinkedShare largest { customer { id } records } merges { day rule count } reviewsWaiting oldestReviewSince parameters alarms';
const never = new AbortController().signal;

let world: World;
const ask = (caller: Parameters<World['request']>[0] = {}, args = '') => run(world.request({ role: 'steward', ...caller }), `{ identityHealth${args} { ${all} } }`);
const measure = (nowMs = NOW_MS) => measureIdentity({ store: world.store, now: () => nowMs }, never);
const merged = (name: string, at: number, rule: LineageEntry['rule'] = 'email'): LineageEntry => ({
  _id: name, kind: 'MERGED', about: [ADA], customerId: ADA, from: null, to: 'x', refs: [], rule, verified: true, actor: 'gateway', decisionId: null, at: new Date(at), revision: 1,
});

beforeEach(async () => {
  world = await createWorld(sample);
});

describe('the health of identity', () => {
  it.each([0, 31])('is not told of %i days', async (days) => {
    expect((await ask({}, `(days: ${days})`)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'days' } }]);
  });

  it('says that nothing was measured, rather than that all is well', async () => {
    expect((await ask()).data!['identityHealth']).toEqual({
      measuredAt: null, records: null, customers: null, unlinkedShare: null, largest: null, merges: null, reviewsWaiting: 0, oldestReviewSince: null, parameters: 0, alarms: ['NOT_MEASURED'],
    });
  });

  it('looks at no customer itself', async () => {
    await measure();
    world.forget();
    await run(world.request({ role: 'steward' }), '{ identityHealth { records customers unlinkedShare largest { records } merges { count } reviewsWaiting alarms } }');
    expect(world.calls.sort()).toEqual(['edges.waiting', 'marks.get']);
  });

  it('keeps the largest customer from whom it is outside of', async () => {
    await measure();
    const south = { rows: { all: false, keys: ['territory:South'] } as never };
    expect((await ask(south)).data!['identityHealth'].largest).toEqual({ customer: null, records: 4 });
  });

  it('tells what was measured, what waits and what is beyond its threshold', async () => {
    const [one, other] = ['tryton:party:1', 'tryton:party:2'] as const;
    const since = new Date(NOW_MS - 15 * DAY_MS);
    await world.store.edges.put([{ _id: edgeId(one, other), refs: [one, other], weight: 0.5, levels: [], telling: false, parameters: 1, at: since }]);
    await world.store.edges.setStates([{ id: edgeId(one, other), state: 'REVIEW', since }]);
    await world.store.lineage.log([merged('a', NOW_MS), merged('b', NOW_MS), merged('c', NOW_MS, 'probabilistic'), merged('d', NOW_MS - DAY_MS), { ...merged('e', NOW_MS), kind: 'SPLIT' }, merged('f', NOW_MS - 8 * DAY_MS)]);
    expect(await measure()).toBe(true);
    const { data, errors } = await ask({ config: { identityAlarms: { largestCustomer: 3 } } });
    expect(errors).toEqual([]);
    expect(data!['identityHealth']).toEqual({
      measuredAt: new Date(NOW_MS).toISOString(), records: 6, customers: 3, unlinkedShare: 2 / 6, largest: { customer: { id: ADA }, records: 4 },
      merges: [{ day: '2026-03-04', rule: 'email', count: 2 }, { day: '2026-03-04', rule: 'probabilistic', count: 1 }, { day: '2026-03-03', rule: 'email', count: 1 }],
      reviewsWaiting: 1, oldestReviewSince: since.toISOString(), parameters: 0, alarms: ['LARGEST_CUSTOMER', 'REVIEW_AGE'],
    });
    expect((await ask({}, '(days: 1)')).data!['identityHealth'].merges).toHaveLength(2);
  });
});

describe('measuring identity', () => {
  it('is left alone while the last figures are young, and when it is to end', async () => {
    const ended = AbortSignal.abort();
    expect(await measureIdentity({ store: world.store, now: () => NOW_MS }, ended)).toBe(false);
    expect(await world.store.marks.get(HEALTH_MARK)).toBeNull();
    expect([await measure(), await measure(NOW_MS + MEASURE_EVERY_MS - 1), await measure(NOW_MS + MEASURE_EVERY_MS)]).toEqual([true, false, true]);
  });

  it('counts no day again that was over, and keeps the share of each', async () => {
    await measure();
    world.forget();
    await measure(NOW_MS + DAY_MS);
    // The day before was not over when it was counted last.
    expect(world.calls.filter((call) => call === 'lineage.merges')).toHaveLength(2);
    const { days } = (await healthFigures(world.store))!;
    expect(days.slice(0, 3).map(({ day, unlinkedShare }) => [day, unlinkedShare])).toEqual([['2026-03-05', 2 / 6], ['2026-03-04', 2 / 6], ['2026-03-03', null]]);
    expect(days).toHaveLength(30);
  });

  it('reads figures of another make as none', async () => {
    await world.store.marks.put(HEALTH_MARK, '{"records":3}');
    expect(await healthFigures(world.store)).toBeNull();
    expect(await measure()).toBe(true);
  });
});
