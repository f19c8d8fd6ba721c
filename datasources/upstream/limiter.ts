/**
 * Bounded concurrency with a bounded queue. A slot is not free when the caller gives up, but when the source has
 * stopped working: Request Tracker's database query runs on for tens of seconds after the client hung up, so a limit
 * that forgets abandoned work is no limit.
 */
import PQueue from 'p-queue';
import { SourceError } from '../systems/defineSource.ts';
import type { SourceCounters } from './counters.ts';

export interface LimiterOptions {
  system: string;
  concurrency: number;
  /** Calls that may wait for a slot; one more is refused as `overloaded`. */
  maxQueued: number;
  /** How long a slot stays taken after its call was aborted or timed out. */
  abandonedMs: number;
  counters: SourceCounters;
}

export interface Limiter {
  /**
   * Runs `task` when a slot is free. Rejects with SourceError `overloaded` when the queue is full, `aborted` or
   * `timeout` (the signal's own reason, where that is a SourceError) when the signal fires first, else as the task does.
   */
  run<Result>(task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Calls that hold a slot, abandoned ones included. */
  readonly active: number;
}

/** What an aborted signal means to the one who waits: its reason where that is a SourceError, else `aborted`. */
export function abortError(system: string, signal: AbortSignal): SourceError {
  return signal.reason instanceof SourceError
    ? signal.reason
    : new SourceError(system, 'aborted', `The call to ${system} was given up.`, { cause: signal.reason });
}

/** A limiter of its own queue. */
export function createLimiter({ system, concurrency, maxQueued, abandonedMs, counters }: LimiterOptions): Limiter {
  const queue = new PQueue({ concurrency });

  return {
    run(task, signal) {
      if (signal.aborted) return Promise.reject(abortError(system, signal));
      if (queue.pending >= concurrency && queue.size >= maxQueued) {
        counters.failure('overloaded');
        return Promise.reject(new SourceError(system, 'overloaded', `Too many calls to ${system} are waiting.`));
      }
      return new Promise((resolve, reject) => {
        const giveUp = () => reject(abortError(system, signal));
        signal.addEventListener('abort', giveUp, { once: true });
        void queue.add(async () => {
          if (signal.aborted) return;
          let abandoned = false;
          try {
            resolve(await task(signal));
          } catch (error) {
            abandoned = signal.aborted || (error instanceof SourceError && error.kind === 'timeout');
            reject(error as Error);
          } finally {
            signal.removeEventListener('abort', giveUp);
          }
          if (abandoned && abandonedMs > 0) await holdSlot(abandonedMs);
        });
      });
    },
    get active() {
      return queue.pending;
    },
  };
}

/** Does not keep the process alive: at the end nobody waits for the slot. */
function holdSlot(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
