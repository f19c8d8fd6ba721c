/**
 * Values that the store does not know, asked of the sources: once for all who ask at the same time, each of them with a
 * deadline of its own, and not again for a while where every source has said that it knows nobody.
 */
import { LRUCache } from 'lru-cache';
import type { Store } from '../../datasources/mongo/store.ts';
import { createBatcher, type Batcher } from '../../datasources/upstream/batcher.ts';
import type { RequestContext } from '../context.ts';

/** What a source is asked for. */
export interface UnknownValue {
  by: 'email' | 'phone';
  value: string;
}

/** What asking takes. All requests of a process bring the same, so one call may serve several of them. */
type Asker = Pick<RequestContext, 'reader' | 'now'> & { applyNow: NonNullable<RequestContext['applyNow']> };

interface Asking {
  /** When every source said that it knows nobody, ms since the epoch. */
  misses: LRUCache<string, number>;
  /** Of the request that came last. */
  asker: Asker;
  flights: Batcher<Asked>;
}

/** What asking the sources came to. */
export interface Asked {
  /** Whether something was taken in. */
  came: boolean;
  /** Systems that did not answer: each may know somebody. */
  failed: readonly string[];
}

const NOBODY: Asked = { came: false, failed: [] };

const REMEMBERED_MISSES = 10_000;
/** Process-wide, per store. */
const ofStore = new WeakMap<Store, Asking>();

function askingOf(store: Store, asker: Asker): Asking {
  let asking = ofStore.get(store);
  if (!asking) ofStore.set(store, (asking = createAsking(asker)));
  asking.asker = asker;
  return asking;
}

function createAsking(first: Asker): Asking {
  const misses = new LRUCache<string, number>({ max: REMEMBERED_MISSES });

  async function ask(key: string, signal: AbortSignal): Promise<Asked> {
    const { reader, applyNow, now } = asking.asker;
    const [by, value] = [key.slice(0, key.indexOf(':')) as UnknownValue['by'], key.slice(key.indexOf(':') + 1)];
    const { parties, failed } = await reader.find(by, value, signal);
    if (parties.length === 0) {
      // A source that could not say may know somebody.
      if (failed.length === 0) misses.set(key, now());
      return { came: false, failed };
    }
    await applyNow(
      parties.map(({ ref }) => ref),
      signal,
    );
    return { came: true, failed };
  }

  const flights = createBatcher<Asked>({
    system: 'The look-up',
    batchSize: 1,
    // Each source has its own time, and each who waits has a deadline.
    answerMs: 0,
    call: async ([key], signal) => new Map([[key!, await ask(key!, signal)]]),
  });
  const asking: Asking = { misses, asker: first, flights };
  return asking;
}

/**
 * Asks the sources who carries the value, and takes in what they say. Rejects with the signal's reason when it fires, and
 * as `applyNow` does.
 */
export async function fetchUnknown(unknown: UnknownValue, ctx: RequestContext): Promise<Asked> {
  const { applyNow, reader, now, signal } = ctx;
  if (!applyNow) return NOBODY;
  const { misses, flights } = askingOf(ctx.store, { applyNow, reader, now });
  const key = `${unknown.by}:${unknown.value}`;
  const missedMs = misses.get(key);
  if (missedMs !== undefined && now() - missedMs < ctx.config.lookupMissMs) return NOBODY;
  signal.throwIfAborted();
  try {
    return (await flights.read(key, signal)) ?? NOBODY;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
