/**
 * Bounded concurrency with a bounded queue. A slot is not free when the caller gives up, but when the source has
 * stopped working: Request Tracker's database query runs on for tens of seconds after the client hung up, so a limit
 * that forgets abandoned work is no limit.
 */
import PQueue from 'p-queue';
import { SourceError } from '../systems/defineSource.ts';
import type { SourceCounters } from './counters.ts';

/** No more than `calls` begin in any `perMs`. */
export interface Rate {
  calls: number;
  perMs: number;
}

export interface LimiterOptions {
  system: string;
  concurrency: number;
  /** Calls that may wait for a slot; one more is refused as `overloaded`. */
  maxQueued: number;
  /** How long a slot stays taken after its call was aborted or timed out. */
  abandonedMs: number;
  counters: SourceCounters;
  /** Left out: as many as slots allow. */
  rate?: Rate;
  /** Told whenever a call takes a slot, frees it, or begins or ends to wait. */
  changed?: () => void;
}

export interface Limiter {
  /**
   * Runs `task` when a slot is free. Rejects with SourceError `overloaded` (QueueFull) when the queue is full, `aborted`
   * or `timeout` (the signal's own reason, where that is a SourceError) when the signal fires first, else as the task
   * does. Who gives up leaves the queue. `heldMs`, asked when the call was abandoned, in place of `abandonedMs`.
   */
  run<Result>(task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal, heldMs?: () => number): Promise<Result>;
  /** Calls that hold a slot, abandoned ones included. */
  readonly active: number;
  /** Calls that wait for one. */
  readonly waiting: number;
}

/** Not sent, since too many wait already. */
export class QueueFull extends SourceError {
  constructor(system: string) {
    super(system, 'overloaded', `Too many calls to ${system} are waiting.`);
    this.name = 'QueueFull';
  }
}

/** What an aborted signal means to the one who waits: its reason where that is a SourceError, else `aborted`. */
export function abortError(system: string, signal: AbortSignal): SourceError {
  return signal.reason instanceof SourceError
    ? signal.reason
    : new SourceError(system, 'aborted', `The call to ${system} was given up.`, { cause: signal.reason });
}

/** A limiter of its own queue. */
export function createLimiter({ system, concurrency, maxQueued, abandonedMs, counters, rate, changed }: LimiterOptions): Limiter {
  const queue = new PQueue({ concurrency, ...(rate && { intervalCap: rate.calls, interval: rate.perMs, strict: true }) });
  let active = 0;

  return {
    run(task, signal, heldMs) {
      if (signal.aborted) return Promise.reject(abortError(system, signal));
      const isBusy = queue.pending >= concurrency || queue.size > 0 || queue.isRateLimited;
      if (isBusy && queue.size >= maxQueued) {
        counters.failure('overloaded');
        return Promise.reject(new QueueFull(system));
      }
      return new Promise((resolve, reject) => {
        // The queue's own signal would free the slot of a call that runs: it is given one for the time of waiting only.
        let leave = isBusy ? new AbortController() : null;
        const giveUp = () => {
          leave?.abort();
          reject(abortError(system, signal));
          if (leave) changed?.();
        };
        signal.addEventListener('abort', giveUp, { once: true });
        const run = async () => {
          leave = null;
          if (signal.aborted) return;
          active += 1;
          changed?.();
          let abandoned = false;
          try {
            resolve(await task(signal));
          } catch (error) {
            abandoned = signal.aborted || (error instanceof SourceError && error.kind === 'timeout');
            reject(error as Error);
          } finally {
            signal.removeEventListener('abort', giveUp);
          }
          const holdMs = abandoned ? (heldMs?.() ?? abandonedMs) : 0;
          if (holdMs > 0) await holdSlot(holdMs);
          active -= 1;
          changed?.();
        };
        // It rejects only for those who have left.
        queue.add(run, leave ? { signal: leave.signal } : undefined).catch(() => undefined);
        if (leave) changed?.();
      });
    },
    get active() {
      return active;
    },
    get waiting() {
      return queue.size;
    },
  };
}

/** Does not keep the process alive: at the end nobody waits for the slot. */
function holdSlot(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
