/** SIGTERM and Ctrl-C: the process ends in order, and whoever cannot wait for that asks twice. */
import type { EventEmitter } from 'node:events';

export interface SignalParts {
  /** Ends everything in order; called once. */
  end(): Promise<void>;
  exit(code: number): void;
  /** Of a clock that is never set back. */
  nowMs?: () => number;
}

/** npm passes a terminal's Ctrl-C on to a process that has had it already. */
const SAME_MS = 1_000;

/** On the first signal `end`, then exit code 0, or 1 where it failed; a second one, a second later at the least, is an exit with 1 at once. */
export function endOnSignals(source: EventEmitter, { end, exit, nowMs = () => performance.now() }: SignalParts): void {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs !== undefined) {
      if (nowMs() - firstMs >= SAME_MS) exit(1);
      return;
    }
    firstMs = nowMs();
    end().then(
      () => exit(0),
      () => exit(1),
    );
  };
  source.on('SIGINT', onSignal).on('SIGTERM', onSignal);
}
