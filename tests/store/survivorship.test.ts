/** A change of the rule of the golden name reaches what is stored already. */
import type { ConfiguredRule } from '../../domain/goldenRecord/rules.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { followSurvivorship } from '../../operations/followSurvivorship.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

describe.each(mongoServers())('the rule of the golden name on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(['erp', 'shop']), store: test.store, now: () => Date.UTC(2026, 5, 1) };
    const records = [party('erp:party:1', { name: 'Ann|Lo' }), party('shop:party:1', { name: 'Annabel|Lo', references: [{ meaning: 'identity', by: 'ref', value: 'erp:party:1', role: null, from: null, until: null }] })];
    await applyChange(deps, records.map((record, index) => ({ ref: record.ref, epoch: index + 1, record })));
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const configure = async (rule: ConfiguredRule) => {
    const survivorship = { ...deps.survivorship, rules: { name: rule } };
    const had = await followSurvivorship(test.store, survivorship);
    await settleBacklog({ ...deps, survivorship }, new AbortController().signal, () => undefined, (_ref, error) => {
      throw error;
    });
    const { rows } = await test.store.customerIndex.list({ filter: {}, orderBy: 'NAME_ASC', after: null, first: 10 }, { audience: 'staff', rows: { all: true } });
    return { had, names: rows.map(({ row }) => row.nameKey.split(' ').slice(0, 2).join(' ')) };
  };

  it('leaves the index as it is where the rule is as it was', async () => {
    expect(await configure('sourcePriority')).toEqual({ had: false, names: ['lo ann'] });
    expect(await configure('sourcePriority')).toEqual({ had: false, names: ['lo ann'] });
  });

  it('has customers listed by the name that the new rule chooses, and by the old one when it is back', async () => {
    expect(await configure('longest')).toEqual({ had: true, names: ['lo annabel'] });
    expect(await configure('longest')).toEqual({ had: false, names: ['lo annabel'] });
    expect(await configure('sourcePriority')).toEqual({ had: true, names: ['lo ann'] });
  });
});
