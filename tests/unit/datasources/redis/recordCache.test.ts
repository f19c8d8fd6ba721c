import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';
import { presenceOf } from '../../../../datasources/redis/presence.ts';
import { createMemoryRecordCache, createRedisRecordCache, type RecordCache } from '../../../../datasources/redis/recordCache.ts';
import type { SourceRecord } from '../../../../domain/records.ts';
import { connected, describeWithRedis, redisUrl, startMutablePipe } from './server.ts';

const record = (ref: string, subject: string): SourceRecord => ({
  type: 'ticket', ref, party: { ref: 'rt:party:a' }, at: '2026-01-01T00:00:00.000Z', updatedAt: null, final: false,
  number: '1', subject, status: 'OPEN', category: 'QUESTION', queue: null, priority: null,
});
const value = (ref: string, subject = 'one') => ({ record: record(ref, subject), fetchedAtMs: 5 });

function behaves(make: (now: () => number) => RecordCache): void {
  let clock: number;
  let cache: RecordCache;
  let key: { ref: string; shape: string };
  const ask = async (one = key) => (await cache.lookup([one]))[0]!;
  const put = async (one = key, subject = 'one', ttlMs = 60_000) => {
    const { ticket } = await ask(one);
    await cache.fill([{ key: one, ticket, value: value(one.ref, subject) }], ttlMs);
  };
  beforeEach(() => {
    clock = 1_000_000;
    cache = make(() => clock);
    key = { ref: `rt:ticket:${randomUUID()}`, shape: '' };
  });

  it('knows nothing that was not put in', async () => {
    expect((await ask()).hit).toBeNull();
  });

  it('discards a fill that was begun before an invalidation', async () => {
    const { ticket } = await ask();
    await cache.invalidate([key.ref]);
    await cache.fill([{ key, ticket, value: value(key.ref) }], 60_000);
    expect((await ask()).hit).toBeNull();
  });

  it('does not take a fill without a ticket', async () => {
    await cache.fill([{ key, ticket: null, value: value(key.ref) }], 60_000);
    expect((await ask()).hit).toBeNull();
  });

  it('forgets every shape of an invalidated record, and no other record', async () => {
    const other = { ref: `rt:ticket:${randomUUID()}`, shape: '' };
    const lines = { ref: key.ref, shape: 'lines' };
    await put();
    await put(lines);
    await put(other);
    await cache.invalidate([key.ref]);
    expect((await cache.lookup([key, lines, other])).map(({ hit }) => hit !== null)).toEqual([false, false, true]);
  });

  it('forgets a value after its time', async () => {
    await put(key, 'one', 500);
    clock += 499;
    expect((await ask()).hit).not.toBeNull();
    clock += 2;
    expect((await ask()).hit).toBeNull();
  });

  it('gives back what a fill after the invalidation put in, by shape', async () => {
    await put();
    await cache.invalidate([key.ref]);
    await put(key, 'two');
    expect((await ask()).hit).toEqual(value(key.ref, 'two'));
    expect((await ask({ ref: key.ref, shape: 'lines' })).hit).toBeNull();
  });
}

describe('the record cache in this process', () => {
  behaves((now) => createMemoryRecordCache({ maxEntries: 100, now }));

  it('discards an old fill even when its invalidation is no longer remembered', async () => {
    const cache = createMemoryRecordCache({ maxEntries: 2 });
    const key = { ref: 'rt:ticket:1', shape: '' };
    const [{ ticket } = { ticket: null }] = await cache.lookup([key]);
    await cache.invalidate([key.ref]);
    for (const other of ['2', '3', '4']) await cache.invalidate([`rt:ticket:${other}`]);
    await cache.fill([{ key, ticket, value: value(key.ref) }], 60_000);
    expect((await cache.lookup([key]))[0]!.hit).toBeNull();
  });
});

describeWithRedis('the record cache in Redis', () => {
  let client: RedisClient;
  beforeAll(async () => {
    client = await connected();
  });
  afterAll(() => client.close());
  behaves((now) => createRedisRecordCache(client.redis, { prefix: `test:${randomUUID()}:`, now }));

  it('gives a command 100 ms, and goes on when Redis answers again', async () => {
    const mute = await startMutablePipe(new URL(redisUrl!));
    const slow = createRedis(`redis://127.0.0.1:${mute.port}`);
    await slow.ready(5_000);
    const cache = createRedisRecordCache(slow.redis, { prefix: `test:${randomUUID()}:` });
    const key = { ref: 'rt:ticket:1', shape: '' };
    expect((await cache.lookup([key]))[0]!.ticket).toBe('0');
    mute.hold();
    const started = performance.now();
    expect(await cache.lookup([key])).toEqual([{ hit: null, ticket: null }]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(95);
    const back = new Promise<void>((resolve) => presenceOf(slow.redis).watch((answers) => answers && resolve()));
    mute.release();
    await back;
    expect((await cache.lookup([key]))[0]!.ticket).toBe('0');
    slow.close();
    await mute.close();
  });

  it('is shared: what another gateway invalidates is gone here', async () => {
    const second = await connected();
    const prefix = `test:${randomUUID()}:`;
    const [here, there] = [createRedisRecordCache(client.redis, { prefix }), createRedisRecordCache(second.redis, { prefix })];
    const key = { ref: 'rt:ticket:1', shape: '' };
    const [{ ticket } = { ticket: null }] = await here.lookup([key]);
    await there.invalidate([key.ref]);
    await here.fill([{ key, ticket, value: value(key.ref) }], 60_000);
    expect((await here.lookup([key]))[0]!.hit).toBeNull();
    second.close();
  });
});

describe('the record cache while Redis is away', () => {
  it('has no hits, no tickets and no errors when nobody listens', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    const cache = createRedisRecordCache(client.redis);
    const key = { ref: 'rt:ticket:1', shape: '' };
    expect(await cache.lookup([key])).toEqual([{ hit: null, ticket: null }]);
    await cache.fill([{ key, ticket: '0', value: value(key.ref) }], 1_000);
    await cache.invalidate([key.ref]);
    client.close();
  });

  it('gives up after 100 ms on a Redis that accepts and never answers', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const client = createRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const cache = createRedisRecordCache(client.redis);
    const started = performance.now();
    for (let asked = 0; asked < 3; asked += 1) expect((await cache.lookup([{ ref: 'rt:ticket:1', shape: '' }]))[0]!.hit).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
    client.close();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
});
