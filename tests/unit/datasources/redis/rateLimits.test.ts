import { randomUUID } from 'node:crypto';
import { createRedis } from '../../../../datasources/redis/client.ts';
import { createMemoryRateLimit, createRedisRateLimit, type RateLimit } from '../../../../datasources/redis/rateLimits.ts';
import { connected, describeWithRedis } from './server.ts';

const rule = () => ({ name: randomUUID(), points: 3, windowSeconds: 60 });

async function refusesTheFourth(limit: RateLimit): Promise<void> {
  const answers = [];
  for (let asked = 0; asked < 4; asked += 1) answers.push(await limit.take('somebody'));
  expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
  const last = answers[3]!;
  expect(last.allowed ? 0 : last.retryAfterSeconds).toBeGreaterThan(50);
  expect((await limit.take('somebody else')).allowed).toBe(true);
}

describe('a rate limit', () => {
  it('refuses what is over it, in this process, and says for how long', () => refusesTheFourth(createMemoryRateLimit(rule())));

  it('counts in this process while Redis is away', async () => {
    const client = createRedis('redis://127.0.0.1:1');
    await refusesTheFourth(createRedisRateLimit(client.redis, rule()));
    client.close();
  });
});

describeWithRedis('a rate limit in Redis', () => {
  it('refuses what is over it', async () => {
    const client = await connected();
    await refusesTheFourth(createRedisRateLimit(client.redis, rule()));
    client.close();
  });

  it('is counted by all gateways together', async () => {
    const [one, two] = [await connected(), await connected()];
    const shared = rule();
    const [here, there] = [createRedisRateLimit(one.redis, shared), createRedisRateLimit(two.redis, shared)];
    await here.take('somebody', 2);
    await there.take('somebody');
    expect((await here.take('somebody')).allowed).toBe(false);
    one.close();
    two.close();
  });
});
