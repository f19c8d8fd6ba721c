import { randomUUID } from 'node:crypto';
import { createRedisRecordCache, type RecordCache } from '../../../../datasources/redis/recordCache.ts';
import type { RedisClient } from '../../../../datasources/redis/client.ts';
import { SourceError, type SourceClient } from '../../../../datasources/systems/defineSource.ts';
import type { SourceObserver } from '../../../../datasources/upstream/observer.ts';
import { SILENT } from '../../../../datasources/upstream/observer.ts';
import { createRecordReader } from '../../../../datasources/upstream/recordReader.ts';
import type { RecordRead } from '../../../../datasources/upstream/reads.ts';
import type { Part, SourceRecord } from '../../../../domain/records.ts';
import { connected, describeWithRedis } from '../redis/server.ts';
import { deferred, memoryCache, noChanges, party, source, ticket } from './fixtures.ts';

const core: ReadonlySet<Part> = new Set<Part>(['core']);
const consents: ReadonlySet<Part> = new Set<Part>(['core', 'subscriptions']);
const T = 'desk:ticket:1';
const FRESH = { cacheMs: 10_000, staleMs: 60_000, absentMs: 5_000 } as const;

/** Until the fill of a background read, and what the cache does of it, has come to its end. */
const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, 15));
};

/** A desk whose ticket 1 is told anew with every call, a clock, and readers that share a cache. */
function deskOver(cache: RecordCache, config: Parameters<typeof source>[1] = FRESH) {
  const desk = {
    nowMs: 1_000_000,
    calls: [] as string[][],
    /** What the next calls answer; else the ticket, numbered by call. */
    answers: [] as (() => Promise<SourceRecord[]>)[],
    told: [] as string[],
  };
  const client: SourceClient = {
    changedSince: noChanges,
    fetchByIds: (type, ids) => {
      desk.calls.push([...ids]);
      const answer = desk.answers.shift();
      if (answer) return answer();
      return Promise.resolve(ids.map((id) => (type === 'ticket' ? { ...ticket('desk', id), subject: `call ${desk.calls.length}` } : party('desk', id))));
    },
  };
  const observer: SourceObserver = {
    ...SILENT,
    cache: (system, result, count) => void desk.told.push(`${system} ${result} ${count}`),
    stale: (system, ageMs) => void desk.told.push(`${system} is ${ageMs} old`),
  };
  const reader = (snapshots: readonly SourceRecord[] = []) =>
    createRecordReader({
      sources: new Map([['desk', source(client, config)]]),
      cache, observer,
      now: () => desk.nowMs,
      consentMaxAgeMs: 4_000,
      snapshots: () => Promise.resolve(new Map(snapshots.map((record) => [record.ref, { record, fetchedAt: new Date(0) }]))),
    });
  return Object.assign(desk, { reader });
}

const never = () => new AbortController().signal;
const subjectOf = (read: RecordRead) => ('record' in read && read.record.type === 'ticket' ? `${read.status} ${read.record.subject}` : read.status);
const fail = (kind: SourceError['kind']) => () => Promise.reject(new SourceError('desk', kind, 'no'));

function behaves(make: () => RecordCache): void {
  let cache: RecordCache;
  let desk: ReturnType<typeof deskOver>;
  let reader: ReturnType<typeof desk.reader>;
  const ask = async (parts = core, ref = T) => subjectOf(await reader.read(ref, parts, never()));
  const filled = async () => {
    await ask();
    await settled();
  };
  beforeEach(() => {
    cache = make();
    desk = deskOver(cache);
    reader = desk.reader();
  });

  it('shows no record any more that was erased while it was stale, here and in another gateway, though it is being read anew', async () => {
    const other = desk.reader();
    await filled();
    desk.nowMs += 20_000;
    const gate = deferred<SourceRecord[]>();
    desk.answers.push(() => gate.promise, () => Promise.resolve([]), () => Promise.resolve([]));
    expect(await ask()).toBe('STALE call 1');
    await settled();
    await reader.invalidate([T]);
    gate.resolve([ticket('desk', '1')]);
    await settled();
    expect(subjectOf(await other.read(T, core, never()))).toBe('GONE');
    expect(await ask()).toBe('GONE');
  });

  it('serves no consent from what has to be read anew, nor from what is older than one may be', async () => {
    const ref = 'desk:party:1';
    await ask(consents, ref);
    await settled();
    desk.nowMs += 3_999;
    expect(await reader.read(ref, consents, never())).toMatchObject({ status: 'OK', isCached: true, fetchedAtMs: 1_000_000 });
    desk.nowMs += 2;
    expect(await reader.read(ref, core, never())).toMatchObject({ status: 'OK', isCached: true });
    const live = await reader.read(ref, consents, never());
    expect(live).toMatchObject({ status: 'OK', fetchedAtMs: desk.nowMs });
    expect(live).not.toHaveProperty('isCached');
    await settled();
    desk.nowMs += 20_000;
    expect(await reader.read(ref, consents, never())).toMatchObject({ status: 'OK', fetchedAtMs: desk.nowMs });
    expect(desk.calls).toHaveLength(3);
  });

  it('tells how old a record is of which the source cannot say the consents', async () => {
    const ref = 'desk:party:1';
    await ask(consents, ref);
    await settled();
    desk.nowMs += 20_000;
    desk.answers.push(fail('refused'));
    expect(await reader.read(ref, consents, never())).toMatchObject({ status: 'STALE', failure: 'refused', fetchedAtMs: 1_000_000, isCached: true });
  });

  it('does not keep what was read anew before an invalidation', async () => {
    await filled();
    desk.nowMs += 20_000;
    const gate = deferred<SourceRecord[]>();
    desk.answers.push(() => gate.promise);
    await ask();
    await settled();
    await reader.invalidate([T]);
    gate.resolve([{ ...ticket('desk', '1'), subject: 'old' }]);
    await settled();
    expect(await ask()).toBe('OK call 3');
  });

  it('serves a stale record at once and reads it anew, once for all who ask', async () => {
    await filled();
    desk.nowMs += 20_000;
    const gate = deferred<SourceRecord[]>();
    desk.answers.push(() => gate.promise);
    const other = desk.reader();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['STALE call 1', 'STALE call 1', 'STALE call 1']);
    await settled();
    expect(await ask()).toBe('STALE call 1');
    expect(desk.calls).toHaveLength(2);
    gate.resolve([{ ...ticket('desk', '1'), subject: 'new' }]);
    await settled();
    expect(await ask()).toBe('OK new');
    expect(subjectOf(await other.read(T, core, never()))).toBe('OK new');
    expect(desk.calls).toHaveLength(2);
  });

  it('serves it while the source fails, tells why, and leaves the source alone for a moment', async () => {
    await filled();
    desk.nowMs += 20_000;
    desk.answers.push(fail('timeout'), fail('unreachable'));
    expect(await reader.read(T, core, never())).toMatchObject({ status: 'STALE', failure: null });
    await settled();
    expect(await reader.read(T, core, never())).toMatchObject({ status: 'STALE', failure: 'timeout', fetchedAtMs: 1_000_000 });
    await settled();
    expect(desk.calls).toHaveLength(2);
    desk.nowMs += 1_001;
    await ask();
    await settled();
    expect(await reader.read(T, core, never())).toMatchObject({ status: 'STALE', failure: 'unreachable' });
    desk.nowMs += 50_000;
    desk.answers.push(fail('garbage'));
    expect(await reader.read(T, core, never())).toEqual({ status: 'DOWN', failure: 'garbage' });
  });

  it('makes one call of many misses, of whatever part of a request they come', async () => {
    const gate = deferred<SourceRecord[]>();
    desk.answers.push(() => gate.promise);
    const first = ask();
    await settled();
    const later = [ask(), ask(), ask(consents)];
    await settled();
    gate.resolve([ticket('desk', '1')]);
    expect(await Promise.all([first, ...later])).toEqual(Array.from({ length: 4 }, () => 'OK subject 1'));
    expect(desk.calls).toEqual([['1']]);
  });

  it('remembers for its own time that there is no record, and sees it again once it is told of', async () => {
    desk.answers.push(() => Promise.resolve([]));
    expect(await ask()).toBe('GONE');
    await settled();
    desk.nowMs += 4_999;
    expect(await ask()).toBe('GONE');
    expect(desk.calls).toHaveLength(1);
    await reader.invalidate([T]);
    expect(await ask()).toBe('OK call 2');
    await settled();
    await reader.invalidate([T]);
    desk.answers.push(() => Promise.resolve([]));
    await ask();
    await settled();
    desk.nowMs += 5_001;
    expect(await ask()).toBe('OK call 4');
  });

  it('notices while it reads anew that a record is gone', async () => {
    await filled();
    desk.nowMs += 20_000;
    desk.answers.push(() => Promise.resolve([]));
    expect(await ask()).toBe('STALE call 1');
    await settled();
    expect(await ask()).toBe('GONE');
  });

  it('tells of hits, misses, stale and absent ones, and of ages', async () => {
    await filled();
    await ask();
    desk.nowMs += 20_000;
    await ask();
    await settled();
    desk.answers.push(() => Promise.resolve([]));
    await ask(core, 'desk:ticket:2');
    await settled();
    await ask(core, 'desk:ticket:2');
    expect(desk.told).toEqual(['desk miss 1', 'desk hit 1', 'desk is 20000 old', 'desk stale 1', 'desk miss 1', 'desk absent 1']);
    expect(reader.stats().desk!.cacheHits).toBe(3);
  });

  it('answers hits at once where the rest of the request fails', async () => {
    await filled();
    desk.answers.push(fail('overloaded'));
    const reads = await desk.reader([ticket('desk', '3')]).readMany([T, 'desk:ticket:2', 'desk:ticket:3'], core, never());
    expect(reads.map(({ status }) => status)).toEqual(['OK', 'DOWN', 'STALE']);
    expect(desk.told.at(-1)).toBe(`desk is ${desk.nowMs} old`);
  });
}

describe('reads through the cache of this process', () => behaves(memoryCache));

describeWithRedis('reads through the cache in Redis', () => {
  let client: RedisClient;
  beforeAll(async () => {
    client = await connected();
  });
  afterAll(() => client.close());
  behaves(() => createRedisRecordCache(client.redis, { prefix: `test:${randomUUID()}:` }));
});
