/**
 * Whether Redis is worth asking. What has no answer within 100 ms is given up, together with everything else that waits
 * then, and from there on nobody asks: Redis is tried beside the requests until it answers in time. So a Redis that hangs
 * or is slow costs the requests of one moment 100 ms, and the later ones nothing.
 */
import type { Redis } from 'ioredis';

export interface Presence {
  /** What the command gives, or null while Redis is away. Rejects as the command does, and after 100 ms. */
  ask<Answer>(command: () => Promise<Answer>): Promise<Answer> | null;
  /** Whether `ask` would give null. */
  isAway(): boolean;
  /** How often it has gone away: what was asked between two equal counts has reached Redis. */
  breaks(): number;
  /** Calls `listener` when Redis goes away and when it is back. Returns the way to stop. */
  watch(listener: (answers: boolean) => void): () => void;
}

export interface PresenceOptions {
  /** For an answer, those to tries included. */
  limitMs?: number;
  /** Until the first try; each further one comes after twice the time, up to `maxTryMs`. */
  tryMs?: number;
  maxTryMs?: number;
  /** After so long without an answer the connection itself is made anew: one whose other end is gone says nothing for ever. */
  renewMs?: number;
}

/** Of all that ask over one connection. */
const known = new WeakMap<Redis, Presence>();

/** The presence of a connection, the same one at each call. */
export function presenceOf(redis: Redis): Presence {
  let presence = known.get(redis);
  if (!presence) known.set(redis, (presence = createPresence(redis)));
  return presence;
}

/** The first command on a lazy connection without queue would fail; whoever sends one begins to connect. */
export function connectIfNew(redis: Redis): void {
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
}

/** Of one connection; begins to connect. */
export function createPresence(redis: Redis, { limitMs = 100, tryMs = 250, maxTryMs = 2_000, renewMs = 5_000 }: PresenceOptions = {}): Presence {
  const pending = new Set<() => void>();
  const listeners = new Set<(answers: boolean) => void>();
  let isSilent = false;
  let breaks = 0;
  let tellsAnswers: boolean | null = null;
  let nextTryMs = tryMs;
  let triedMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const tell = (): void => {
    const answers = redis.status === 'ready' && !isSilent;
    if (answers === tellsAnswers) return;
    tellsAnswers = answers;
    if (!answers) breaks += 1;
    listeners.forEach((listener) => listener(answers));
  };

  /** As the command, or rejects after the limit. `onLate` only where the answer is not there when the loop has been looked through: it may be this process that was late. */
  const inTime = <Answer>(command: () => Promise<Answer>, onLate: () => void): Promise<Answer> =>
    new Promise((resolve, reject) => {
      let isOpen = true;
      const settle = (): boolean => {
        const was = isOpen;
        isOpen = false;
        clearTimeout(limit);
        pending.delete(giveUp);
        return was;
      };
      const giveUp = (): void => void (settle() && reject(new Error('Redis did not answer in time.')));
      const limit = setTimeout(() => setImmediate(() => {
        if (!isOpen) return;
        giveUp();
        onLate();
      }), limitMs);
      pending.add(giveUp);
      command().then(
        (answer) => void (settle() && resolve(answer)),
        (error: unknown) => void (settle() && reject(error as Error)),
      );
    });

  const fallSilent = (): void => {
    if (isSilent) return;
    isSilent = true;
    nextTryMs = tryMs;
    triedMs = 0;
    for (const giveUp of [...pending]) giveUp();
    tell();
    tryLater();
  };
  const tryLater = (): void => {
    clearTimeout(timer);
    triedMs += nextTryMs;
    timer = setTimeout(() => void tryNow(), nextTryMs).unref();
    nextTryMs = Math.min(nextTryMs * 2, maxTryMs);
  };
  const tryNow = async (): Promise<void> => {
    if (!isSilent || redis.status === 'end') return;
    try {
      if (redis.status === 'ready') {
        await inTime(() => redis.ping(), () => undefined);
        isSilent = false;
        return tell();
      }
    } catch {
      // It is tried again.
    }
    if (triedMs >= renewMs) {
      triedMs = 0;
      redis.disconnect(true);
    }
    tryLater();
  };

  redis.on('ready', () => {
    tell();
    // A connection that has just been made is tried at once.
    if (isSilent) void tryNow();
  });
  redis.on('close', tell);
  redis.on('end', () => clearTimeout(timer));
  connectIfNew(redis);
  if (redis.status === 'ready') tellsAnswers = true;

  const isAway = (): boolean => isSilent || redis.status !== 'ready';
  return {
    ask(command) {
      if (redis.status !== 'ready') connectIfNew(redis);
      return isAway() ? null : inTime(command, fallSilent);
    },
    isAway,
    breaks: () => breaks,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
