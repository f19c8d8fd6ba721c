import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { DISCREPANCY_STATES, type Discrepancy, type DiscrepancyKind, type DiscrepancyState } from '../../domain/reconciliation/discrepancy.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import { guarded } from './failures.ts';
import type { ListPage, ListPosition } from './pages.ts';

export interface DiscrepancyQuery {
  filter: {
    kind?: DiscrepancyKind;
    states?: readonly DiscrepancyState[];
    /** `betweenOf` two systems. */
    between?: string;
    /** Only those that concern one of these parties. */
    parties?: readonly SourceRef[];
  };
  after: ListPosition | null;
  first: number;
}

/** Of one kind and state between two systems. */
export interface DiscrepancyCount {
  between: string;
  kind: DiscrepancyKind;
  state: DiscrepancyState;
  count: number;
  /** Since when the oldest is in this state. */
  oldest: Date;
}

/** Where systems disagree about an event. */
export interface Discrepancies {
  /** Every discrepancy of these views. */
  ofRefs(refs: readonly SourceRef[]): Promise<Discrepancy[]>;
  byIds(ids: readonly string[]): Promise<Map<string, Discrepancy>>;
  /** Compare-and-set: each is written if the stored one (or none) has the revision one below its own. Gives the `_id`s of those that were not. */
  put(changed: readonly Discrepancy[]): Promise<string[]>;
  /** Found again, unchanged. */
  seen(ids: readonly string[], at: Date): Promise<void>;
  /** Last seen first for the first time. Positions are `[firstSeen in ms, _id]`. */
  list(query: DiscrepancyQuery): Promise<ListPage<Discrepancy>>;
  counts(): Promise<DiscrepancyCount[]>;
}

export function openDiscrepancies(database: Db): Discrepancies {
  const documents: Collection<Discrepancy> = database.collection('discrepancies');
  type Operation = AnyBulkWriteOperation<Discrepancy>;

  return {
    ofRefs: (refs) => (refs.length === 0 ? Promise.resolve([]) : allOf(() => documents.find({ refs: { $in: [...refs] } }, { hint: 'refs' }))),

    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await allOf(() => documents.find({ _id: { $in: [...ids] } }, { hint: '_id_' }));
      return new Map(found.map((each) => [each._id, each]));
    },

    async put(changed) {
      if (changed.length === 0) return [];
      const operations = changed.map((replacement): Operation => ({
        replaceOne: { filter: { _id: replacement._id, revision: replacement.revision - 1 }, replacement, upsert: replacement.revision === 1, hint: '_id_' },
      }));
      const { matched, refused } = await bulk(documents, operations);
      const replaced = changed.filter(({ revision }) => revision > 1);
      if (matched === replaced.length) return [...refused].map((position) => changed[position]!._id);
      const stored = await this.byIds(changed.map(({ _id }) => _id));
      return changed.filter(({ _id, revision, state, since }) => {
        const found = stored.get(_id);
        return found?.revision !== revision || found.state !== state || found.since.getTime() !== since.getTime();
      }).map(({ _id }) => _id);
    },

    async seen(ids, at) {
      await bulk(documents, ids.map((_id): Operation => ({ updateOne: { filter: { _id, lastSeen: { $lt: at } }, hint: '_id_', update: { $set: { lastSeen: at } } } })));
    },

    async list({ filter: { kind, states, between, parties }, after, first }) {
      const conditions: Filter<Discrepancy>[] = [];
      if (parties) conditions.push({ parties: { $in: [...parties] } });
      if (states) conditions.push({ state: { $in: [...states] } });
      if (kind) conditions.push({ kind });
      if (between) conditions.push({ between });
      if (after) {
        const at = new Date(Number(after[0]));
        // The first bound is implied by the second; it is what an index can use.
        conditions.push({ firstSeen: { $lte: at } }, { $or: [{ firstSeen: { $lt: at } }, { firstSeen: at, _id: { $lt: String(after[1]) } }] });
      }
      const hint = parties ? 'parties_seen' : states ? 'state_seen' : 'seen';
      const found = await guarded(() =>
        documents.find(conditions.length > 0 ? { $and: conditions } : {}, { sort: { firstSeen: -1, _id: -1 }, limit: first + 1, hint }).toArray(),
      );
      return { rows: found.slice(0, first).map((row) => ({ row, position: [row.firstSeen.getTime(), row._id] })), hasMore: found.length > first };
    },

    async counts() {
      type Group = { _id: { between: string; kind: DiscrepancyKind; state: DiscrepancyState }; count: number; oldest: Date };
      const stages = [
        { $match: { state: { $in: [...DISCREPANCY_STATES] } } },
        { $group: { _id: { between: '$between', kind: '$kind', state: '$state' }, count: { $sum: 1 }, oldest: { $min: '$since' } } },
      ];
      const counted = await guarded(() => documents.aggregate<Group>(stages, { hint: 'counts' }).toArray());
      return counted.map(({ _id, count, oldest }) => ({ ..._id, count, oldest }));
    },
  };
}
