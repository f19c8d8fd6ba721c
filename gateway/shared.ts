/** What instances share through Redis, or this process alone where there is none. */
import { createHash } from 'node:crypto';
import { GatewayError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { createRedis } from '../datasources/redis/client.ts';
import { createMemoryNotices, createRedisNotices, type Notices } from '../datasources/redis/notices.ts';
import { createMemoryRateLimit, createRedisRateLimit } from '../datasources/redis/rateLimits.ts';
import { createMemoryRecordCache, createRedisRecordCache, type RecordCache } from '../datasources/redis/recordCache.ts';

export interface SharedState {
  cache: RecordCache;
  notices: Notices;
  /** Counts a request against its principal. Rejects with RATE_LIMITED. */
  admit(principal: Principal): Promise<void>;
  close(): Promise<void>;
}

/** About 2 kB each. */
const MAX_CACHED_RECORDS = 50_000;

/** Opens Redis where a URL is given. Nothing waits for it: what is in it may be lost. */
export function openShared(redisUrl: string | undefined, requestsPerMinute: number): SharedState {
  const rule = { name: 'requests', points: requestsPerMinute, windowSeconds: 60 };
  const client = redisUrl === undefined ? undefined : createRedis(redisUrl);
  const limit = client ? createRedisRateLimit(client.redis, rule) : createMemoryRateLimit(rule);
  const notices = client ? createRedisNotices(client) : createMemoryNotices();
  return {
    cache: client ? createRedisRecordCache(client.redis) : createMemoryRecordCache({ maxEntries: MAX_CACHED_RECORDS }),
    notices,
    async admit({ role, subject }) {
      // A subject may be a person's name: only its hash leaves the process.
      const answer = await limit.take(createHash('sha256').update(`${role}\0${subject}`).digest('base64url'));
      if (!answer.allowed) {
        throw new GatewayError('RATE_LIMITED', 'Too many requests: slow down.', { retryAfterSeconds: answer.retryAfterSeconds });
      }
    },
    async close() {
      await notices.close();
      client?.close();
    },
  };
}
