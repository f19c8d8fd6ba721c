/** Times from a change until a query shows it and a subscription tells of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Gateway } from '../../examples/clients/graphql.ts';
import type { Change, Kind } from './kinds.ts';

/** After which a change counts as not seen. */
export const SEEN_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** Milliseconds from the answer of the write call on; null where it was not seen in time. */
export interface Seen {
  queryMs: number | null;
  subscriptionMs: number | null;
}

/** A stream that is open, with what it has told so far. */
export interface OpenStream {
  /** When the change was told, by `performance.now()`; null where the signal fired before. */
  told(change: Change): Promise<number | null>;
  close(): void;
}

/** Opens the subscription of a kind for a customer: what happens once this resolves is told, and kept until it is asked for. */
export async function openStream(gateway: Gateway, kind: Kind, customerId: string, signal: AbortSignal): Promise<OpenStream> {
  const left = new AbortController();
  const leave = AbortSignal.any([left.signal, signal]);
  const answers = await gateway.listen(kind.subscription, { id: customerId }, leave);
  const events: { data: unknown; atMs: number }[] = [];
  let look = (): void => undefined;
  let ended = false;
  void (async () => {
    try {
      for await (const answer of answers) {
        events.push({ data: answer.data, atMs: performance.now() });
        if (answer.data === null) console.error(`A subscription said: ${codesOf(answer)}`);
        look();
      }
    } catch (error) {
      console.error(`A subscription broke: ${(error as Error).message}`);
    }
    ended = true;
    look();
  })();
  return {
    told: (change) =>
      new Promise((resolve) => {
        let looked = 0;
        look = () => {
          for (; looked < events.length; looked += 1) if (change.isShown(events[looked]!.data)) return resolve(events[looked]!.atMs);
          if (ended) resolve(null);
        };
        look();
      }),
    close: () => left.abort(),
  };
}

const codesOf = ({ errors }: Answer<unknown>): string => errors.map(({ extensions }) => extensions.code).join(', ') || 'no data';

/** Asks for the customer until the change is shown; null where the signal fired before. */
async function poll(gateway: Gateway, kind: Kind, customerId: string, change: Change, signal: AbortSignal): Promise<number | null> {
  while (!signal.aborted) {
    const answer = await gateway.ask(kind.query, { id: customerId }).catch(() => null);
    if (answer && change.isShown(answer.data)) return performance.now();
    await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** `madeAtMs`: when the write call had its answer. Ends within SEEN_WITHIN_MS and one query, and closes the stream. */
export async function watch(gateway: Gateway, kind: Kind, customerId: string, change: Change, stream: OpenStream, madeAtMs: number, signal: AbortSignal): Promise<Seen> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SEEN_WITHIN_MS)]);
  limit.addEventListener('abort', () => stream.close(), { once: true });
  try {
    const [queryAt, subscriptionAt] = await Promise.all([poll(gateway, kind, customerId, change, limit), stream.told(change)]);
    // The stream may tell of it while the write call's answer is on its way.
    const since = (atMs: number | null): number | null => (atMs === null ? null : Math.max(0, atMs - madeAtMs));
    return { queryMs: since(queryAt), subscriptionMs: since(subscriptionAt) };
  } finally {
    stream.close();
  }
}
