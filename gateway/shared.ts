/** What instances share through Redis, or this process alone where there is none. */
import { createRedis, type RedisClient } from '../datasources/redis/client.ts';
import { createMemoryDistinctCounts, createRedisDistinctCounts } from '../datasources/redis/distinctCounts.ts';
import { createMemoryNotices, createRedisNotices, type Notices } from '../datasources/redis/notices.ts';
import { withLostInvalidations } from '../datasources/redis/lostInvalidations.ts';
import { presenceOf } from '../datasources/redis/presence.ts';
import { createMemoryMeter, createRedisMeter } from '../datasources/redis/rateLimits.ts';
import { createMemoryRecordCache, createRedisRecordCache, type RecordCache } from '../datasources/redis/recordCache.ts';
import { createUsageCounts } from '../datasources/redis/usage.ts';
import type { Logger } from './logger.ts';
import { createCallerLimits, type CallerAllowance, type CallerLimits } from './limits/callerLimits.ts';

export interface SharedState {
  cache: RecordCache;
  notices: Notices;
  limits: CallerLimits;
  /** 1 while Redis answers, 0 while it does not; undefined where there is none. */
  redisUp(): number | undefined;
  close(): Promise<void>;
}

export interface SharedOptions {
  /** redis:// or rediss://; without it this process is alone. */
  redisUrl: string | undefined;
  allowance: CallerAllowance;
  /** Equal on all instances. */
  keyedHash(text: string): string;
  logger?: Pick<Logger, 'info' | 'warn'>;
}

/** About 2 kB each. */
const MAX_CACHED_RECORDS = 50_000;
const REQUESTS = { name: 'requests', windowSeconds: 60 };
const COST = { name: 'cost', windowSeconds: 60 };
const LOOK_UPS = { windowMs: 3_600_000, prefix: 'c360:look-ups:' };

function limitsOf(client: RedisClient | undefined, { allowance, keyedHash }: SharedOptions): CallerLimits {
  const parts = { allowance, keyedHash, expectsShared: client !== undefined };
  if (!client) return createCallerLimits({ ...parts, requests: createMemoryMeter(REQUESTS), cost: createMemoryMeter(COST), lookUps: createMemoryDistinctCounts(LOOK_UPS) });
  const { redis } = client;
  const counts = createUsageCounts(redis);
  return createCallerLimits({
    ...parts,
    requests: createRedisMeter(redis, REQUESTS, counts),
    cost: createRedisMeter(redis, COST, counts),
    lookUps: createRedisDistinctCounts(redis, LOOK_UPS),
  });
}

/** Says when Redis goes away and comes back, once each however often it is tried. Returns the end of it. */
const watch = ({ redis }: RedisClient, logger: Pick<Logger, 'info' | 'warn'>): (() => void) =>
  presenceOf(redis).watch((answers) => {
    if (answers) logger.info({}, 'Redis answers.');
    else logger.warn({}, 'Redis does not answer: this gateway counts and caches by itself.');
  });

/** Opens Redis where a URL is given. Nothing waits for it: what is in it may be lost. */
export function openShared(options: SharedOptions): SharedState {
  const client = options.redisUrl === undefined ? undefined : createRedis(options.redisUrl);
  const unwatch = client && options.logger && watch(client, options.logger);
  const notices = client ? createRedisNotices(client) : createMemoryNotices();
  return {
    cache: client ? withLostInvalidations(createRedisRecordCache(client.redis), presenceOf(client.redis)) : createMemoryRecordCache({ maxEntries: MAX_CACHED_RECORDS }),
    notices,
    limits: limitsOf(client, options),
    redisUp: () => client && (presenceOf(client.redis).isAway() ? 0 : 1),
    async close() {
      unwatch?.();
      await notices.close();
      client?.close();
    },
  };
}
