/** A Redis for a test: the one of REDIS_TEST_URL (`redis-server --port N --save ''` starts one). */
import { createRedis, type RedisClient } from '../../../../datasources/redis/client.ts';

export const redisUrl = process.env['REDIS_TEST_URL'];

/** Runs the tests where there is a Redis; else they are skipped, and tests/support/skippedReporter.mjs names the command. */
export const describeWithRedis = redisUrl ? describe : describe.skip;

/** A connected client. */
export async function connected(): Promise<RedisClient> {
  const client = createRedis(redisUrl!);
  await client.ready(5_000);
  return client;
}
