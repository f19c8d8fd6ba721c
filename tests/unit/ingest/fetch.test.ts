import { SourceError, UnreadableRecords, type SourceClient } from '../../../datasources/systems/defineSource.ts';
import type { ConnectedSource } from '../../../datasources/systems/connect.ts';
import { PARTS } from '../../../domain/records.ts';
import { fetchRecords } from '../../../ingest/fetch.ts';
import { deferred, noChanges, party, source } from '../datasources/upstream/fixtures.ts';

type Fetch = SourceClient['fetchByIds'];
const never = new AbortController().signal;
const desk = (fetchByIds: Fetch, concurrency = 4): ConnectedSource => {
  const made = source({ fetchByIds, changedSince: noChanges }, { concurrency });
  const limits = { ...made.definition.limits, fetch: { party: { batchSize: 2, pageSize: 10, concurrency, abandonedMs: 0 } } };
  return { ...made, definition: { ...made.definition, limits } };
};
const fetched = (fetchByIds: Fetch, ids: readonly string[]) => fetchRecords(desk(fetchByIds), 'party', ids, never);
const records = (ids: readonly string[]) => ids.map((id) => party('desk', id));

describe('fetching for ingest', () => {
  it('lets a call that failed cost only its own ids', async () => {
    const answers = await fetched((_type, ids) => (ids.includes('3') ? Promise.reject(new SourceError('desk', 'timeout', 'late')) : Promise.resolve(records(ids))), ['1', '2', '3', '4', '5']);
    expect(Object.fromEntries(answers)).toEqual({
      'desk:party:1': { record: party('desk', '1') }, 'desk:party:2': { record: party('desk', '2') }, 'desk:party:3': { failure: 'timeout' },
      'desk:party:4': { failure: 'timeout' }, 'desk:party:5': { record: party('desk', '5') },
    });
  });

  it('takes a garbage row neither for a record nor for one that is gone, and keeps what came with it', async () => {
    const answers = await fetched(() => Promise.reject(new UnreadableRecords('desk', records(['1']), ['2'])), ['1', '2']);
    expect(Object.fromEntries(answers)).toEqual({ 'desk:party:1': { record: party('desk', '1') }, 'desk:party:2': { failure: 'unreadable' } });
  });

  it('calls what an adapter throws by mistake garbage', async () => {
    expect(Object.fromEntries(await fetched(() => Promise.reject(new TypeError('defect')), ['1']))).toEqual({ 'desk:party:1': { failure: 'garbage' } });
  });

  it('says of a record that the source left out that there is none', async () => {
    expect(Object.fromEntries(await fetched((_type, ids) => Promise.resolve(records(ids.filter((id) => id !== '2'))), ['1', '2']))).toEqual({
      'desk:party:1': { record: party('desk', '1') }, 'desk:party:2': { record: null },
    });
  });

  it('asks for whole records, in batches, and not at all for nothing', async () => {
    const asked: { ids: readonly string[]; parts: string[] }[] = [];
    const note: Fetch = (_type, ids, parts) => {
      asked.push({ ids, parts: [...parts].sort() });
      return Promise.resolve(records(ids));
    };
    await fetched(note, ['1', '2', '3']);
    expect(asked).toEqual([['1', '2'], ['3']].map((ids) => ({ ids, parts: [...PARTS].sort() })));
    expect((await fetched(note, [])).size).toBe(0);
    expect(asked).toHaveLength(2);
  });

  it.each([[4, 3], [1, 1]])('leaves room for live reads: of %i calls at once it takes %i', async (concurrency, expected) => {
    const held = deferred<void>();
    let [open, most] = [0, 0];
    const slow: Fetch = async (_type, ids) => {
      most = Math.max(most, (open += 1));
      await held.promise;
      open -= 1;
      return records(ids);
    };
    const ids = Array.from({ length: 20 }, (_, id) => String(id));
    const all = fetchRecords(desk(slow, concurrency), 'party', ids, never);
    await new Promise(setImmediate);
    held.resolve();
    expect((await all).size).toBe(20);
    expect(most).toBe(expected);
  });
});
