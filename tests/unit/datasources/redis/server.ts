/** A Redis for a test: REDIS_TEST_URL, or the test is skipped by name. */
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';

export const redisUrl = process.env['REDIS_TEST_URL'];

const COMMAND = "redis-server --port 6390 --save '' & REDIS_TEST_URL=redis://127.0.0.1:6390 npx jest tests/unit/datasources/redis";

/** Runs the tests where there is a Redis, else names what would run them. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (redisUrl) {
    describe(name, tests);
    return;
  }
  console.warn(`skipped for want of a Redis: ${name}. To run: ${COMMAND}`);
  describe.skip(name, tests);
}

/** A connected client. */
export async function connected(): Promise<RedisClient> {
  const client = createRedis(redisUrl!);
  await client.ready(5_000);
  return client;
}
