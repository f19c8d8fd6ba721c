import type { Collection, Filter } from 'mongodb';
import { compareNewestFirst, timelinePosition } from '../../domain/timelineHead.ts';
import type { EventType, SourceRef } from '../../domain/sourceRef.ts';
import type { InteractionDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { ListPage, TimelineQuery, TimelineRow } from './store.ts';

type Events = Collection<InteractionDocument>;
type EventFilter = Filter<InteractionDocument>;
type StoredRow = Pick<InteractionDocument, '_id' | 'kind' | 'at' | 'partyRef' | 'twins' | 'parties'>;

const ROW_PROJECTION = { kind: 1, at: 1, partyRef: 1, twins: 1 } as const;
const EVENT_KINDS: readonly EventType[] = ['order', 'ticket', 'call', 'touch', 'interaction'];
/** Rows read at once for the heads of one index document; a longer history is read kind by kind. */
const ROWS_PER_LIST = 200;

const rowOf = ({ _id, kind, at, partyRef, twins }: StoredRow): TimelineRow => ({ ref: _id, twins, kind, atMs: at.getTime(), partyRef });

/** One page of the events that meet `base`, newest first; `hint` names the index that serves it. */
export async function pageOfEvents(events: Events, base: EventFilter, hint: string, query: TimelineQuery): Promise<ListPage<TimelineRow>> {
  const conditions: EventFilter[] = [{ ...base, kind: { $in: [...query.kinds] } }];
  const { statuses, from, until } = query.filter ?? {};
  if (statuses) conditions.push({ status: { $in: [...statuses] } });
  if (from) conditions.push({ at: { $gte: from } });
  if (until) conditions.push({ at: { $lt: until } });
  if (query.after) {
    const [atMs, ref] = query.after;
    const at = new Date(Number(atMs));
    // The first bound is implied by the second; it is what an index can use.
    conditions.push({ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { at, _id: { $lt: String(ref) } }] });
  }
  const filter = conditions.length === 1 ? conditions[0]! : { $and: conditions };
  const options = { projection: ROW_PROJECTION, sort: { at: -1, _id: -1 } as const, limit: query.first + 1, hint };
  const found = await guarded(() => events.find(filter, options).toArray());
  const rows = found.slice(0, query.first).map(rowOf);
  return { rows: rows.map((row) => ({ row, position: timelinePosition(row) })), hasMore: found.length > query.first };
}

/** The newest `perKind` rows of each kind for each list of parties, newest first: one query as a rule. */
export async function newestOf(events: Events, partyLists: readonly (readonly SourceRef[])[], perKind: number): Promise<TimelineRow[][]> {
  const all = partyLists.flat();
  if (all.length === 0) return partyLists.map(() => []);
  const limit = partyLists.length * ROWS_PER_LIST;
  const projection = { ...ROW_PROJECTION, parties: 1 } as const;
  const found = await guarded(() => events.find({ parties: { $in: all } }, { projection, limit: limit + 1 }).toArray());
  if (found.length > limit) return Promise.all(partyLists.map((parties) => newestByKind(events, parties, perKind)));

  const listsOf = new Map<SourceRef, number[]>();
  partyLists.forEach((parties, list) => parties.forEach((ref) => listsOf.set(ref, [...(listsOf.get(ref) ?? []), list])));
  const rows: TimelineRow[][] = partyLists.map(() => []);
  for (const event of found) {
    const lists = new Set(event.parties.flatMap((ref) => listsOf.get(ref) ?? []));
    for (const list of lists) rows[list]!.push(rowOf(event));
  }
  return rows.map((list) => firstOfEachKind(list.sort(compareNewestFirst), perKind));
}

async function newestByKind(events: Events, parties: readonly SourceRef[], perKind: number): Promise<TimelineRow[]> {
  const pages = await Promise.all(
    EVENT_KINDS.map((kind) => pageOfEvents(events, { parties: { $in: [...parties] } }, 'parties_kind_at', { kinds: [kind], after: null, first: perKind })),
  );
  return pages.flatMap(({ rows }) => rows.map(({ row }) => row)).sort(compareNewestFirst);
}

function firstOfEachKind(rows: TimelineRow[], perKind: number): TimelineRow[] {
  const taken = new Map<EventType, number>();
  return rows.filter(({ kind }) => {
    const before = taken.get(kind) ?? 0;
    taken.set(kind, before + 1);
    return before < perKind;
  });
}
