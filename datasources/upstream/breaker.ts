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
  /** Why nothing may be sent now: SourceError `breaker`, or `aborted` after `close`. Null where it may. */
  refusal(): SourceError | null;
  /** Sends: runs `task`, or rejects with the refusal. Only what has its slots: what waits says nothing of the source. */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  close(): void;
}

const BUCKETS = 10;

/** The breaker of one operation. `now` in ms of a monotonic clock; `changed` is told every new state. */
export function createBreaker(system: string, { failurePercent, minCalls, windowMs, openMs }: BreakerOptions, now: () => number, changed: (state: BreakerState) => void): Breaker {
  const rotation = new EventEmitter();
  const bucketMs = windowMs / BUCKETS;
  let bucket = Math.floor(now() / bucketMs);

  /** Whether an error is none to the circuit. */
  function isFine(error: unknown): boolean {
    // A probe closes the circuit by an answer alone: one that was given up has found nothing out.
    return !isOutage(error) && !(circuit.halfOpen && error instanceof SourceError && error.kind === 'aborted');
  }

  const circuit: CircuitBreaker<[() => Promise<unknown>]> = new CircuitBreaker((task: () => Promise<unknown>) => task(), {
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
    errorFilter: isFine,
  });
  circuit.on('open', () => changed('open'));
  circuit.on('halfOpen', () => changed('half-open'));
  circuit.on('close', () => {
    rotate(BUCKETS);
    changed('closed');
  });

  function rotate(times: number): void {
    for (let turn = 0; turn < times; turn += 1) rotation.emit('rotate');
  }

  /** By ourselves and not by the circuit, which would count what it refuses among the calls. */
  function refusal(): SourceError | null {
    if (circuit.closed) return null;
    if (circuit.isShutdown) return new SourceError(system, 'aborted', `The way to ${system} is closed.`);
    // Half open it lets one pass.
    return circuit.pendingClose ? null : new SourceError(system, 'breaker', `${system} failed too often of late and is left alone for a while.`);
  }

  return {
    refusal,
    run<Result>(task: () => Promise<Result>): Promise<Result> {
      const current = Math.floor(now() / bucketMs);
      if (current > bucket) {
        rotate(Math.min(BUCKETS, current - bucket));
        bucket = current;
      }
      const refused = refusal();
      return refused ? Promise.reject(refused) : (circuit.fire(task) as Promise<Result>);
    },
    close: () => circuit.shutdown(),
  };
}
