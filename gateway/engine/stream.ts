import type { ExecutionResult } from 'graphql';
import { GatewayError } from '../../domain/errors.ts';
import { clientError } from '../errors.ts';
import type { EngineBody } from './types.ts';

/** How a subscription's events are answered, and what ends it besides its own source. */
export interface StreamBounds {
  /** Rejects to keep the answer back and end the stream. */
  answer(result: ExecutionResult): Promise<EngineBody>;
  /** The last answer where the source fails. */
  failure(error: unknown): EngineBody;
  signal: AbortSignal;
  /** Until the token ends. */
  endsInMs: number;
  /** Asked before each event: false once the permissions have changed. */
  mayContinue(): boolean;
  /** Called once, however it ends: frees the source. */
  onEnd(): void;
}

/** setTimeout fires at once for more than this (Node's limit, 2^31 - 1 ms). */
const MAX_TIMER_MS = 2_147_483_647;

const closing = (message: string): EngineBody => ({ errors: [clientError(new GatewayError('UNAUTHENTICATED', message))] });

/** A subscription's answers, ended by its bounds; the last one says why where it is not the source's or the client's doing. */
export function guardedStream(
  source: AsyncGenerator<ExecutionResult, void, void>,
  bounds: StreamBounds,
): AsyncIterableIterator<EngineBody> {
  let over = false;
  let stop: (reason: 'left' | 'expired') => void = () => undefined;
  const stopped = new Promise<'left' | 'expired'>((resolve) => {
    stop = resolve;
  });
  const onAbort = (): void => stop('left');
  const timer = setTimeout(() => stop('expired'), Math.min(Math.max(bounds.endsInMs, 0), MAX_TIMER_MS));
  // An open stream holds its socket; the timer alone is no reason to go on living.
  timer.unref();
  if (bounds.signal.aborted) stop('left');
  else bounds.signal.addEventListener('abort', onAbort, { once: true });

  const end = (): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    bounds.signal.removeEventListener('abort', onAbort);
    bounds.onEnd();
    // The source may wait for an event that never comes: nobody waits for its end.
    void source.return(undefined).catch(() => undefined);
  };
  const finish = (value?: EngineBody): IteratorResult<EngineBody> => {
    end();
    return value ? { done: false, value } : { done: true, value: undefined };
  };

  return {
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        const step = await Promise.race([source.next(), stopped]);
        if (step === 'left') return finish();
        if (step === 'expired') return finish(closing('The token has ended.'));
        if (step.done) return finish();
        if (!bounds.mayContinue()) return finish(closing('The permissions have changed: subscribe again.'));
        return { done: false, value: await bounds.answer(step.value as ExecutionResult) };
      } catch (error) {
        return finish(bounds.failure(error));
      }
    },
    async return() {
      return finish();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
