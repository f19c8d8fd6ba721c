/**
 * Everything that a source has, read again: for what changes without moving a stamp, and for what is no more. Each id that
 * the source gives is written into the inbox together with the number of the sweep. What the store has had since before
 * the sweep began, and the sweep has not seen, is missing; the inbox is told of it, and whoever fetches it by its id finds
 * out whether it is gone. Neither side is held in memory, and the source's order of keys need not be the store's.
 */
import type { SweepProgress } from '../datasources/mongo/documents.ts';
import type { SeenRow } from '../datasources/mongo/store.ts';
import { sourceRef, type RecordType, type SourceRef } from '../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../domain/statedParty.ts';
import type { PullSession } from './pullSession.ts';
import type { IngestLogger } from './types.ts';

/** Records of the store that are compared at once. */
const COMPARED_AT_ONCE = 1_000;
/** More missing than this, and than this share of all, and a sweep stops: then it is more likely the source that is wrong. */
export const MOST_MISSING = 20;
export const MOST_MISSING_SHARE = 0.01;

export interface SweepOptions {
  logger: IngestLogger;
  /** Asked after each page: the sweep is gone on with another time. */
  isEnough(): boolean;
}

/** A sweep that has not begun yet. */
export function beginSweep(at: Date): SweepProgress {
  return { number: at.getTime(), stage: 'LISTING', begunAt: at, completedAt: null, place: null, seen: 0, missing: 0 };
}

/** Whether so many missing ones are not to be believed. */
export const isTooMany = (missing: number, seen: number): boolean => missing > MOST_MISSING && missing > MOST_MISSING_SHARE * (seen + missing);

/**
 * Goes on with the sweep of a type, or begins one where it is time. A sweep that dies is gone on with behind its last page.
 * Rejects with SourceError, LeaseLost.
 */
export async function sweep(session: PullSession, type: RecordType, options: SweepOptions): Promise<void> {
  const { client, sync } = session.source;
  if (!client.sweep) return;
  const { fullAt, sweep: last } = session.progress(type);
  const isUnderWay = last && (last.stage === 'LISTING' || last.stage === 'COMPARING' || last.stage === 'SIGNALLING');
  if (!isUnderWay) {
    const lastMs = Math.max(fullAt?.getTime() ?? Infinity, last?.begunAt.getTime() ?? 0);
    if (!(session.now() - lastMs >= sync.sweepEveryMs)) return;
    await session.save(type, { sweep: beginSweep(new Date(session.now())) });
  }
  const steps = { LISTING: list, COMPARING: compare, SIGNALLING: signalMissing } as const;
  for (;;) {
    const { stage } = session.progress(type).sweep!;
    if (stage === 'DONE' || stage === 'STOPPED') return;
    if (!(await steps[stage](session, type, options))) return;
  }
}

/** Each step gives whether it came to its end. */
async function list(session: PullSession, type: RecordType, { isEnough }: SweepOptions): Promise<boolean> {
  let current = session.progress(type).sweep!;
  for await (const { ids, place } of session.source.client.sweep!(type, current.place, session.signal)) {
    await session.mark(type, ids, current.number);
    current = { ...current, place, seen: current.seen + ids.length };
    await session.save(type, { sweep: current });
    if (isEnough()) return false;
  }
  // Everything is in the inbox to be read, whatever is missing.
  await session.save(type, { sweep: { ...current, stage: 'COMPARING', place: null, missing: 0 }, fullAt: current.begunAt, failure: null });
  return true;
}

async function compare(session: PullSession, type: RecordType, { logger, isEnough }: SweepOptions): Promise<boolean> {
  let current = session.progress(type).sweep!;
  for await (const { missing, place } of missingPages(session, type, current)) {
    current = { ...current, place, missing: current.missing + missing.length };
    await session.save(type, { sweep: current });
    if (isEnough()) return false;
  }
  const { missing, seen } = current;
  if (isTooMany(missing, seen)) {
    await session.save(type, { sweep: { ...current, stage: 'STOPPED', place: null, completedAt: new Date(session.now()) } });
    logger.warn({ system: session.source.system, type, missing, seen }, 'A sweep misses too many records and has stopped before anything was done about them: see syncStatus.');
    return false;
  }
  await session.save(type, { sweep: missing > 0 ? { ...current, stage: 'SIGNALLING', place: null } : done(current, session.now()) });
  return true;
}

async function signalMissing(session: PullSession, type: RecordType, { isEnough }: SweepOptions): Promise<boolean> {
  let current = session.progress(type).sweep!;
  const idFrom = sourceRef(session.source.system, type, '').length;
  for await (const { missing, place } of missingPages(session, type, current)) {
    await session.mark(type, missing.map((ref) => ref.slice(idFrom)));
    current = { ...current, place };
    await session.save(type, { sweep: current });
    if (isEnough()) return false;
  }
  await session.save(type, { sweep: done(current, session.now()) });
  return true;
}

const done = (sweep: SweepProgress, nowMs: number): SweepProgress => ({ ...sweep, stage: 'DONE', place: null, completedAt: new Date(nowMs) });

/** What the store has of the type, page by page from behind `place` on, and of that what the sweep has not seen. */
async function* missingPages({ store, source }: PullSession, type: RecordType, { number, begunAt, place }: SweepProgress): AsyncGenerator<{ missing: SourceRef[]; place: SourceRef }> {
  const pageAfter = (after: SourceRef | null): Promise<SeenRow[]> =>
    type === 'party' ? store.parties.page(source.system, type, after, COMPARED_AT_ONCE) : store.interactions.page(source.system, type, after, COMPARED_AT_ONCE);
  for (let after = place; ; ) {
    const rows = await pageAfter(after);
    // What was read since the sweep began is there, or known to be gone.
    const doubtful = rows.filter(({ _id, state, fetchedAt }) => state === 'LIVE' && fetchedAt < begunAt && !isStoreOnlyRef(_id)).map(({ _id }) => _id);
    const seen = await store.inbox.sweptBy(number, doubtful);
    after = rows.at(-1)?._id ?? null;
    if (after !== null) yield { missing: doubtful.filter((ref) => !seen.has(ref)), place: after };
    if (rows.length < COMPARED_AT_ONCE) return;
  }
}
