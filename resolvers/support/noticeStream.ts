/** Notices as the stream of a subscription. */
import type { NoticeBody, Notices } from '../../datasources/redis/notices.ts';

/** A client that reads slower than this falls behind loses the oldest: notices may be lost, memory may not. */
const MOST_WAITING = 100;

type Stream<Value> = AsyncIterableIterator<Value, undefined>;

/** The notices of a topic from now on, until the reader leaves or `signal` fires. */
export function noticeStream(notices: Notices, topic: string, signal: AbortSignal): Stream<NoticeBody> {
  const waiting: NoticeBody[] = [];
  const readers: ((result: IteratorResult<NoticeBody, undefined>) => void)[] = [];
  let isOpen = true;

  const stop = notices.subscribe(topic, (body) => {
    const reader = readers.shift();
    if (reader) reader({ done: false, value: body });
    else if (waiting.push(body) > MOST_WAITING) waiting.shift();
  });
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    signal.removeEventListener('abort', end);
    waiting.length = 0;
    for (const reader of readers.splice(0)) reader({ done: true, value: undefined });
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) end();

  return {
    next() {
      const value = waiting.shift();
      if (value) return Promise.resolve({ done: false, value });
      if (!isOpen) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => readers.push(resolve));
    },
    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The values that `choose` makes of a stream; null leaves one out, and so does a failure, which must not end the stream. */
export function chosenOf<Value, Result>(stream: Stream<Value>, choose: (value: Value) => Promise<Result | null>): Stream<Result> {
  return {
    async next() {
      for (;;) {
        const read = await stream.next();
        if (read.done) return { done: true, value: undefined };
        const chosen = await choose(read.value).catch(() => null);
        if (chosen !== null) return { done: false, value: chosen };
      }
    },
    async return() {
      await stream.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
