import type { EngineBody } from './types.ts';

/** How a subscription's events are answered, and what ends it besides its own source. */
export interface StreamBounds {
  /** The answer that an event of the source makes; null: nothing is told of it. Rejects to keep it back and end the stream. */
  answer(event: unknown): Promise<EngineBody | null>;
  /** The last answer of a stream that an error ends. */
  failure(error: unknown): EngineBody;
  /** The client has left, or the host closes. */
  signal: AbortSignal;
  /** Called once, however it ends: frees what it holds. */
  onEnd(): void;
}

export interface GuardedStream extends AsyncIterableIterator<EngineBody, undefined> {
  /** Ends it at once: an event that is being answered is told no more, and the last answer says why. */
  stop(error: unknown): void;
}

/** A subscription's answers, made as they are asked for; the last one says why it ends where that is not the client's doing. */
export function guardedStream(source: AsyncIterator<unknown>, bounds: StreamBounds): GuardedStream {
  let isOpen = true;
  let last: EngineBody | null = null;
  let interrupt: () => void = () => undefined;

  const end = (closing: EngineBody | null): void => {
    if (!isOpen) return;
    isOpen = false;
    last = closing;
    bounds.signal.removeEventListener('abort', onAbort);
    bounds.onEnd();
    // The source may wait for an event that never comes: nobody waits for its end.
    void source.return?.(undefined)?.catch(() => undefined);
    interrupt();
  };
  const onAbort = (): void => end(null);
  bounds.signal.addEventListener('abort', onAbort, { once: true });
  if (bounds.signal.aborted) end(null);

  const make = async (): Promise<EngineBody | null> => {
    const step = await source.next();
    if (!step.done) return bounds.answer(step.value);
    end(null);
    return null;
  };
  /** Of its own each time: a promise that lives as long as the stream would hold on to every wait for it. */
  const madeOrInterrupted = (): Promise<EngineBody | null> =>
    new Promise((resolve, reject) => {
      interrupt = () => resolve(null);
      make().then(resolve, reject);
    });

  return {
    async next() {
      while (isOpen) {
        try {
          const value = await madeOrInterrupted();
          if (value && isOpen) return { done: false, value };
        } catch (error) {
          end(bounds.failure(error));
        }
      }
      const value = last;
      last = null;
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return() {
      end(null);
      last = null;
      return { done: true, value: undefined };
    },
    stop: (error) => {
      if (isOpen) end(bounds.failure(error));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
