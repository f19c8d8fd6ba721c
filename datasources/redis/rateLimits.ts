/** How often somebody may ask. With Redis all gateways count together; while it is down each counts for itself. */
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import { connectIfNew } from './client.ts';

export interface RateLimitRule {
  /** Tells rules apart in the counters' names. */
  name: string;
  /** Points per window. */
  points: number;
  windowSeconds: number;
}

export type RateLimitAnswer = { allowed: true; remaining: number } | { allowed: false; retryAfterSeconds: number };

export interface RateLimit {
  /** Counts `points` (default 1) against the key. Never rejects. `key` should be a hash where it would be personal. */
  take(key: string, points?: number): Promise<RateLimitAnswer>;
}

type Limiter = Pick<RateLimiterMemory, 'consume'>;

function rateLimit(limiter: Limiter): RateLimit {
  return {
    async take(key, points = 1) {
      try {
        const { remainingPoints } = await limiter.consume(key, points);
        return { allowed: true, remaining: remainingPoints };
      } catch (refused) {
        // Anything but a refusal is a fault of the counter, for which nobody should wait at the door.
        if (!(refused instanceof RateLimiterRes)) return { allowed: true, remaining: 0 };
        return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)) };
      }
    },
  };
}

const memoryLimiter = ({ name, points, windowSeconds }: RateLimitRule): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix: `c360:rate:${name}`, points, duration: windowSeconds });

/** Counted in this process. */
export function createMemoryRateLimit(rule: RateLimitRule): RateLimit {
  return rateLimit(memoryLimiter(rule));
}

/** Counted in Redis, in this process while Redis does not answer. */
export function createRedisRateLimit(redis: Redis, rule: RateLimitRule): RateLimit {
  connectIfNew(redis);
  return rateLimit(
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `c360:rate:${rule.name}`,
      points: rule.points,
      duration: rule.windowSeconds,
      insuranceLimiter: memoryLimiter(rule),
      rejectIfRedisNotReady: true,
    }),
  );
}
