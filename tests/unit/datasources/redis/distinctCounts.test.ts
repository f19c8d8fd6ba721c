import { randomUUID } from 'node:crypto';
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';
import { createMemoryDistinctCounts, createRedisDistinctCounts, type DistinctCounts } from '../../../../datasources/redis/distinctCounts.ts';
import { describeWithOwnRedis, startOwnRedis } from './ownServer.ts';
import { connected, describeWithRedis } from './server.ts';

const HOUR_MS = 3_600_000;
const asker = (counts: DistinctCounts, key: string, limit = 3, ownLimit = limit) =>
  async (...members: string[]): Promise<boolean> => (await counts.admit({ key, members, limit, ownLimit })).admitted;

async function countsDistinct(counts: DistinctCounts): Promise<void> {
  const key = randomUUID();
  const ask = asker(counts, key);
  expect(await ask('a', 'a', 'b')).toBe(true);
  // Two new ones where one is left: refused, and nothing counted.
  expect(await ask('c', 'd')).toBe(false);
  expect(await ask('a', 'b', 'c')).toBe(true);
  expect(await ask('d')).toBe(false);
  expect(await ask('a')).toBe(true);
  expect((await counts.admit({ key, members: ['d'], limit: 3, ownLimit: 3 })).endsInSeconds).toBeGreaterThan(3_500);
  expect(await asker(counts, randomUUID())('d')).toBe(true);
}

describe('a count of different things', () => {
  it('refuses one too many and lets those pass that were asked before, in this process', () => countsDistinct(createMemoryDistinctCounts({ windowMs: HOUR_MS })));

  it('lets its share pass while Redis is away', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    const ask = asker(createRedisDistinctCounts(client.redis, { windowMs: HOUR_MS }), randomUUID(), 100, 2);
    expect([await ask('a'), await ask('b'), await ask('c'), await ask('a')]).toEqual([true, true, false, true]);
    client.close();
  });

  it('begins anew when the window has ended', async () => {
    let nowMs = 0;
    const ask = asker(createMemoryDistinctCounts({ windowMs: HOUR_MS, now: () => nowMs }), 'k', 1);
    expect([await ask('a'), await ask('b')]).toEqual([true, false]);
    nowMs = HOUR_MS;
    expect(await ask('b')).toBe(true);
  });
});

describeWithRedis('a count of different things in Redis', () => {
  let clients: RedisClient[];
  beforeEach(async () => {
    clients = [await connected(), await connected()];
  });
  afterEach(() => clients.forEach((client) => client.close()));
  const counted = (prefix = `test:${randomUUID()}:`) => clients.map(({ redis }) => createRedisDistinctCounts(redis, { windowMs: HOUR_MS, prefix }));

  it('refuses one too many and lets those pass that were asked before', () => countsDistinct(counted()[0]!));

  it('adds up what all gateways were asked, a thing asked of two of them once', async () => {
    const key = randomUUID();
    const [here, there] = counted().map((counts) => asker(counts, key));
    expect([await here!('a', 'b'), await there!('b', 'c'), await here!('d'), await there!('d')]).toEqual([true, true, false, false]);
  });

  it('ends with its window, which later things do not lengthen', async () => {
    const prefix = `test:${randomUUID()}:`;
    const ask = asker(createRedisDistinctCounts(clients[0]!.redis, { windowMs: 10_000, prefix }), 'k');
    await ask('a');
    await clients[0]!.redis.pexpire(`${prefix}k`, 5_000);
    await ask('b');
    expect(await clients[0]!.redis.pttl(`${prefix}k`)).toBeLessThanOrEqual(5_000);
  });

  it('does not ask for what it knows to be counted', async () => {
    const ask = asker(counted()[0]!, randomUUID());
    await ask('a');
    const sent = jest.spyOn(clients[0]!.redis, 'sendCommand');
    expect(await ask('a')).toBe(true);
    expect(sent).not.toHaveBeenCalled();
  });
});

describeWithOwnRedis('a count whose Redis is killed', () => {
  it('goes on from what this process has seen, up to its share', async () => {
    const server = await startOwnRedis();
    const client = createRedis(server.url);
    await client.ready(5_000);
    const counts = createRedisDistinctCounts(client.redis, { windowMs: HOUR_MS });
    const ask = asker(counts, 'k', 10, 3);
    expect(await ask('a', 'b')).toBe(true);
    await server.kill();
    expect([await ask('c'), await ask('d'), await ask('a')]).toEqual([true, false, true]);
    expect(await counts.admit({ key: 'k', members: ['e'], limit: 10, ownLimit: 3 })).toMatchObject({ admitted: false, shared: false });
    client.close();
    await server.close();
  });
});
