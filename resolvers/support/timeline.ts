/** Rows of a customer's timeline: from the heads of the index document where they answer, else from the store. */
import type { DataClass } from '../../domain/principal.ts';
import { compareNewestFirst, decodeHead, HEAD_PAGE_ROWS } from '../../domain/timelineHead.ts';
import { systemOf, type EventType } from '../../domain/sourceRef.ts';
import type { TimelineQuery, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { after, type MaybePromise } from './maybePromise.ts';

/** The class that the fields of each kind of event have in the schema. */
const CLASS_OF: Readonly<Record<EventType, DataClass>> = {
  order: 'orders',
  ticket: 'tickets',
  call: 'calls',
  touch: 'marketing',
  interaction: 'interactions',
};
const KINDS = Object.keys(CLASS_OF) as EventType[];

/** The kinds whose rows the caller may see in a mixed timeline: that there was a ticket is ticket data. */
export function visibleKinds(ctx: RequestContext, among: readonly EventType[] = KINDS): EventType[] {
  return among.filter((kind) => ctx.access(CLASS_OF[kind]) !== 'deny');
}

/** The head's rows of these kinds, at most `limit`, and whether they are all that there is. */
function fromHeads(handle: CustomerHandle, kinds: readonly EventType[], limit: number): { rows: TimelineRow[]; all: boolean } {
  const { heads, head } = handle.index;
  if (kinds.length === KINDS.length) {
    const rows = decodeHead(head, limit);
    return { rows, all: rows.length < Math.min(limit, HEAD_PAGE_ROWS) };
  }
  const decoded = kinds.map((kind) => decodeHead(heads[kind] ?? '', limit));
  const rows = decoded.length === 1 ? decoded[0]! : decoded.flat().sort(compareNewestFirst).slice(0, limit);
  return { rows, all: decoded.every((each) => each.length < Math.min(limit, HEAD_PAGE_ROWS)) };
}

/** Rows of a timeline; the place of each is `timelinePosition` of it. */
export interface TimelinePage {
  rows: TimelineRow[];
  hasMore: boolean;
}

/** A page of a customer's events, newest first. */
export function timelinePage(handle: CustomerHandle, query: TimelineQuery): MaybePromise<TimelinePage> {
  const { ctx } = handle;
  if (query.kinds.length === 0) return { rows: [], hasMore: false };
  // Heads know nothing of denied systems; that caller's pages are counted by the store.
  if (!query.after && !query.filter && query.first <= HEAD_PAGE_ROWS && ctx.deniedSystems.size === 0) {
    const { rows, all } = fromHeads(handle, query.kinds, query.first + 1);
    if (rows.length > query.first) return { rows: rows.slice(0, query.first), hasMore: true };
    if (all) return { rows, hasMore: false };
  }
  const refs = handle.index.parties.map((party) => party.ref).filter((ref) => !ctx.deniedSystems.has(systemOf(ref)));
  const page = handle.track(ctx.store.interactions.timeline(refs, query));
  return after(page, ({ rows, hasMore }) => ({ rows: rows.map(({ row }) => row), hasMore }));
}
