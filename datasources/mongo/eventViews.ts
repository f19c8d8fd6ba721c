/** Events as reconciliation looks at them: which event a view may be, by likeness too, and where one is missing. */
import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { Money } from '../../domain/records.ts';
import type { ReconciledKind } from '../../domain/reconciliation/rules.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { bulk } from './bulk.ts';
import type { InteractionDocument } from './documents.ts';
import { guarded } from './failures.ts';

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
  setLikelyTwins(changes: readonly { ref: SourceRef; likelyTwinOf: SourceRef | null; likelyTwins: SourceRef[] }[]): Promise<void>;
  /** Everything is to follow all events of a kind anew. */
  unsettle(kind: ReconciledKind): Promise<void>;
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
/** Windows that one query asks for. */
const WINDOWS_AT_ONCE = 50;

function viewOf({ record, likelyTwinOf = null, likelyTwins = [], missingDue = null, ...view }: StoredView): EventView {
  return { ...view, total: record?.total ?? null, likelyTwinOf, likelyTwins, missingDue };
}

export function openEventViews(database: Db): EventViews {
  const events: Collection<InteractionDocument> = database.collection('interactions');
  type Operation = AnyBulkWriteOperation<InteractionDocument>;
  const find = async (filter: Filter<InteractionDocument>, hint: string): Promise<EventView[]> =>
    (await guarded(() => events.find<StoredView>(filter, { projection: PROJECTION, hint }).toArray())).map(viewOf);

  return {
    async byRefs(refs) {
      if (refs.length === 0) return new Map();
      return new Map((await find({ _id: { $in: [...refs] } }, '_id_')).map((view) => [view._id, view]));
    },

    async inWindows(windows, kind) {
      const found = new Map<SourceRef, EventView>();
      for (let from = 0; from < windows.length; from += WINDOWS_AT_ONCE) {
        const branches = windows.slice(from, from + WINDOWS_AT_ONCE).map((window) => ({ kind, partyRef: { $in: [...window.parties] }, at: { $gte: window.from, $lte: window.until } }));
        const views = await find(branches.length === 1 ? branches[0]! : { $or: branches, kind }, 'ofParty');
        for (const view of views) if (view.state === 'LIVE') found.set(view._id, view);
      }
      return [...found.values()];
    },

    async *ofParties(parties, kind, limit) {
      const page = async (filter: Filter<InteractionDocument>) =>
        guarded(() => events.find({ kind, ...filter }, { projection: { at: 1 }, sort: { partyRef: 1, at: 1, _id: 1 }, limit: limit + 1, hint: 'ofParty' }).toArray());
      if (parties.length === 0) return;
      const all = await page({ partyRef: { $in: [...parties] } });
      if (all.length <= limit) {
        if (all.length > 0) yield all.map(({ _id }) => _id);
        return;
      }
      // Too many for one page: party by party, by their times.
      for (const partyRef of parties) {
        for (let after: { at: Date; _id: SourceRef } | null = null, more = true; more; ) {
          const beyond: Filter<InteractionDocument> = after ? { at: { $gte: after.at }, $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after._id } }] } : {};
          const rows = await page({ partyRef, ...beyond });
          more = rows.length > limit;
          const taken = rows.slice(0, limit);
          after = taken.at(-1) ?? null;
          if (taken.length > 0) yield taken.map(({ _id }) => _id);
        }
      }
    },

    async setLikelyTwins(changes) {
      await bulk(events, changes.map(({ ref, likelyTwinOf, likelyTwins }): Operation => ({ updateOne: { filter: { _id: ref }, hint: '_id_', update: { $set: { likelyTwinOf, likelyTwins }, $inc: { rev: 1 }, $currentDate: { changedAt: true } } } })));
    },

    async unsettle(kind) {
      await guarded(() => events.updateMany({ kind }, { $set: { settled: false } }, { hint: 'kind_at' }));
    },

    async setMissingDue(changes) {
      await bulk(events, changes.map(({ ref, due }): Operation => ({ updateOne: { filter: { _id: ref }, hint: '_id_', update: { $set: { missingDue: due, awaited: due !== null } } } })));
    },

    async missingDue(until, limit) {
      const found = await guarded(() => events.find({ awaited: true, missingDue: { $lte: until } }, { projection: { _id: 1 }, sort: { missingDue: 1 }, limit, hint: 'awaited' }).toArray());
      return found.map(({ _id }) => _id);
    },
  };
}
