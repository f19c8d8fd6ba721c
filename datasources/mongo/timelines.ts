import type { Collection, Filter } from 'mongodb';
import { compareNewestFirst, timelinePosition } from '../../domain/timelineHead.ts';
import type { EventType, SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import type { InteractionDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { ListPage, NewestRow, TimelineQuery, TimelineRow } from './store.ts';

type Events = Collection<InteractionDocument>;
type EventFilter = Filter<InteractionDocument>;
type StoredRow = Pick<InteractionDocument, '_id' | 'kind' | 'at' | 'partyRef' | 'twins' | 'parties' | 'likelyTwinOf' | 'likelyTwins'>;

const ROW_PROJECTION = { kind: 1, at: 1, partyRef: 1, twins: 1, likelyTwins: 1 } as const;
const EVENT_KINDS: readonly EventType[] = ['order', 'ticket', 'call', 'touch', 'interaction'];
/** Rows read at once for the heads of one index document; a longer history is read kind by kind. */
const ROWS_PER_LIST = 200;

const rowOf = ({ _id, kind, at, partyRef, twins, likelyTwins = [] }: StoredRow, likely: boolean): TimelineRow => ({
  ref: _id, twins: likely ? [...twins, ...likelyTwins] : twins, kind, atMs: at.getTime(), partyRef,
});
/** Lesser views by likeness have no row of their own. */
const FOLDED: EventFilter = { likelyTwinOf: null };

/** One page of the events that meet `base`, newest first; `hint` names the index that serves it. */
export async function pageOfEvents(events: Events, base: EventFilter, hint: string, query: TimelineQuery): Promise<ListPage<TimelineRow>> {
  const conditions: EventFilter[] = [{ ...base, kind: { $in: [...query.kinds] } }];
  if (query.likely) conditions.push(FOLDED);
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
  const found = await allOf(() => events.find(filter, options));
  const rows = found.slice(0, query.first).map((row) => rowOf(row, query.likely ?? false));
  return { rows: rows.map((row) => ({ row, position: timelinePosition(row) })), hasMore: found.length > query.first };
}

/** The newest `perKind` rows of each kind for each list of parties, newest first: one query as a rule. */
export async function newestOf(events: Events, partyLists: readonly (readonly SourceRef[])[], perKind: number, likely = false): Promise<NewestRow[][]> {
  const all = partyLists.flat();
  if (all.length === 0) return partyLists.map(() => []);
  const limit = partyLists.length * ROWS_PER_LIST;
  const projection = { ...ROW_PROJECTION, parties: 1, likelyTwinOf: 1 } as const;
  const found = await allOf(() => events.find({ parties: { $in: all }, ...(likely && FOLDED) }, { projection, limit: limit + 1, hint: 'parties_kind_at' }));
  if (found.length > limit) return Promise.all(partyLists.map((parties) => newestByKind(events, parties, perKind, likely)));

  const listsOf = new Map<SourceRef, number[]>();
  partyLists.forEach((parties, list) => parties.forEach((ref) => listsOf.set(ref, [...(listsOf.get(ref) ?? []), list])));
  const rows: NewestRow[][] = partyLists.map(() => []);
  for (const event of found) {
    const lists = new Set(event.parties.flatMap((ref) => listsOf.get(ref) ?? []));
    for (const list of lists) rows[list]!.push(newestRow(event, likely));
  }
  return rows.map((list) => firstOfEachKind(list.sort(compareNewestFirst), perKind));
}

function newestRow(event: StoredRow, likely: boolean): NewestRow {
  const row = rowOf(event, likely);
  return event.likelyTwinOf || (event.likelyTwins?.length ?? 0) > 0 ? { ...row, isLikely: true } : row;
}

/** As pages are read, each kind by its index. */
async function newestByKind(events: Events, parties: readonly SourceRef[], perKind: number, likely: boolean): Promise<NewestRow[]> {
  const pages = await Promise.all(
    EVENT_KINDS.map((kind) =>
      guarded(() =>
        events
          .find(
            { parties: { $in: [...parties] }, kind: { $in: [kind] }, ...(likely && FOLDED) },
            { projection: { ...ROW_PROJECTION, likelyTwinOf: 1 }, sort: { at: -1, _id: -1 }, limit: perKind, hint: 'parties_kind_at' },
          )
          .toArray(),
      ),
    ),
  );
  return pages.flat().map((event) => newestRow(event, likely)).sort(compareNewestFirst);
}

function firstOfEachKind(rows: NewestRow[], perKind: number): NewestRow[] {
  const taken = new Map<EventType, number>();
  return rows.filter(({ kind }) => {
    const before = taken.get(kind) ?? 0;
    taken.set(kind, before + 1);
    return before < perKind;
  });
}
