import { GatewayError } from '../../domain/errors.ts';

/** Where nobody says otherwise. */
export const DEFAULT_GRACE_MS = 40;
const MOST_GRACE_MS = 300;

/**
 * The end of a request's time that is not the sources': when it begins they are given up (the request's signal fires), and
 * within it the last known values are read and the answer is made, so that it comes by the deadline, partial.
 */
export function graceWithin(deadlineMs: number): number {
  return Math.max(DEFAULT_GRACE_MS, Math.min(MOST_GRACE_MS, Math.floor(deadlineMs / 10)));
}

/** Waits for a result, but not beyond the signal and a short grace. */
export function withinDeadline<T>(running: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(() => resolve('late'), graceMs);
    };
    const done = (): void => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    running.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error as Error);
      },
    );
  });
}

/** A deadline within another signal. */
export interface Deadline {
  signal: AbortSignal;
  /** To be called when nobody waits any more. */
  release(): void;
}

/** Fires with `signal`, or after a time: then its reason is a GatewayError, so that whoever gives up because of it is told for what it is. */
export function deadlineWithin(signal: AbortSignal, deadlineMs: number): Deadline {
  const ended = new AbortController();
  const onAbort = (): void => ended.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => ended.abort(deadlineExceeded()), deadlineMs);
  return {
    signal: ended.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

export const deadlineExceeded = (): GatewayError => new GatewayError('DEADLINE_EXCEEDED', 'The request took too long.');
