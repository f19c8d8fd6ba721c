import type { Store } from '../datasources/mongo/store.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { normaliseInstant } from '../domain/normalise/date.ts';
import { sourceRef, type RecordType } from '../domain/sourceRef.ts';

export interface PullOptions {
  store: Store;
  source: ConnectedSource;
  type: RecordType;
  /** After this long everything is pulled again. */
  fullPullMs: number;
  now: number;
  signal: AbortSignal;
  /** Called with the number of refs of each page, written to the inbox already. */
  onPage(count: number): void;
}

/** Ids of events that are read again in one signal. */
const OPEN_PER_PAGE = 500;

/**
 * Writes into the inbox what may have changed since the last pull that came to its end. Where that was is written last,
 * so a pull that dies is begun again; the overlap covers the source's clock and slow commits. Rejects with SourceError.
 */
export async function pull({ store, source, type, fullPullMs, now, signal, onPage }: PullOptions): Promise<void> {
  const { system, client, definition } = source;
  const last = await store.pulls.get(system, type);
  const isFull = !last?.highWater || !last.fullPullAt || now - last.fullPullAt.getTime() >= fullPullMs;
  const since = isFull ? null : overlapping(last.highWater!, definition.overlapMs);
  let highWater = last?.highWater ?? null;
  const mark = async (ids: readonly string[]): Promise<void> => {
    const refs = [...new Set(ids)].map((id) => ({ ref: sourceRef(system, type, id), system, type }));
    if (refs.length === 0) return;
    await store.inbox.signal(refs);
    onPage(refs.length);
  };

  for await (const page of client.changedSince(type, since, signal)) {
    await mark(page.ids);
    highWater = page.highWater ?? highWater;
  }
  // What a stamp does not show is looked at all the same, as long as it may still change.
  if (!isFull && type !== 'party') {
    for await (const refs of store.interactions.notFinal(system, type, OPEN_PER_PAGE)) await mark(refs.map((ref) => ref.slice(sourceRef(system, type, '').length)));
  }
  const at = new Date(now);
  await store.pulls.put({ _id: `${system}:${type}`, since, highWater, completedAt: at, fullPullAt: isFull ? at : (last?.fullPullAt ?? at) });
}

/** A stamp set back; one that is no instant is left as it is, since only its source knows what it means. */
function overlapping(highWater: string, overlapMs: number): string {
  // Not by Date.parse alone, which takes `serial-77` for a year.
  const at = normaliseInstant(highWater);
  return at === null ? highWater : new Date(Date.parse(at) - overlapMs).toISOString();
}
