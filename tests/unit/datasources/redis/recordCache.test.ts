import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';
import { presenceOf } from '../../../../datasources/redis/presence.ts';
import { createMemoryRecordCache, createRedisRecordCache, RECORDS_VERSION, type RecordCache } from '../../../../datasources/redis/recordCache.ts';
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
    await cache.fill([{ key: one, ticket, value: value(one.ref, subject), keepMs: ttlMs }]);
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
    await cache.fill([{ key, ticket, value: value(key.ref), keepMs: 60_000 }]);
    expect((await ask()).hit).toBeNull();
  });

  it('does not take a fill without a ticket', async () => {
    await cache.fill([{ key, ticket: null, value: value(key.ref), keepMs: 60_000 }]);
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

  const none = async (keepMs = 60_000, fetchedAtMs = 6) => {
    const { ticket } = await ask();
    await cache.fill([{ key, ticket, value: { record: null, fetchedAtMs }, keepMs }]);
  };

  it('answers an ask for fewer parts with more, the newest of them, and never one for more with fewer', async () => {
    const shape = (name: string) => ({ ref: key.ref, shape: name });
    await put(shape('addresses+lines'), 'wide');
    expect((await ask()).hit).toEqual(value(key.ref, 'wide'));
    expect((await ask(shape('lines'))).hit).toEqual(value(key.ref, 'wide'));
    expect((await ask(shape('contactPoints'))).hit).toBeNull();
    expect((await ask(shape('addresses+contactPoints'))).hit).toBeNull();
    const { ticket } = await ask();
    await cache.fill([{ key, ticket, value: { ...value(key.ref, 'narrow'), fetchedAtMs: 7 }, keepMs: 60_000 }]);
    expect((await ask()).hit).toMatchObject({ record: { subject: 'narrow' } });
    expect((await ask(shape('lines'))).hit).toMatchObject({ record: { subject: 'wide' } });
  });

  it('discards that there is no record, too, where that was asked before an invalidation', async () => {
    const { ticket } = await ask();
    await cache.invalidate([key.ref]);
    await cache.fill([{ key, ticket, value: { record: null, fetchedAtMs: 6 }, keepMs: 60_000 }]);
    expect((await ask()).hit).toBeNull();
  });

  it('lets the absence of a record replace all shapes of it, for its own time, until it is there again', async () => {
    const lines = { ref: key.ref, shape: 'lines' };
    await put();
    await put(lines);
    await none(500);
    expect([(await ask()).hit, (await ask(lines)).hit]).toEqual([{ record: null, fetchedAtMs: 6 }, { record: null, fetchedAtMs: 6 }]);
    clock += 501;
    expect([(await ask()).hit, (await ask(lines)).hit]).toEqual([null, null]);
    await none();
    await put();
    expect([(await ask()).hit, (await ask(lines)).hit]).toEqual([value(key.ref), null]);
    await none();
    await cache.invalidate([key.ref]);
    expect((await ask()).hit).toBeNull();
  });

  it('drops a record that is no more even where its absence is not to be remembered', async () => {
    await put();
    await none(0);
    expect((await ask()).hit).toBeNull();
  });
}

describe('the version of cached records', () => {
  it('is raised whenever the shapes of records change', () => {
    const text = readFileSync(join(__dirname, '../../../../domain/records.ts'), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|\s+/g, '');
    const shapes = createHash('sha256').update(text).digest('hex').slice(0, 16);
    // Changed? Raise RECORDS_VERSION, and write down both: a gateway must not read what another release has kept.
    expect({ version: RECORDS_VERSION, shapes }).toEqual({ version: 1, shapes: '5d7d9cf5b6b74983' });
  });
});

describe('the record cache in this process', () => {
  behaves((now) => createMemoryRecordCache({ maxEntries: 100, now }));

  it('discards an old fill even when its invalidation is no longer remembered', async () => {
    const cache = createMemoryRecordCache({ maxEntries: 2 });
    const key = { ref: 'rt:ticket:1', shape: '' };
    const [{ ticket } = { ticket: null }] = await cache.lookup([key]);
    await cache.invalidate([key.ref]);
    for (const other of ['2', '3', '4']) await cache.invalidate([`rt:ticket:${other}`]);
    await cache.fill([{ key, ticket, value: value(key.ref), keepMs: 60_000 }]);
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
    await here.fill([{ key, ticket, value: value(key.ref), keepMs: 60_000 }]);
    expect((await here.lookup([key]))[0]!.hit).toBeNull();
    second.close();
  });

  it('takes what is no record, another record, or of another release for a miss of that key alone', async () => {
    const prefix = `test:${randomUUID()}:`;
    const cache = createRedisRecordCache(client.redis, { prefix, now: () => 1_000 });
    const keys = ['1', '2', '3', '4', '5'].map((id) => ({ ref: `rt:ticket:${id}`, shape: '' }));
    const texts = ['{"rec', 'null', JSON.stringify({ ...value('rt:ticket:9'), untilMs: 9_000 }), JSON.stringify({ record: 7, fetchedAtMs: 5, untilMs: 9_000 }), JSON.stringify({ ...value('rt:ticket:5'), untilMs: 9_000 })];
    for (const [index, text] of texts.entries()) await client.redis.hset(`${prefix}{${keys[index]!.ref}}`, '', text);
    expect((await cache.lookup(keys)).map(({ hit }) => hit !== null)).toEqual([false, false, false, false, true]);
    const other = createRedisRecordCache(client.redis, { prefix: `${prefix}2:`, now: () => 1_000 });
    expect((await other.lookup(keys)).every(({ hit }) => hit === null)).toBe(true);
  });

  it('keeps no record that is too large, and everything for a time only', async () => {
    const prefix = `test:${randomUUID()}:`;
    const cache = createRedisRecordCache(client.redis, { prefix });
    const fill = (ref: string, subject: string) => ({ key: { ref, shape: '' }, ticket: '0', value: value(ref, subject), keepMs: 60_000 });
    await cache.fill([fill('rt:ticket:1', 'x'.repeat(300_000)), fill('rt:ticket:2', 'small')]);
    expect(await client.redis.exists(`${prefix}{rt:ticket:1}`)).toBe(0);
    const ttl = await client.redis.pttl(`${prefix}{rt:ticket:2}`);
    expect(ttl > 0 && ttl <= 60_000).toBe(true);
  });

  it('makes good what was invalidated while Redis did not answer before it gives the next hit', async () => {
    let isAway = false;
    const redis = new Proxy(client.redis, {
      get(target, name) {
        const value: unknown = name === 'status' && isAway ? 'reconnecting' : Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const cache = createRedisRecordCache(redis, { prefix: `test:${randomUUID()}:` });
    const key = { ref: 'rt:ticket:1', shape: '' };
    const fill = async () => cache.fill([{ key, ticket: (await cache.lookup([key]))[0]!.ticket, value: value(key.ref), keepMs: 60_000 }]);
    await fill();
    expect((await cache.lookup([key]))[0]!.hit).not.toBeNull();
    isAway = true;
    await cache.invalidate([key.ref]);
    isAway = false;
    expect((await cache.lookup([key]))[0]!.hit).toBeNull();
    await fill();
    expect((await cache.lookup([key]))[0]!.hit).not.toBeNull();
  });
});

describe('the record cache while Redis is away', () => {
  it('has no hits, no tickets and no errors when nobody listens', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    const cache = createRedisRecordCache(client.redis);
    const key = { ref: 'rt:ticket:1', shape: '' };
    expect(await cache.lookup([key])).toEqual([{ hit: null, ticket: null }]);
    await cache.fill([{ key, ticket: '0', value: value(key.ref), keepMs: 1_000 }]);
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
