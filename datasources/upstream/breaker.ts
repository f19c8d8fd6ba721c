/**
 * Leaves an operation alone that keeps failing, and lets one call try when it had time to recover. The circuit is
 * opossum's; what is ours is what it is told: which errors count, a window that moves by the given clock in place of a timer
 * per operation, and a clean window after a recovery, so that old failures do not open it again at the first new one.
 */
import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import { SourceError } from '../systems/defineSource.ts';
import { isOutage } from './failures.ts';
import type { BreakerState } from './observer.ts';

/** As in the configuration (`breaker:`). */
export interface BreakerOptions {
  /** Opens when more than this part of the calls in the window failed; 100: never. */
  failurePercent: number;
  minCalls: number;
  windowMs: number;
  openMs: number;
}

export interface Breaker {
  /** Runs `task`, or rejects with SourceError `breaker`. `isSent` is asked when it has failed: what was never sent says nothing. */
  run<Result>(task: () => Promise<Result>, isSent: () => boolean): Promise<Result>;
  /** How often it has opened. Work that waited over an opening must not be sent any more. */
  readonly openings: number;
  close(): void;
}

const BUCKETS = 10;

/** Not asked, since too many of its last calls failed. */
export const breakerError = (system: string): SourceError => new SourceError(system, 'breaker', `${system} failed too often of late and is left alone for a while.`);

/** The breaker of one operation. `now` in ms of a monotonic clock; `changed` is told every new state. */
export function createBreaker(system: string, { failurePercent, minCalls, windowMs, openMs }: BreakerOptions, now: () => number, changed: (state: BreakerState) => void): Breaker {
  const rotation = new EventEmitter();
  const bucketMs = windowMs / BUCKETS;
  let bucket = Math.floor(now() / bucketMs);
  let openings = 0;

  /** Whether an error is none to the circuit. */
  function isFine(error: unknown, _task: unknown, isSent: () => boolean): boolean {
    if (isOutage(error) && isSent()) return false;
    // A probe closes the circuit by an answer alone: one that was given up or never sent has found nothing out.
    return !circuit.halfOpen || (isSent() && error instanceof SourceError && error.kind !== 'aborted');
  }

  const circuit: CircuitBreaker<[() => Promise<unknown>, () => boolean]> = new CircuitBreaker((task: () => Promise<unknown>, _isSent: () => boolean) => task(), {
    // Time limits and slots are the guard's.
    timeout: false,
    errorThresholdPercentage: failurePercent,
    volumeThreshold: minCalls,
    rollingCountTimeout: windowMs,
    rollingCountBuckets: BUCKETS,
    resetTimeout: openMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    rotateBucketController: rotation,
    // Called with the arguments of `fire` as well, which its types leave out.
    errorFilter: isFine as (error: unknown) => boolean,
  });
  circuit.on('open', () => {
    openings += 1;
    changed('open');
  });
  circuit.on('halfOpen', () => changed('half-open'));
  circuit.on('close', () => {
    rotate(BUCKETS);
    changed('closed');
  });

  function rotate(times: number): void {
    for (let turn = 0; turn < times; turn += 1) rotation.emit('rotate');
  }

  return {
    run<Result>(task: () => Promise<Result>, isSent: () => boolean): Promise<Result> {
      const current = Math.floor(now() / bucketMs);
      if (current > bucket) {
        rotate(Math.min(BUCKETS, current - bucket));
        bucket = current;
      }
      if (circuit.isShutdown) return Promise.reject(new SourceError(system, 'aborted', `The way to ${system} is closed.`));
      // Here and not by the circuit, which would count what it refuses among the calls.
      if (circuit.opened || (circuit.halfOpen && !circuit.pendingClose)) return Promise.reject(breakerError(system));
      return circuit.fire(task, isSent) as Promise<Result>;
    },
    get openings() {
      return openings;
    },
    close: () => circuit.shutdown(),
  };
}
