/** Notices as the source of a subscription. */
import { GatewayError } from '../../domain/errors.ts';
import type { NoticeBody, Notices } from '../../datasources/redis/notices.ts';

/** What one stream may hold while its client does not take it. */
export interface NoticeQueueLimits {
  /** Events that are the stream's own. */
  maxEvents: number;
  /** Notices of anybody that the store has not been asked about yet: they come in bursts, and streams share them. */
  maxNotices: number;
}

export const NOTICE_QUEUE_LIMITS: NoticeQueueLimits = { maxEvents: 100, maxNotices: 10_000 };
/** Of one question to the store. */
const MAX_BATCH = 500;

type Events<Event> = AsyncIterableIterator<Event, undefined>;

interface Reader<Event> {
  resolve(result: IteratorResult<Event, undefined>): void;
  reject(error: unknown): void;
}

/**
 * The events that `choose` makes of a topic's notices from now on, until the reader leaves or `signal` fires. Notices are
 * looked at as they come, many at once, however slow the reader is, so that other people's do not fill its queue; what
 * `choose` fails for is left out. A queue that is full ends the stream with STREAM_OVERFLOW: a reader that knows that it
 * has missed something can read anew, one that is left without an event cannot know.
 */
export function eventsOfNotices<Event>(
  source: { notices: Notices; topic: string; signal: AbortSignal; limits?: NoticeQueueLimits },
  choose: (bodies: readonly NoticeBody[]) => Promise<readonly Event[]>,
): Events<Event> {
  const { notices, topic, signal, limits = NOTICE_QUEUE_LIMITS } = source;
  const unread: NoticeBody[] = [];
  const events: Event[] = [];
  const readers: Reader<Event>[] = [];
  let overflow: GatewayError | null = null;
  let isOpen = true;
  let isChoosing = false;

  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    signal.removeEventListener('abort', end);
    unread.length = 0;
    events.length = 0;
    for (const reader of readers.splice(0)) reader.resolve({ done: true, value: undefined });
  };
  const flood = (): void => {
    overflow = new GatewayError('STREAM_OVERFLOW', 'Events came faster than they were read: read what you show again, and subscribe again.');
    const reader = readers.shift();
    if (reader) {
      reader.reject(overflow);
      overflow = null;
    }
    end();
  };
  const offer = (event: Event): void => {
    const reader = readers.shift();
    if (reader) reader.resolve({ done: false, value: event });
    else if (events.push(event) > limits.maxEvents) flood();
  };
  const chooseAll = async (): Promise<void> => {
    isChoosing = true;
    while (unread.length > 0) {
      const chosen = await choose(unread.splice(0, MAX_BATCH)).catch(() => []);
      for (const event of chosen) if (isOpen) offer(event);
    }
    isChoosing = false;
  };
  const stop = notices.subscribe(topic, (body) => {
    if (unread.push(body) > limits.maxNotices) flood();
    else if (!isChoosing) void chooseAll();
  });
  signal.addEventListener('abort', end);
  if (signal.aborted) end();

  return {
    next() {
      const event = events.shift();
      if (event !== undefined) return Promise.resolve({ done: false, value: event });
      if (overflow) {
        const error = overflow;
        overflow = null;
        return Promise.reject(error);
      }
      if (!isOpen) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => readers.push({ resolve, reject }));
    },
    return() {
      end();
      overflow = null;
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
