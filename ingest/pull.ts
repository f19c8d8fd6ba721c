import { normaliseInstant } from '../domain/normalise/date.ts';
import { sourceRef, type RecordType } from '../domain/sourceRef.ts';
import type { PullSession } from './pullSession.ts';

/** Ids of events that are read again in one signal. */
const OPEN_PER_PAGE = 500;

/**
 * Writes into the inbox what may have changed since the last pull that came to its end, or everything where there was
 * none. Where that was is written last, so a pull that dies is gone on with, behind its last page that the inbox has taken,
 * or begun again where the source has no order for that; the overlap covers the source's clock and slow commits. Rejects
 * with SourceError, LeaseLost.
 */
export async function pull(session: PullSession, type: RecordType): Promise<void> {
  const { store, source, signal } = session;
  const { system, client, definition, sync } = source;
  const last = session.progress(type);
  const { open } = last;
  // A source without an order of keys has no sweep: what moves no stamp is found by asking for everything again.
  const isDue = !client.sweep && last.fullAt !== null && session.now() - last.fullAt.getTime() >= sync.sweepEveryMs;
  const isFull = last.highWater === null || last.fullAt === null || isDue;
  const since = open ? open.since : isFull ? null : overlapping(last.highWater!, definition.overlapMs);
  const begunAt = open && last.begunAt ? last.begunAt : new Date(session.now());
  if (!open) await session.save(type, { begunAt });
  let highWater = last.highWater;

  for await (const page of client.changedSince(type, since, signal, open?.place ?? null)) {
    await session.mark(type, page.ids);
    highWater = page.highWater ?? highWater;
    if (page.place !== undefined) await session.save(type, { open: { since, place: page.place } });
  }
  // What a stamp does not show is looked at all the same, as long as it may still change.
  if (since !== null && type !== 'party') {
    for await (const refs of store.interactions.notFinal(system, type, OPEN_PER_PAGE)) await session.mark(type, refs.map((ref) => ref.slice(sourceRef(system, type, '').length)));
  }
  await session.save(type, { since, highWater, completedAt: new Date(session.now()), fullAt: since === null ? begunAt : last.fullAt, open: null, failure: null });
}

/** A stamp set back; one that is no instant is left as it is, since only its source knows what it means. */
function overlapping(highWater: string, overlapMs: number): string {
  // Not by Date.parse alone, which takes `serial-77` for a year.
  const at = normaliseInstant(highWater);
  return at === null ? highWater : new Date(Date.parse(at) - overlapMs).toISOString();
}
