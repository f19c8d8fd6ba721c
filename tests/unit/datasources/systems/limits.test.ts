import { createSources, sourcesSchema } from '../../../../datasources/systems/index.ts';
import type { SourceError} from '../../../../datasources/systems/defineSource.ts';
import { UnreadableRecords } from '../../../../datasources/systems/defineSource.ts';
import { source, ticket, noChanges } from '../upstream/fixtures.ts';

const rt = { adapter: 'rt', url: 'http://127.0.0.1:9', settings: { username: 'u', password: 'p' } };
const wrong = (config: object): string[] =>
  (sourcesSchema.safeParse({ desk: { ...rt, ...config } }).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
const never = new AbortController().signal;

describe('limits of a source in the configuration', () => {
  it('are refused where the system was not measured with as much', () => {
    expect(wrong({ limits: { fetch: { party: { batchSize: 101 } }, changed: { pageSize: 500 } } })).toEqual([
      'desk.limits.fetch.party.batchSize: must be at most 100: adapter rt was not measured with more',
      'desk.limits.changed.pageSize: must be at most 100: adapter rt was not measured with more',
    ]);
  });

  it('are refused for a type that the adapter does not fetch, and where a batch has no room in a page', () => {
    expect(wrong({ limits: { fetch: { order: { batchSize: 10 }, ticket: { pageSize: 50 } } } })).toEqual([
      'desk.limits.fetch.order: is not fetched by adapter rt, which has party, ticket, call',
      'desk.limits.fetch.ticket.pageSize: must be at least the batch size, 100',
    ]);
  });

  it.each([
    [{ limits: { fetch: { visit: {} } } }, 'desk.limits.fetch'],
    [{ limits: { find: { batch: 1 } } }, 'desk.limits.find'],
    [{ limits: { changed: { concurrency: 0 } } }, 'desk.limits.changed.concurrency'],
    [{ rate: { calls: 10, per: 'hour' } }, 'desk.rate.per'],
    [{ rate: { calls: 0, per: 'second' } }, 'desk.rate.calls'],
    [{ retry: { times: 11 } }, 'desk.retry.times'],
    [{ retry: { attempts: 2 } }, 'desk.retry'],
    [{ breaker: { failurePercent: 0 } }, 'desk.breaker.failurePercent'],
    [{ hedge: 'yes' }, 'desk.hedge'],
    [{ concurrency: 0 }, 'desk.concurrency'],
  ])('are named where they are wrong: %j', (config, path) => {
    expect(wrong(config).map((problem) => problem.slice(0, path.length))).toEqual([path]);
  });

  it('are checked for other adapters when they are connected', async () => {
    const { definition, ...own } = source({ fetchByIds: () => Promise.resolve([]), changedSince: noChanges });
    await own.close();
    const make = () => createSources({ desk: { adapter: 'test', url: 'http://127.0.0.1:9', settings: {}, limits: { fetch: { party: { batchSize: 50 } } } } }, { defaultRegion: 'ES', extraAdapters: [definition] });
    expect(make).toThrow('Source desk: limits.fetch.party.batchSize must be at most 5');
  });

  it('take the place of the adapter\'s own, and leave the others', async () => {
    const config = { ...rt, concurrency: 2, limits: { fetch: { party: { batchSize: 20 } }, changed: { pageSize: 10, abandonedMs: 0 } } };
    const connected = createSources({ desk: config }, { defaultRegion: 'ES' }).get('desk')!;
    const { concurrency, limits } = connected.definition;
    expect(concurrency).toBe(2);
    expect(limits.fetch.party).toEqual({ batchSize: 20, pageSize: 100, concurrency: 3, abandonedMs: 5_000 });
    expect(limits.fetch.ticket!.batchSize).toBe(100);
    expect(limits.changed).toEqual({ batchSize: 100, pageSize: 10, concurrency: 1, abandonedMs: 0 });
    await connected.close();
  });

  it('cut what is asked for at once, and lose nothing by it', async () => {
    const batches: number[] = [];
    const { client, close } = source({
      fetchByIds: (_type, ids) => {
        batches.push(ids.length);
        const records = ids.filter((id) => id !== '7').map((id) => ticket('desk', id));
        return ids.includes('7') ? Promise.reject(new UnreadableRecords('desk', records, ['7'])) : Promise.resolve(records);
      },
      changedSince: noChanges,
    });
    const ids = Array.from({ length: 25 }, (_, index) => String(index));
    const error = await client.fetchByIds('ticket', ids, new Set(['core']), never).then(() => null, (failure: SourceError) => failure);
    expect(batches).toEqual([10, 10, 5]);
    expect(error).toBeInstanceOf(UnreadableRecords);
    expect((error as UnreadableRecords).ids).toEqual(['7']);
    expect((error as UnreadableRecords).records).toHaveLength(24);
    expect(await client.fetchByIds('ticket', ids.slice(8), new Set(['core']), never)).toHaveLength(17);
    await close();
  });
});
