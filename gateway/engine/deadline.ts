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
