/**
 * How much somebody has used of late, in windows that begin with the first use. With Redis all gateways count together;
 * while it is away each counts for itself, going on from what it has seen in the window.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import { createUsageCounts, type UsageCounts } from './usage.ts';

export interface MeterRule {
  /** Tells meters apart in the counters' names. */
  name: string;
  windowSeconds: number;
}

export interface MeterReading {
  /** What has been used in the running window, this use included. */
  used: number;
  /** Seconds until the window ends, at least 1. */
  endsInSeconds: number;
  /** True where all gateways were counted, false where this process alone was. */
  shared: boolean;
}

export interface Meter {
  /** Counts `points`, a positive whole number, against a key. Never rejects. The key should be a hash where it would be personal. */
  add(key: string, points: number): Promise<MeterReading>;
}

/** The limiter only counts here; what is too much is for the caller to say. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

const readingOf = (used: number, endsInMs: number, shared: boolean): MeterReading => ({ used, endsInSeconds: Math.max(1, Math.ceil(endsInMs / 1_000)), shared });

/** Counted in this process. */
export function createMemoryMeter({ name, windowSeconds }: MeterRule): Meter {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: UNLIMITED, duration: windowSeconds });
  return {
    async add(key, points) {
      const { consumedPoints, msBeforeNext } = await limiter.consume(key, points);
      return readingOf(consumedPoints, msBeforeNext, false);
    },
  };
}

/** Counted in Redis, in this process while Redis does not answer. `counts` may be shared by all that ask one Redis. */
export function createRedisMeter(redis: Redis, { name, windowSeconds }: MeterRule, counts: UsageCounts = createUsageCounts(redis)): Meter {
  const own = createMemoryMeter({ name, windowSeconds });
  return {
    async add(key, points) {
      const [here, everywhere] = await Promise.all([own.add(key, points), counts.add(`c360:rate:${name}:${key}`, points, windowSeconds * 1_000)]);
      return everywhere ? readingOf(everywhere.used, everywhere.endsInMs, true) : here;
    },
  };
}
