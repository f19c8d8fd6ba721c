/** Whether Redis is worth asking: a command that ran into its time limit is not followed by another at once. */
import type { Redis } from 'ioredis';
import { connectIfNew } from './client.ts';

export interface Presence {
  /** What the command gives, or null while Redis is away or has just failed. Rejects as the command does: tell `failed`. */
  ask<Answer>(command: () => Promise<Answer>): Promise<Answer> | null;
  /** What `ask` gave has failed: nobody asks again for a second. */
  failed(): void;
}

/** A hanging Redis holds one request in a second up, not every one. */
const PAUSE_MS = 1_000;

/** Of one connection. `now`: ms, of any steady clock. */
export function createPresence(redis: Redis, now: () => number = () => performance.now()): Presence {
  connectIfNew(redis);
  let askAgainAtMs = Number.NEGATIVE_INFINITY;
  return {
    ask(command) {
      if (redis.status !== 'ready') {
        connectIfNew(redis);
        return null;
      }
      return now() < askAgainAtMs ? null : command();
    },
    failed() {
      askAgainAtMs = now() + PAUSE_MS;
    },
  };
}
