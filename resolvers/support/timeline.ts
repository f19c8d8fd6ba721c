/** Rows of a customer's timeline: from the heads of the index document where they answer, else from the store. */
import type { DataClass } from '../../domain/principal.ts';
import { compareNewestFirst, decodeHead, HEAD_PAGE_ROWS, HEAD_ROWS } from '../../domain/timelineHead.ts';
import { systemOf, type EventType } from '../../domain/sourceRef.ts';
import type { HeadName, TimelineQuery, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { seesLikely } from './likely.ts';
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

/** The schema's `assumed` of a customer's timelines. */
export const ASSUMED_EVENTS = 10;

const ORDER: readonly EventType[] = ['order'];
const TICKET: readonly EventType[] = ['ticket'];
const CALL: readonly EventType[] = ['call'];
const TOUCH: readonly EventType[] = ['touch'];

/** The timelines of a customer, and the kinds of event that stand in each for this caller. */
export const TIMELINES = {
  orders: () => ORDER,
  tickets: () => TICKET,
  calls: () => CALL,
  touches: () => TOUCH,
  interactions: (ctx: RequestContext) => visibleKinds(ctx),
} as const satisfies Readonly<Record<string, (ctx: RequestContext) => readonly EventType[]>>;

/** The heads that answer for these kinds. */
export const headsOf = (kinds: readonly EventType[]): readonly HeadName[] => (kinds.length === KINDS.length ? ['mixed'] : kinds);

/** The first `limit` rows of a head; null where the index document was read without it. What it gives must not be changed. */
function rowsOfHead({ index, decoded }: CustomerHandle, name: HeadName, limit: number): readonly TimelineRow[] | null {
  const known = decoded.get(name);
  if (known && known.limit >= limit) return known.rows.length > limit ? known.rows.slice(0, limit) : known.rows;
  const text = name === 'mixed' ? index.head : index.heads[name];
  if (text === undefined) return null;
  const rows = decodeHead(text, limit);
  decoded.set(name, { limit, rows });
  return rows;
}

/**
 * The first `limit` rows of these kinds from the heads, and whether they are all that there is; null where the index
 * document was read without one of these heads.
 */
function fromHeads(handle: CustomerHandle, kinds: readonly EventType[], limit: number): { rows: readonly TimelineRow[]; all: boolean } | null {
  let all = true;
  const decoded: (readonly TimelineRow[])[] = [];
  for (const name of headsOf(kinds)) {
    const rows = rowsOfHead(handle, name, limit);
    if (!rows) return null;
    // A head that is not full holds everything.
    all &&= rows.length < Math.min(limit, HEAD_ROWS);
    decoded.push(rows);
  }
  return { rows: decoded.length === 1 ? decoded[0]! : decoded.flat().sort(compareNewestFirst).slice(0, limit), all };
}

/** Rows of a timeline; the place of each is `timelinePosition` of it. */
export interface TimelinePage {
  rows: readonly TimelineRow[];
  hasMore: boolean;
}

/** A page as far as the index document knows it, newest first; null where the store has to be asked. */
export function pageInHeads(handle: CustomerHandle, { kinds, after: position, filter, first }: TimelineQuery): TimelinePage | null {
  if (kinds.length === 0) return { rows: [], hasMore: false };
  // Heads know nothing of denied systems; that caller's pages are counted by the store.
  if (position || filter || first > HEAD_PAGE_ROWS || handle.ctx.deniedSystems.size > 0) return null;
  const found = fromHeads(handle, kinds, first + 1);
  if (found && found.rows.length > first) return { rows: found.rows.slice(0, first), hasMore: true };
  return found?.all ? { rows: found.rows, hasMore: false } : null;
}

/** A page of a customer's events, newest first. */
export function timelinePage(handle: CustomerHandle, query: TimelineQuery): MaybePromise<TimelinePage> {
  const { ctx } = handle;
  const known = pageInHeads(handle, query);
  if (known) return known;
  const refs = handle.index.parties.map((party) => party.ref).filter((ref) => !ctx.deniedSystems.has(systemOf(ref)));
  const page = handle.track(ctx.store.interactions.timeline(refs, seesLikely(ctx) ? { ...query, likely: true } : query));
  return after(page, ({ rows, hasMore }) => ({ rows: rows.map(({ row }) => row), hasMore }));
}
