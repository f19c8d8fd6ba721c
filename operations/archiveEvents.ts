/**
 * Takes events out of the store that are past their retention: written to the archive first, then emptied as what is gone at its
 * source, so that twins, discrepancies, timelines and index documents follow, and removed when they have. Whoever dies on the
 * way leaves an event live (it is archived once more), or gone (it is removed by the next one); none is lost.
 */
import type { Archive } from '../datasources/archive.ts';
import type { InteractionDocument } from '../datasources/mongo/documents.ts';
import type { PastPosition } from '../datasources/mongo/pastEvents.ts';
import { canonicalText } from '../domain/contentHash.ts';
import { isPast, keptSince, type Retention } from '../domain/retention.ts';
import { tryParseSourceRef, type EventType, type SourceRef } from '../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../domain/statedParty.ts';
import { dropUnstated } from './dropUnstated.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { GONE_HASH } from './applyParties.ts';
import { erasedAmong } from './erased.ts';
import { interactionLine } from './exportStore.ts';
import { followUp } from './followUp.ts';
import { formerKey } from './formerMarks.ts';

const AT_ONCE = 500;
/** Looked at in one call: whoever configures a retention for the first time has years to archive, and other work waits meanwhile. */
const MOST_PER_CALL = 5_000;

export interface Archived {
  /** No longer in the store: cached views of them are stale. */
  refs: SourceRef[];
  /** Whether there may be more. */
  more: boolean;
}

/** Takes out the oldest of each kind. Rejects with STORE_UNAVAILABLE and ArchiveError. */
export async function archiveEvents(deps: ApplyDeps, archive: Archive, signal: AbortSignal, most: number = MOST_PER_CALL): Promise<Archived> {
  const { retention = {} } = deps;
  const archived: Archived = { refs: [], more: false };
  try {
    for (const kind of Object.keys(retention) as EventType[]) {
      // Each look begins behind the one before: what cannot be taken out yet does not hold up what is younger.
      for (let after: PastPosition | null = null; ; ) {
        if (signal.aborted || archived.refs.length >= most) return { ...archived, more: true };
        const until = keptSince(kind, retention, deps.now());
        const page: InteractionDocument[] = until === null ? [] : await deps.store.pastEvents.page(kind, until, after, AT_ONCE);
        if (page.length === 0) break;
        archived.refs.push(...(await takeOut(deps, archive, page)));
        after = page.at(-1)!;
      }
    }
  } finally {
    await archive.close();
  }
  return archived;
}

async function takeOut(deps: ApplyDeps, archive: Archive, page: readonly InteractionDocument[]): Promise<SourceRef[]> {
  const { store } = deps;
  const gone = page.filter(({ state }) => state === 'GONE');
  const leaving = await leavingOf(deps, page.filter(({ state }) => state === 'LIVE'));
  const archivedAt = new Date(deps.now());
  await archive.append(leaving.map((event) => archiveLine(event, archivedAt)));
  const retired = await store.pastEvents.retire(leaving.map((event) => ({ event, hash: GONE_HASH, former: event.sharedKeys.map(formerKey) })));
  const all = [...gone, ...leaving.filter(({ _id }) => retired.has(_id))];
  if (all.length === 0) return [];

  const refs = all.map(({ _id: ref, epoch }) => ({ ref, epoch }));
  // Parties that nothing but these events states; before the events go, since nobody would come back for them afterwards.
  const dropped = await dropUnstated(deps, all.flatMap(namedBy).filter(isStoreOnlyRef));
  await followUp(deps, { parties: dropped, relationKeys: [], events: refs, eventParties: [...new Set(all.flatMap((event) => [...namedBy(event), ...event.parties]))] });
  await store.pastEvents.remove(refs);
  return all.map(({ _id }) => _id);
}

/**
 * Of these events those that can leave: of which every view is past its retention, and nobody is about to be erased. All views go
 * together, since one that stayed alone would be missing in the other system. Gives them with their other views.
 */
async function leavingOf(deps: ApplyDeps, live: readonly InteractionDocument[]): Promise<InteractionDocument[]> {
  const known = new Map(live.map((event) => [event._id, event]));
  const asked = new Set<SourceRef>();
  for (let wanted = missingViews(known, asked); wanted.length > 0; wanted = missingViews(known, asked)) {
    for (const event of await deps.store.pastEvents.byRefs(wanted)) known.set(event._id, event);
    for (const ref of wanted) asked.add(ref);
  }
  const erased = await erasedAmong(deps, [...known.values()].flatMap(({ _id, partyRef }) => [_id, partyRef]));
  const nowMs = deps.now();
  const mayLeave = (event: InteractionDocument): boolean => isReady(event, deps.retention ?? {}, nowMs) && !erased.has(event._id) && !erased.has(event.partyRef);
  const leaving = new Set<InteractionDocument>();
  for (const event of live) {
    const views = viewsOf(event, known);
    if (views?.every(mayLeave)) for (const view of views) leaving.add(view);
  }
  return [...leaving];
}

const isReady = (event: InteractionDocument, retention: Retention, nowMs: number): boolean =>
  event.state === 'LIVE' && event.settled && isPast(event, retention, nowMs);

const pointersOf = ({ twinOf, twins, likelyTwinOf = null, likelyTwins = [] }: InteractionDocument): SourceRef[] => [twinOf, likelyTwinOf, ...twins, ...likelyTwins].filter((ref) => ref !== null);

const missingViews = (known: ReadonlyMap<SourceRef, InteractionDocument>, asked: ReadonlySet<SourceRef>): SourceRef[] =>
  [...new Set([...known.values()].flatMap(pointersOf))].filter((ref) => !known.has(ref) && !asked.has(ref));

/** The event with all that pointers tie to it; null where one of them is not there, which is somebody's work under way. */
function viewsOf(event: InteractionDocument, known: ReadonlyMap<SourceRef, InteractionDocument>): InteractionDocument[] | null {
  const views = [event];
  for (const view of views) {
    for (const ref of pointersOf(view)) {
      const other = known.get(ref);
      if (!other) return null;
      if (!views.includes(other)) views.push(other);
    }
  }
  return views;
}

/** The mark that a ref leaves which was never seen names nobody. */
const namedBy = ({ partyRef, attached }: InteractionDocument): SourceRef[] => [partyRef, ...(attached ? [attached.from] : [])].filter((ref) => tryParseSourceRef(ref) !== undefined);

/** As in an export that is not canonical (docs/export.md), with whatever else only this document knows. */
function archiveLine(event: InteractionDocument, archivedAt: Date): string {
  const { likelyTwins = [], attached = null, schemaVersion } = event;
  return canonicalText({ ...interactionLine(event, false), likelyTwins, attached, schemaVersion, archivedAt });
}
