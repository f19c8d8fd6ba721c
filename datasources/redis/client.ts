/**
 * Redis holds what may be lost, so nothing waits for it: it connects when first used, a command has 100 ms (presence.ts),
 * and while there is no connection every command fails at once instead of queueing. Callers go on without.
 */
import { Redis } from 'ioredis';
import { connectIfNew, presenceOf } from './presence.ts';

/** For what nobody waits for any more to be let go. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** For a socket to end by itself; one that Redis has left never says that it has. */
const DISCONNECT_TIMEOUT_MS = 200;
const RETRY_STEP_MS = 100;
const MAX_RETRY_MS = 2_000;

export interface RedisClient {
  /** The connection for commands. Commands reject while it is down. */
  readonly redis: Redis;
  /** Resolves when commands are answered; rejects after `timeoutMs`. Starts connecting. */
  ready(timeoutMs: number): Promise<void>;
  /** A connection of its own for subscribing, which is to be done again at each `ready`. */
  subscriber(): Redis;
  /** Ends all connections at once. */
  close(): void;
}

/** `url`: redis:// or rediss://, credentials included. Nothing is sent before the first use. */
export function createRedis(url: string): RedisClient {
  const made: Redis[] = [];
  const make = (forSubscribing: boolean): Redis => {
    const redis = new Redis(url, {
      lazyConnect: true,
      // A subscription may wait for the connection: nobody waits for it.
      enableOfflineQueue: forSubscribing,
      maxRetriesPerRequest: forSubscribing ? null : 0,
      // Nobody would catch what becomes of it: whoever subscribes does so again with each `ready`.
      autoResubscribe: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      ...(forSubscribing ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
      retryStrategy: (times) => Math.min(times * RETRY_STEP_MS, MAX_RETRY_MS),
    });
    // Every failed command rejects by itself; without a listener ioredis prints each lost connection.
    redis.on('error', () => undefined);
    made.push(redis);
    return redis;
  };
  const redis = make(false);

  return {
    redis,
    async ready(timeoutMs) {
      if (redis.status === 'ready') return;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          redis.off('ready', onReady);
          reject(new Error('Redis did not answer in time.'));
        }, timeoutMs);
        const onReady = () => {
          clearTimeout(timer);
          resolve();
        };
        redis.once('ready', onReady);
        connectIfNew(redis);
      });
    },
    subscriber: () => make(true),
    close() {
      for (const each of made) each.disconnect();
    },
  };
}

/** The answer, or `otherwise` while Redis is away, slow or refuses. */
export async function failOpen<Value>(redis: Redis, ask: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    const asked = presenceOf(redis).ask(ask);
    return asked === null ? otherwise : await asked;
  } catch {
    return otherwise;
  }
}
