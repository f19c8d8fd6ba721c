/** A Redis for a test: the one of REDIS_TEST_URL (`redis-server --port N --save ''` starts one). */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
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

/** A way to Redis that can be made to swallow its answers for a while. */
export async function startMutablePipe(redis: URL): Promise<{ port: number; hold(): void; release(): void; close(): Promise<void> }> {
  const upstreams = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(redis.port), redis.hostname);
    upstreams.add(upstream);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => upstreams.forEach((upstream) => upstream.pause()),
    release: () => upstreams.forEach((upstream) => upstream.resume()),
    close: () => {
      upstreams.forEach((upstream) => upstream.destroy());
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
