/** Changes as the source of a subscription: those since a client was here last, then those that happen, without a gap. */
import { GatewayError } from '../../domain/errors.ts';
import type { Change, ChangeLane } from '../../domain/change.ts';
import type { ChangePosition } from '../../datasources/mongo/store.ts';
import type { ChangeFeed } from '../context.ts';
import { Telling, type Candidate, type Offered } from './telling.ts';

/** What one stream may hold while its client does not take it. */
export interface StreamQueueLimits {
  /** Events that are the stream's own. */
  maxEvents: number;
  /** Changes of anybody that the store has not been asked about yet: they come in bursts, and streams share them. */
  maxChanges: number;
}

export const STREAM_QUEUE_LIMITS: StreamQueueLimits = { maxEvents: 100, maxChanges: 10_000 };
/** Of one question to the store. */
const MAX_BATCH = 500;

type Events = AsyncIterableIterator<Candidate, undefined>;

interface Reader {
  resolve(result: IteratorResult<Candidate, undefined>): void;
  reject(error: unknown): void;
}

/** One page of earlier changes, in an order of which `lookedMs` is true, and where the next one begins; the first for null. */
export type ReadPage = (position: ChangePosition | null) => Promise<{ page: Pick<Offered, 'change' | 'lookedMs'>[]; next: ChangePosition | null }>;

export interface ChangeStreamSource {
  changes: ChangeFeed;
  lanes: readonly ChangeLane[];
  signal: AbortSignal;
  /** What changed since the client was here last, asked for once the stream hears of what happens. Null: from now on. */
  since: ReadPage | null;
  limits?: StreamQueueLimits;
}

/**
 * The changes that `choose` finds to be this stream's, until the reader leaves or `signal` fires. They are looked at as they
 * come, many at once, however slow the reader is, so that other people's do not fill its queue; what `choose` fails for is
 * kept until the store answers. A queue that is full ends the stream with STREAM_OVERFLOW: a reader that knows that it
 * has missed something can go on from where it was, one that is left without an event cannot know.
 */
export async function streamOfChanges(source: ChangeStreamSource, choose: (offered: readonly Offered[], telling: Telling) => Promise<readonly Offered[]>): Promise<Events> {
  const { changes, lanes, signal, since, limits = STREAM_QUEUE_LIMITS } = source;
  const unread: Offered[] = [];
  const kept: Offered[] = [];
  const events: Candidate[] = [];
  const readers: Reader[] = [];
  let overflow: GatewayError | null = null;
  let isOpen = true;
  let isChoosing = false;
  let isReplaying = since !== null;
  let stop: () => void = () => undefined;
  let onLooked: () => void = () => undefined;

  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    signal.removeEventListener('abort', end);
    for (const list of [unread, kept, events]) list.length = 0;
    onLooked();
    for (const reader of readers.splice(0)) reader.resolve({ done: true, value: undefined });
  };
  const flood = (): void => {
    overflow = new GatewayError('STREAM_OVERFLOW', 'Events came faster than they were read: subscribe again after the last one that you know, or read what you show again.');
    const reader = readers.shift();
    if (reader) {
      reader.reject(overflow);
      overflow = null;
    }
    end();
  };
  const telling = new Telling((offered) => {
    if (isOpen && kept.push(offered) > limits.maxChanges) flood();
  });
  /** What of these is the stream's; null where nobody can say now. */
  const chosenOf = async (offered: readonly Offered[]): Promise<Candidate[] | null> => {
    try {
      const chosen = await choose(offered, telling);
      if (telling.owesAny) for (const each of offered) if (!chosen.includes(each)) telling.drop(each);
      return chosen.map((each) => telling.candidate(each));
    } catch {
      return null;
    }
  };
  const offer = (event: Candidate): void => {
    const reader = isReplaying ? undefined : readers.shift();
    if (reader) reader.resolve({ done: false, value: event });
    else if (events.push(event) > limits.maxEvents) flood();
  };
  const chooseAll = async (): Promise<void> => {
    isChoosing = true;
    while (unread.length > 0) {
      const batch = unread.splice(0, MAX_BATCH);
      const chosen = await chosenOf(batch);
      if (!chosen) for (const each of batch) telling.owe(each);
      for (const event of chosen ?? []) if (isOpen) offer(event);
    }
    isChoosing = false;
  };
  const take = (found: readonly Change[], lookedMs: number): void => {
    for (const change of found) unread.push({ change, lookedMs, tries: 0 });
    if (unread.length > limits.maxChanges) flood();
    else if (isOpen && !isChoosing) void chooseAll();
  };
  const looked = (): void => {
    onLooked();
    unread.push(...kept.splice(0));
    if (isOpen && !isChoosing && unread.length > 0) void chooseAll();
  };

  /** What `ask` gives, now or once the store answers somebody again. */
  const asked = async <Answer>(ask: () => Promise<Answer | null>): Promise<Answer | null> => {
    for (;;) {
      const answer = await ask().catch(() => null);
      if (answer || !isOpen) return answer;
      await new Promise<void>((resolve) => (onLooked = resolve));
    }
  };
  /** Changes from before, one after the other, as they are taken. */
  async function* replay(read: ReadPage): AsyncGenerator<Candidate, undefined> {
    for (let position: ChangePosition | null = null; isOpen; ) {
      const from: ChangePosition | null = position;
      const found: Awaited<ReturnType<ReadPage>> | null = await asked(() => read(from));
      const page = (found?.page ?? []).map((each): Offered => ({ ...each, tries: 0 }));
      for (const event of (await asked(() => chosenOf(page))) ?? []) if (isOpen) yield event;
      position = found?.next ?? null;
      if (!position) return undefined;
    }
    return undefined;
  }
  const replayed = since ? replay(since) : null;

  const leave = await changes.follow(lanes, { take, looked });
  stop = leave;
  if (!isOpen) leave();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();

  const live = (): Promise<IteratorResult<Candidate, undefined>> => {
    const event = events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (overflow) {
      const error = overflow;
      overflow = null;
      return Promise.reject(error);
    }
    if (!isOpen) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => readers.push({ resolve, reject }));
  };

  const stream: Events = {
    async next() {
      if (isReplaying && isOpen) {
        const step = await replayed!.next();
        if (!step.done) return step;
        isReplaying = false;
      }
      return live();
    },
    return(): Promise<IteratorResult<Candidate, undefined>> {
      end();
      overflow = null;
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return stream;
}
