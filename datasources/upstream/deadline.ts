/** By when whoever waits wants an answer, handed down with the signal that fires then. Times are of a monotonic clock. */

const deadlines = new WeakMap<AbortSignal, number>();

/** The clock of deadlines: ms since the process began. */
export const monotonicMs = (): number => performance.now();

/** Says when a signal will fire at the latest. */
export function setDeadline(signal: AbortSignal, atMs: number): void {
  deadlines.set(signal, atMs);
}

/** Infinity where nobody has said. */
export function deadlineOf(signal: AbortSignal): number {
  return deadlines.get(signal) ?? Infinity;
}

/** The signal of one hop: fires with `reason()` after `withinMs`, and as `outer` does. Call `end` when the hop is over. */
export function hopSignal(outer: AbortSignal, withinMs: number, reason: () => Error): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => controller.abort(reason()), withinMs);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}

/** What is waited for, while it is wanted: rejects with `reason()` as soon as the signal has fired. The work itself goes on. */
export function untilGivenUp<Value>(working: Promise<Value>, signal: AbortSignal, reason: () => Error = () => signal.reason as Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(reason());
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    working.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
