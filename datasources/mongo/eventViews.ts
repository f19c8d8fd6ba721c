/** Events as reconciliation looks at them: which event a view may be, by likeness too, and where one is missing. */
import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { Money } from '../../domain/records.ts';
import type { ReconciledKind } from '../../domain/reconciliation/rules.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { InteractionDocument } from './documents.ts';
import { guarded } from './failures.ts';

/** A time when everything is due. */
export const LOOK_AGAIN = new Date(0);

/** Of an event what its views are compared by. */
export type EventView = Pick<InteractionDocument, '_id' | 'system' | 'kind' | 'state' | 'partyRef' | 'at' | 'status' | 'numbers' | 'sharedKeys' | 'twinOf' | 'twins'> & {
  total: Money | null;
  likelyTwinOf: SourceRef | null;
  likelyTwins: SourceRef[];
  missingDue: Date | null;
};

/** The events of these parties from one moment to another, both included. */
export interface EventWindow {
  parties: readonly SourceRef[];
  from: Date;
  until: Date;
}

export interface EventViews {
  /** As they are stored, lesser views as themselves. */
  byRefs(refs: readonly SourceRef[]): Promise<Map<SourceRef, EventView>>;
  /** Live views of a kind in any of these windows. */
  inWindows(windows: readonly EventWindow[], kind: ReconciledKind): Promise<EventView[]>;
  /** Refs of the views of these parties, page by page. */
  ofParties(parties: readonly SourceRef[], kind: ReconciledKind, limit: number): AsyncIterable<SourceRef[]>;
  /** What changes is due to be looked at again: whoever dies before its discrepancies have followed leaves them to the sweeper. */
  setLikelyTwins(changes: readonly { ref: SourceRef; likelyTwinOf: SourceRef | null; likelyTwins: SourceRef[] }[]): Promise<void>;
  /** Everything is to follow all events of a kind anew. Gives how many there are. */
  unsettle(kind: ReconciledKind): Promise<number>;
  /** When to look whether it is missing in another system; null: no more. */
  setMissingDue(changes: readonly { ref: SourceRef; due: Date | null }[]): Promise<void>;
  /** Refs of the views that are due by then, at most `limit`. */
  missingDue(until: Date, limit: number): Promise<SourceRef[]>;
}

type StoredView = Omit<EventView, 'total' | 'likelyTwinOf' | 'likelyTwins' | 'missingDue'> &
  Pick<InteractionDocument, 'likelyTwinOf' | 'likelyTwins' | 'missingDue'> & { record?: { total?: Money | null } | null };

const PROJECTION = {
  system: 1, kind: 1, state: 1, partyRef: 1, at: 1, status: 1, numbers: 1, sharedKeys: 1, twinOf: 1, twins: 1, likelyTwinOf: 1, likelyTwins: 1, missingDue: 1, 'record.total': 1,
} as const;
/** Windows that one query asks for; and the time that they may span together, since all events within it are read. */
const WINDOWS_AT_ONCE = 200;
const SPAN_MS = 30 * 24 * 60 * 60 * 1_000;
/** Parties whose events are asked for at once, as a page of them may hold. */
const PARTIES_AT_ONCE = 500;

function viewOf({ record, likelyTwinOf = null, likelyTwins = [], missingDue = null, ...view }: StoredView): EventView {
  return { ...view, total: record?.total ?? null, likelyTwinOf, likelyTwins, missingDue };
}

/** In order of time, those that lie near each other together: one query's bounds are the first one's beginning and the last end. */
function grouped(windows: readonly EventWindow[]): EventWindow[][] {
  const groups: EventWindow[][] = [];
  for (const window of [...windows].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = groups.at(-1);
    if (last && last.length < WINDOWS_AT_ONCE && window.until.getTime() - last[0]!.from.getTime() <= SPAN_MS) last.push(window);
    else groups.push([window]);
  }
  return groups;
}

export function openEventViews(database: Db): EventViews {
  const events: Collection<InteractionDocument> = database.collection('interactions');
  type Operation = AnyBulkWriteOperation<InteractionDocument>;
  const find = async (filter: Filter<InteractionDocument>, hint: string): Promise<EventView[]> =>
    (await guarded(() => events.find<StoredView>(filter, { projection: PROJECTION, hint }).toArray())).map(viewOf);

  /** Halves parties that have too many for one page; of one that has so alone, by its times. */
  async function* pagesOf(parties: readonly SourceRef[], kind: ReconciledKind, limit: number): AsyncGenerator<SourceRef[]> {
    const page = async (filter: Filter<InteractionDocument>) =>
      allOf(() => events.find({ kind, ...filter }, { projection: { at: 1 }, sort: { partyRef: 1, at: 1, _id: 1 }, limit: limit + 1, hint: 'ofParty' }));
    if (parties.length === 0) return;
    const all = parties.length > PARTIES_AT_ONCE ? null : await page({ partyRef: { $in: [...parties] } });
    if (all && all.length <= limit) {
      if (all.length > 0) yield all.map(({ _id }) => _id);
    } else if (parties.length > 1) {
      const middle = parties.length >> 1;
      yield* pagesOf(parties.slice(0, middle), kind, limit);
      yield* pagesOf(parties.slice(middle), kind, limit);
    } else {
      const [partyRef] = parties;
      for (let rows = all!; rows.length > 0; ) {
        const taken = rows.slice(0, limit);
        yield taken.map(({ _id }) => _id);
        const { at, _id } = taken.at(-1)!;
        rows = rows.length > limit ? await page({ partyRef, at: { $gte: at }, $or: [{ at: { $gt: at } }, { at, _id: { $gt: _id } }] }) : [];
      }
    }
  }

  return {
    async byRefs(refs) {
      if (refs.length === 0) return new Map();
      return new Map((await find({ _id: { $in: [...refs] } }, '_id_')).map((view) => [view._id, view]));
    },

    async inWindows(windows, kind) {
      const found = new Map<SourceRef, EventView>();
      for (const group of grouped(windows)) {
        const spansOf = new Map<SourceRef, EventWindow[]>();
        for (const window of group) for (const party of window.parties) spansOf.set(party, [...(spansOf.get(party) ?? []), window]);
        const until = new Date(Math.max(...group.map((window) => window.until.getTime())));
        const views = await find({ kind, partyRef: { $in: [...spansOf.keys()] }, at: { $gte: group[0]!.from, $lte: until } }, 'ofParty');
        const isAsked = ({ partyRef, at }: EventView) => spansOf.get(partyRef)!.some((window) => at >= window.from && at <= window.until);
        for (const view of views) if (view.state === 'LIVE' && isAsked(view)) found.set(view._id, view);
      }
      return [...found.values()];
    },

    ofParties: (parties, kind, limit) => pagesOf(parties, kind, limit),

    async setLikelyTwins(changes) {
      await bulk(events, changes.map(({ ref, likelyTwinOf, likelyTwins }): Operation => ({ updateOne: { filter: { _id: ref }, hint: '_id_', update: { $set: { likelyTwinOf, likelyTwins, missingDue: LOOK_AGAIN, awaited: true }, $inc: { rev: 1 }, $currentDate: { changedAt: true } } } })));
    },

    async unsettle(kind) {
      return (await guarded(() => events.updateMany({ kind }, { $set: { settled: false } }, { hint: 'kind_at' }))).matchedCount;
    },

    async setMissingDue(changes) {
      await bulk(events, changes.map(({ ref, due }): Operation => ({ updateOne: { filter: { _id: ref }, hint: '_id_', update: { $set: { missingDue: due, awaited: due !== null } } } })));
    },

    async missingDue(until, limit) {
      const found = await allOf(() => events.find({ awaited: true, missingDue: { $lte: until } }, { projection: { _id: 1 }, sort: { missingDue: 1 }, limit, hint: 'awaited' }));
      return found.map(({ _id }) => _id);
    },
  };
}
