/** Further tries of reads that failed for a reason that may pass: when, how many, and never past the deadline. */
import { FailedAnswer, isRetriable } from './failures.ts';
import { abortError } from './limiter.ts';

/** As in the configuration (`retry:`). */
export interface RetryOptions {
  times: number;
  baseMs: number;
  maxMs: number;
  withinMs: number;
}

export interface Retrying {
  system: string;
  options: RetryOptions;
  /** From 0 up to 1. */
  random: () => number;
  /** ms of the clock of `deadlineMs`. */
  now: () => number;
  /** Takes a try from the budget. */
  withdraw: () => boolean;
  /** Told before each further try. */
  repeated: () => void;
}

/** Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): anything from nothing up to a bound that doubles. */
export function backoffMs({ baseMs, maxMs }: RetryOptions, failed: number, random: () => number): number {
  return random() * Math.min(maxMs, baseMs * 2 ** (failed - 1));
}

/** Runs `once` until it goes well or there is no use or no time. Rejects as the last try did. */
export async function retrying<Result>(once: () => Promise<Result>, signal: AbortSignal, deadlineMs: number, { system, options, random, now, withdraw, repeated }: Retrying): Promise<Result> {
  let untilMs = deadlineMs;
  for (let failed = 1; ; failed += 1) {
    const startedMs = failed === 1 ? now() : 0;
    try {
      return await once();
    } catch (error) {
      if (failed === 1) untilMs = Math.min(deadlineMs, startedMs + options.withinMs);
      if (failed > options.times || signal.aborted || !isRetriable(error)) throw error;
      // Not before the source's own time, and not all who were told it at once.
      const waitMs = backoffMs(options, failed, random) + (error instanceof FailedAnswer ? (error.retryAfterMs ?? 0) : 0);
      if (now() + waitMs >= untilMs || !withdraw()) throw error;
      await pause(system, waitMs, signal);
      repeated();
    }
  }
}

/** Rejects as soon as the signal fires. */
function pause(system: string, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(abortError(system, signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
