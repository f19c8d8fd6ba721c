/**
 * How many different things somebody has asked for, in windows that begin with the first: a thing asked again is free.
 * With Redis all gateways count together. Each process also keeps what it has seen, so that it knows at once what is
 * free, and goes on from there while Redis is away.
 */
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { presenceOf, type Presence } from './presence.ts';

export interface DistinctAsk {
  /** Whose; a hash where it would be personal. */
  key: string;
  /** What is asked for, hashed where it is data. */
  members: readonly string[];
  /** Most different members in a window, over all gateways. */
  limit: number;
  /** Most in a window that this process lets through alone. */
  ownLimit: number;
}

export interface DistinctAnswer {
  admitted: boolean;
  /** Seconds until the window ends, at least 1. */
  endsInSeconds: number;
  /** True where all gateways were counted. */
  shared: boolean;
}

export interface DistinctCounts {
  /** Counts the members that are new in the window: all, or none where they would be too many. Never rejects. */
  admit(ask: DistinctAsk): Promise<DistinctAnswer>;
}

export interface DistinctOptions {
  windowMs: number;
  /** ms, of any steady clock. */
  now?: () => number;
  prefix?: string;
}

interface Window {
  members: Set<string>;
  endsAtMs: number;
}

/** Of all windows of one process together; a member is some 100 bytes. */
const MAX_MEMBERS = 500_000;
const MAX_WINDOWS = 50_000;

const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));

function createOwn({ windowMs, now = () => performance.now() }: DistinctOptions) {
  // A window's size changes while it is kept, so the sum of all is kept here.
  let members = 0;
  const windows = new LRUCache<string, Window>({ max: MAX_WINDOWS, dispose: (window) => (members -= window.members.size) });
  const running = (key: string): Window | undefined => {
    const window = windows.get(key);
    if (window && window.endsAtMs > now()) return window;
    if (window) windows.delete(key);
    return undefined;
  };
  return {
    hasAll: (key: string, asked: readonly string[]): boolean => {
      const window = running(key);
      return window !== undefined && asked.every((member) => window.members.has(member));
    },
    endsInSeconds: (key: string): number => inSeconds((running(key)?.endsAtMs ?? now() + windowMs) - now()),
    /** False, and nothing kept, where there would be more than `limit`. */
    add(key: string, asked: readonly string[], limit: number, endsInMs: number): boolean {
      const window = running(key) ?? { members: new Set<string>(), endsAtMs: now() + endsInMs };
      const fresh = new Set(asked.filter((member) => !window.members.has(member)));
      if (window.members.size + fresh.size > limit) return false;
      for (const member of fresh) window.members.add(member);
      members += fresh.size;
      if (!windows.has(key)) windows.set(key, window);
      while (members > MAX_MEMBERS) windows.pop();
      return true;
    },
  };
}

/** Counted in this process. */
export function createMemoryDistinctCounts(options: DistinctOptions): DistinctCounts {
  const own = createOwn(options);
  return {
    admit({ key, members, ownLimit }) {
      const admitted = own.add(key, members, ownLimit, options.windowMs);
      return Promise.resolve({ admitted, endsInSeconds: own.endsInSeconds(key), shared: false });
    },
  };
}

/** KEYS set; ARGV limit, window in ms, members. Gives whether they are admitted and the ms until the window ends. */
const ADMIT = `
local size = redis.call('SCARD', KEYS[1])
local fresh = {}
for index = 3, #ARGV do
  if redis.call('SISMEMBER', KEYS[1], ARGV[index]) == 0 then fresh[#fresh + 1] = ARGV[index] end
end
if size + #fresh > tonumber(ARGV[1]) then return {0, redis.call('PTTL', KEYS[1])} end
if #fresh > 0 then redis.call('SADD', KEYS[1], unpack(fresh)) end
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return {1, redis.call('PTTL', KEYS[1])}`;

/** Counted in Redis, in this process while Redis does not answer. */
export function createRedisDistinctCounts(redis: Redis, options: DistinctOptions & { presence?: Pick<Presence, 'ask'> }): DistinctCounts {
  const { windowMs, presence = presenceOf(redis), prefix = 'c360:distinct:' } = options;
  const own = createOwn(options);
  return {
    async admit({ key, members, limit, ownLimit }) {
      const asked = [...new Set(members)];
      if (own.hasAll(key, asked)) return { admitted: true, endsInSeconds: own.endsInSeconds(key), shared: true };
      try {
        const answer = await presence.ask(() => redis.eval(ADMIT, 1, prefix + key, limit, windowMs, ...asked) as Promise<[number, number]>);
        if (answer) {
          const [admitted, endsInMs] = answer;
          if (admitted === 1) own.add(key, asked, limit, endsInMs);
          return { admitted: admitted === 1, endsInSeconds: inSeconds(endsInMs), shared: true };
        }
      } catch {
        // Counted here, then.
      }
      return { admitted: own.add(key, asked, ownLimit, windowMs), endsInSeconds: own.endsInSeconds(key), shared: false };
    },
  };
}
