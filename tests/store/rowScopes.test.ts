/** A change of the configuration of row scopes reaches what is stored already. */
import type { RowView } from '../../domain/principal.ts';
import { DEFAULT_ROW_SCOPES, type RowScopesConfig } from '../../domain/rowScopes.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { followRowScopes } from '../../operations/followRowScopes.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { applyOptions } from '../support/acmeIngest.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { order, party } from '../support/partyRecords.ts';
import { looseEnds } from './canonical.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);

describe.each(mongoServers())('row scopes on the $name server', (server) => {
  let test: TestStore;
  let deps: ApplyDeps;
  beforeEach(async () => {
    test = await openTestStore(server);
    deps = { ...applyOptions(['erp', 'shop']), store: test.store, now: () => Date.UTC(2026, 5, 1) };
    const records: SourceRecord[] = [
      party('erp:party:1', { name: 'Ana García', account: 'C-1', distributor: 'D-01' }),
      party('shop:party:1', { name: 'Luis Pérez', account: 'C-1' }),
      order('shop:order:1', 'shop:party:1'),
      order('erp:order:1', 'erp:party:1'),
    ];
    await applyChange(deps, records.map((record, index) => ({ ref: record.ref, epoch: index + 1, record })));
  });
  afterEach(async () => {
    const ends = await looseEnds(test.database);
    await test.close();
    expect(ends).toEqual([]);
  });
  afterAll(() => server.close());

  const view = (key: string): RowView => ({ audience: 'outside', rows: { all: false, keys: [key] } });
  const seen = async (key: string) => ({
    customers: (await test.store.customerIndex.list({ filter: {}, orderBy: 'NAME_ASC', after: null, first: 10 }, view(key))).rows.flatMap(({ row }) => row.parties.map(({ ref }) => ref)),
    orders: (await test.store.interactions.listScoped({ kinds: ['order'], after: null, first: 10 }, view(key))).rows.map(({ row }) => row.ref).sort(),
  });
  const configure = async (rowScopes: RowScopesConfig | undefined) => {
    const configured: ApplyDeps = { ...deps, ...(rowScopes && { rowScopes }) };
    const had = await followRowScopes(test.store, rowScopes);
    const unsettled = (await test.store.parties.unsettled(10)).length;
    await settleBacklog(configured, new AbortController().signal, () => undefined, (_ref, error) => {
      throw error;
    });
    return { had, unsettled };
  };
  const onlyErp: RowScopesConfig = { ...DEFAULT_ROW_SCOPES, account: { field: 'account', sources: ['erp'] } };

  it('take customers and orders away from whom the new configuration does not let in, and give them back', async () => {
    const both = { customers: ['erp:party:1', 'shop:party:1'], orders: ['erp:order:1', 'shop:order:1'] };
    expect(await seen('account:C-1')).toEqual(both);
    expect(await configure(onlyErp)).toEqual({ had: true, unsettled: 2 });
    expect(await seen('account:C-1')).toEqual({ customers: ['erp:party:1'], orders: ['erp:order:1'] });
    expect(await configure(undefined)).toEqual({ had: true, unsettled: 2 });
    expect(await seen('account:C-1')).toEqual(both);
  });

  it('let in by the new field', async () => {
    await configure({ ...DEFAULT_ROW_SCOPES, territory: { field: 'distributor', sources: null } });
    expect(await seen('territory:D-01')).toEqual({ customers: ['erp:party:1'], orders: ['erp:order:1'] });
  });

  it('are left as they are where nothing was configured, nor where it is as before', async () => {
    expect(await configure(undefined)).toEqual({ had: false, unsettled: 0 });
    expect(await configure(onlyErp)).toMatchObject({ had: true });
    expect(await configure(onlyErp)).toEqual({ had: false, unsettled: 0 });
  });

  it('are begun anew where the process died before it was noted', async () => {
    const marks = { ...test.store.marks, put: () => Promise.reject(new Error('killed')) };
    await expect(followRowScopes({ parties: test.store.parties, marks }, onlyErp)).rejects.toThrow('killed');
    expect(await configure(onlyErp)).toEqual({ had: true, unsettled: 2 });
    expect(await seen('account:C-1')).toEqual({ customers: ['erp:party:1'], orders: ['erp:order:1'] });
  });
});
