import { GatewayError } from '../../domain/errors.ts';

/**
 * How long after the deadline an answer is still waited for: resolvers see the signal and give up their sources, so most
 * answers come, partial, within it.
 */
const GRACE_MS = 40;

/** Waits for a result, but not beyond the signal and a short grace. */
export function withinDeadline<T>(running: Promise<T>, signal: AbortSignal): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(() => resolve('late'), GRACE_MS);
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
