/** A read that takes long is sent a second time beside the first; whichever answers first counts, the other is cut off. */
import { SourceError } from '../systems/defineSource.ts';
import { deadlineOf, setDeadline } from './deadline.ts';
import { abortError } from './limiter.ts';

/** One try. `sent` is called when it leaves its queues: a read that waits here is no slow source. */
export type Attempt<Result> = (signal: AbortSignal, sent: () => void) => Promise<Result>;

/**
 * Runs `attempt`, and once more beside it where it has not ended `afterMs` after it was sent and `mayHedge` says so.
 * Rejects when all that were sent have failed, as the last of them did.
 */
export function hedged<Result>(system: string, attempt: Attempt<Result>, afterMs: number, mayHedge: () => boolean, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) return Promise.reject(abortError(system, signal));
  return new Promise((resolve, reject) => {
    const tries = new Set<AbortController>();
    let timer: NodeJS.Timeout | undefined;

    const end = (reason: unknown) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      for (const each of tries) each.abort(reason);
      tries.clear();
    };
    const giveUp = () => {
      end(signal.reason);
      reject(abortError(system, signal));
    };
    const start = (sent: () => void) => {
      const controller = new AbortController();
      setDeadline(controller.signal, deadlineOf(signal));
      tries.add(controller);
      attempt(controller.signal, sent).then(
        (result) => {
          if (!tries.delete(controller)) return;
          end(new SourceError(system, 'aborted', `Another try of the call to ${system} answered first.`));
          resolve(result);
        },
        (error: unknown) => {
          if (!tries.delete(controller) || tries.size > 0) return;
          end(undefined);
          reject(error as Error);
        },
      );
    };

    signal.addEventListener('abort', giveUp, { once: true });
    start(() => {
      timer = setTimeout(() => {
        if (mayHedge()) start(() => undefined);
      }, afterMs);
    });
  });
}
