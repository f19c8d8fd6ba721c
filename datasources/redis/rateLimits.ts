/**
 * How much somebody has used of late, in windows that begin with the first use. With Redis all gateways count together;
 * while it is away each counts for itself, going on from what it has seen in the window. Uses of one key that come while
 * a command is on its way are one command.
 */
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import { createRounds } from '../rounds.ts';
import { createPresence, type Presence } from './presence.ts';

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

interface Use {
  points: number;
  read(reading: MeterReading): void;
}

/** The limiters only count here; what is too much is for the caller to say. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

function readingOf({ consumedPoints, msBeforeNext }: RateLimiterRes, shared: boolean): MeterReading {
  return { used: consumedPoints, endsInSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)), shared };
}

/** Counted in this process. */
export function createMemoryMeter({ name, windowSeconds }: MeterRule): Meter {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: UNLIMITED, duration: windowSeconds });
  return { add: async (key, points) => readingOf(await limiter.consume(key, points), false) };
}

/** Counted in Redis, in this process while Redis does not answer. `presence` may be shared by all that ask one Redis. */
export function createRedisMeter(redis: Redis, rule: MeterRule, presence: Presence = createPresence(redis)): Meter {
  const own = createMemoryMeter(rule);
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `c360:rate:${rule.name}`,
    points: UNLIMITED,
    duration: rule.windowSeconds,
    rejectIfRedisNotReady: true,
  });
  let waiting = new Map<string, Use[]>();

  const count = async (key: string, points: number): Promise<MeterReading> => {
    const here = own.add(key, points);
    try {
      const everywhere = await presence.ask(() => limiter.consume(key, points));
      if (everywhere) return readingOf(everywhere, true);
    } catch {
      presence.failed();
    }
    return here;
  };
  const countAll = async (key: string, uses: readonly Use[]): Promise<void> => {
    const total = uses.reduce((sum, { points }) => sum + points, 0);
    const reading = await count(key, total);
    // In their order, as if each had asked alone.
    let used = reading.used - total;
    for (const use of uses) {
      used += use.points;
      use.read({ ...reading, used });
    }
  };
  const comeToCount = createRounds(() => {
    const round = waiting;
    waiting = new Map();
    return Promise.all([...round].map(([key, uses]) => countAll(key, uses)));
  });

  return {
    add: (key, points) =>
      new Promise((read) => {
        comeToCount();
        const uses = waiting.get(key);
        if (uses) uses.push({ points, read });
        else waiting.set(key, [{ points, read }]);
      }),
  };
}
