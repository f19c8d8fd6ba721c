import { randomUUID } from 'node:crypto';
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';
import { createMemoryMeter, createRedisMeter, type Meter } from '../../../../datasources/redis/rateLimits.ts';
import { createUsageCounts } from '../../../../datasources/redis/usage.ts';
import { describeWithOwnRedis, startOwnRedis } from './ownServer.ts';
import { connected, describeWithRedis, redisUrl, startMutablePipe } from './server.ts';

const rule = () => ({ name: randomUUID(), windowSeconds: 60 });
const usedBy = async (meter: Meter, points: readonly number[], key = 'somebody'): Promise<number[]> =>
  (await Promise.all(points.map((each) => meter.add(key, each)))).map(({ used }) => used);

async function counts(meter: Meter): Promise<void> {
  expect(await usedBy(meter, [2, 3])).toEqual([2, 5]);
  const { used, endsInSeconds } = await meter.add('somebody', 1);
  expect(used).toBe(6);
  expect(endsInSeconds).toBeGreaterThan(50);
  expect((await meter.add('somebody else', 1)).used).toBe(1);
}

describe('a meter', () => {
  it('adds up in this process, each in its order, and says when the window ends', () => counts(createMemoryMeter(rule())));

  it('counts in this process while Redis is away, and says so', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    const meter = createRedisMeter(client.redis, rule());
    await counts(meter);
    expect((await meter.add('somebody', 1)).shared).toBe(false);
    client.close();
  });
});

describeWithRedis('a meter in Redis', () => {
  let clients: RedisClient[];
  beforeEach(async () => {
    clients = [await connected(), await connected()];
  });
  afterEach(() => clients.forEach((client) => client.close()));

  it('adds up, each in its order, and says when the window ends', async () => {
    const meter = createRedisMeter(clients[0]!.redis, rule());
    await counts(meter);
    expect((await meter.add('somebody', 1)).shared).toBe(true);
  });

  it('adds up what all gateways count', async () => {
    const shared = rule();
    const [here, there] = clients.map(({ redis }) => createRedisMeter(redis, shared));
    await usedBy(here!, [2]);
    await usedBy(there!, [4]);
    expect(await usedBy(here!, [1])).toEqual([7]);
  });

  it('asks once for the uses of one loop turn', async () => {
    const meter = createRedisMeter(clients[0]!.redis, rule());
    await meter.add('somebody', 1);
    const sent = jest.spyOn(clients[0]!.redis, 'sendCommand');
    expect(await usedBy(meter, [1, 1, 1])).toEqual([2, 3, 4]);
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('asks together with what other meters count over the same Redis, each for its own window', async () => {
    const { redis } = clients[0]!;
    const counts = createUsageCounts(redis);
    const meters = [60, 3_600].map((windowSeconds) => createRedisMeter(redis, { name: randomUUID(), windowSeconds }, counts));
    const pipelines = jest.spyOn(redis, 'pipeline');
    const readings = await Promise.all(meters.flatMap((meter) => [meter.add('somebody', 2), meter.add('somebody else', 3)]));
    expect(readings.map(({ used, shared }) => [used, shared])).toEqual([[2, true], [3, true], [2, true], [3, true]]);
    expect(readings.map(({ endsInSeconds }) => endsInSeconds > 60)).toEqual([false, false, true, true]);
    expect(pipelines).toHaveBeenCalledTimes(1);
  });

  it('holds one request up when Redis hangs, not the next ones', async () => {
    const pipe = await startMutablePipe(new URL(redisUrl!));
    const client = createRedis(`redis://127.0.0.1:${pipe.port}`);
    await client.ready(5_000);
    const meter = createRedisMeter(client.redis, rule());
    expect((await meter.add('somebody', 1)).shared).toBe(true);
    pipe.hold();
    const sent = jest.spyOn(client.redis, 'sendCommand');
    const readings = [await meter.add('somebody', 1), await meter.add('somebody', 1), await meter.add('somebody', 1)];
    expect(readings.map(({ used, shared }) => [used, shared])).toEqual([[2, false], [3, false], [4, false]]);
    expect(sent).toHaveBeenCalledTimes(1);
    client.close();
    await pipe.close();
  });
});

describeWithOwnRedis('a meter whose Redis is killed', () => {
  it('goes on in this process from what it has counted, and returns to Redis when it is back', async () => {
    const server = await startOwnRedis();
    const client = createRedis(server.url);
    await client.ready(5_000);
    const meter = createRedisMeter(client.redis, rule());
    expect(await meter.add('somebody', 5)).toMatchObject({ used: 5, shared: true });
    await server.kill();
    expect(await meter.add('somebody', 1)).toMatchObject({ used: 6, shared: false });
    await server.restart();
    await client.ready(10_000);
    // Empty again: what was in Redis may be lost.
    expect(await meter.add('somebody', 1)).toMatchObject({ used: 1, shared: true });
    client.close();
    await server.close();
  });
});
