/** Reads of matching that no other test of the store makes: review pages, versions, all decisions, merges of a day. */
import { edgeId } from '../../datasources/mongo/edges.ts';
import type { ParametersDocument } from '../../datasources/mongo/documents.ts';
import { createParametersHolder, rulesHashOf, ACTIVE_MARK } from '../../operations/parameters/activeParameters.ts';
import { activateParameters } from '../../operations/parameters/activateParameters.ts';
import { dryRun } from '../../operations/parameters/dryRun.ts';
import { healthFigures, measureIdentity } from '../../operations/measureIdentity.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { openDesk, SYSTEMS } from './stewards.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

const AT = new Date('2026-05-01T10:00:00Z');
const version = (_id: number, parts: Partial<ParametersDocument> = {}): ParametersDocument => ({
  _id, rules: {}, rulesHash: rulesHashOf({}), model: null, trainedAt: AT, trainedBy: 'sam', activatedAt: null, activatedBy: null, reason: null, dryRun: null, ...parts,
});

describe.each(mongoServers())('reads of matching on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(() => test.close());
  afterAll(() => server.close());

  it('gives reviews likeliest first, each once, however many weigh the same', async () => {
    const { edges } = test.store;
    const pairs = [0.5, -1, 0.5, 0.25, -1, 0.5].map((weight, index) => ({ refs: [`erp:party:${index}`, `shop:party:${index}`] as [string, string], weight }));
    await edges.put(pairs.map(({ refs, weight }) => ({ _id: edgeId(...refs), refs, weight, levels: [], telling: true, parameters: 1, at: AT })));
    const ids = pairs.map(({ refs }) => edgeId(...refs));
    // One has been decided meanwhile, and one has not been placed yet.
    await edges.setStates(ids.slice(0, 5).map((id, index) => ({ id, state: index === 1 ? ('DECIDED' as const) : ('REVIEW' as const), since: new Date(AT.getTime() + index) })));
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | null = null, hasMore = true; hasMore; ) {
      const page = await edges.reviews(1, after);
      seen.push(...page.rows.map(({ row }) => row._id));
      after = page.rows.at(-1)!.position;
      ({ hasMore } = page);
    }
    expect(seen).toEqual([ids[0], ids[2], ids[3], ids[4]]);
    expect(await edges.waiting()).toEqual({ count: 4, oldest: AT });
  });

  it('lists versions with what their models were learned from, and nothing else of them', async () => {
    const training = { records: 9, candidatePairs: 8, expectedMatches: 7 };
    await test.store.parameters.add(version(1, { model: { version: 1, kinds: {}, blocking: { limit: 1, frequent: ['x'] }, training } }));
    await test.store.parameters.add(version(2));
    expect(await test.store.parameters.newest(5)).toEqual([version(2), { ...version(1), model: { training } }]);
    expect((await test.store.parameters.newest(1)).map(({ _id }) => _id)).toEqual([2]);
  });

  it('reckons what other rules would split of what no steward has put together, and activates them after that alone', async () => {
    const desk = openDesk(test.store);
    const ana = (ref: string) => party(ref, { name: 'Ana|García', emails: '✓ana@x.example' });
    await desk.see(ana('erp:party:1'), ana('shop:party:2'), party('desk:party:3', { name: 'Eva|Gil', emails: '✓e@x.example' }), party('news:party:4', { name: 'Evita|Gil' }));
    await desk.confirm('desk:party:3', 'news:party:4');
    const rules = { blockList: { email: ['ana@x.example'] } };
    await test.store.parameters.add(version(1, { rules, rulesHash: rulesHashOf(rules) }));
    const parameters = createParametersHolder({ store: test.store, settings: {}, systems: SYSTEMS });
    const deps = { ...desk.deps, parameters };
    await expect(activateParameters(1, 'Shared mailbox.', 'sam', deps)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await test.store.marks.get(ACTIVE_MARK)).toBeNull();

    const result = await dryRun(1, deps);
    expect(result).toMatchObject({ against: 0, records: 4, joins: 0, splits: 1, examples: [{ kind: 'SPLIT', groups: [['erp:party:1'], ['shop:party:2']] }] });
    expect((await test.store.parameters.byVersion(1))?.dryRun).toEqual(result);
    await activateParameters(1, 'Shared mailbox.', 'sam', deps);
    expect(await test.store.parameters.byVersion(1)).toMatchObject({ activatedBy: 'sam', reason: 'Shared mailbox.' });
    expect([await test.store.marks.get(ACTIVE_MARK), parameters.known().version, (await test.store.parties.unsettled(9)).length]).toEqual(['1', 1, 4]);
  });

  it('gives every decision once, page by page', async () => {
    const desk = openDesk(test.store);
    await desk.see(...[1, 2, 3, 4].map((number) => party(`erp:party:${number}`, { name: `No|One${number}` })));
    await desk.confirm('erp:party:1', 'erp:party:2');
    await desk.reject('erp:party:3', 'erp:party:4');
    const first = await test.store.decisions.all(null, 1);
    const second = await test.store.decisions.all(first[0]!._id, 5);
    expect(new Set([...first, ...second].map(({ kind }) => kind))).toEqual(new Set(['MUST_LINK', 'CANNOT_LINK']));
    expect(await test.store.decisions.all(second.at(-1)!._id, 5)).toEqual([]);
  });

  it('measures records, customers and merges as they are', async () => {
    const desk = openDesk(test.store);
    await desk.see(...[1, 2, 3].map((number) => party(`erp:party:${number}`, { name: `No|One${number}` })));
    await desk.confirm('erp:party:1', 'erp:party:2');
    const now = desk.context.now();
    expect(await measureIdentity({ store: test.store, now: () => now }, new AbortController().signal)).toBe(true);
    const figures = (await healthFigures(test.store))!;
    expect(figures).toMatchObject({ records: 3, customers: 2, alone: 1, largest: { records: 2 } });
    expect(figures.days[0]!.merges).toEqual([{ rule: 'steward', count: 1 }]);
    expect(figures.days.slice(1).every(({ merges }) => merges.length === 0)).toBe(true);
  });
});
