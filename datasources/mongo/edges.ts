import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { EdgeDocument, EdgeState } from './documents.ts';
import { guarded } from './failures.ts';
import type { ListPage, ListPosition } from './pages.ts';

/** Pairs of records that are alike. */
export interface Edges {
  /** Every edge of these records. */
  ofRefs(refs: readonly SourceRef[]): Promise<EdgeDocument[]>;
  byIds(ids: readonly string[]): Promise<Map<string, EdgeDocument>>;
  /** Weighed now: state and since of an edge that is there stay. */
  put(edges: readonly Omit<EdgeDocument, 'state' | 'since'>[]): Promise<void>;
  /** What came of them, as weighed by these parameters. */
  setStates(changes: readonly { id: string; state: EdgeState; since: Date; parameters?: number }[]): Promise<void>;
  /** Those that nobody has weighed anew since they were read. */
  remove(edges: readonly EdgeDocument[]): Promise<void>;
  /** What waits for a steward, the likeliest first. Positions are `[weight, _id]`. */
  reviews(first: number, after: ListPosition | null): Promise<ListPage<EdgeDocument>>;
  /** How many wait, and since when the oldest does. */
  waiting(): Promise<{ count: number; oldest: Date | null }>;
}

/** The name of a pair: the same whichever record is named first. */
export function edgeId(one: SourceRef, other: SourceRef): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

export function openEdges(database: Db): Edges {
  const edges: Collection<EdgeDocument> = database.collection('edges');
  type Operation = AnyBulkWriteOperation<EdgeDocument>;

  return {
    ofRefs: (refs) => (refs.length === 0 ? Promise.resolve([]) : allOf(() => edges.find({ refs: { $in: [...refs] } }, { hint: 'refs' }))),

    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await allOf(() => edges.find({ _id: { $in: [...ids] } }));
      return new Map(found.map((edge) => [edge._id, edge]));
    },

    async put(weighed) {
      const operations = weighed.map(({ _id, at, ...rest }): Operation => ({
        updateOne: { filter: { _id }, hint: '_id_', update: { $set: { ...rest, at }, $setOnInsert: { state: 'NEW', since: at } }, upsert: true },
      }));
      await bulk(edges, operations);
    },

    async setStates(changes) {
      await bulk(edges, changes.map(({ id, state, since, parameters }): Operation => ({ updateOne: { filter: { _id: id, ...(parameters !== undefined && { parameters }) }, hint: '_id_', update: { $set: { state, since } } } })));
    },

    async remove(read) {
      await bulk(edges, read.map(({ _id, weight, at }): Operation => ({ deleteOne: { filter: { _id, weight, at }, hint: '_id_' } })));
    },

    async reviews(first, after) {
      const [weight, id] = after ?? [null, ''];
      const beyond = weight === null ? {} : { $or: [{ weight: { $lt: Number(weight) } }, { weight: Number(weight), _id: { $gt: String(id) } }] };
      const found = await allOf(() => edges.find({ state: 'REVIEW', ...beyond }, { sort: { weight: -1, _id: 1 }, limit: first + 1, hint: 'review' }));
      return { rows: found.slice(0, first).map((row) => ({ row, position: [row.weight, row._id] })), hasMore: found.length > first };
    },

    async waiting() {
      const [counted] = await guarded(() => edges.aggregate<{ count: number }>([{ $match: { state: 'REVIEW' } }, { $group: { _id: null, count: { $sum: 1 } } }], { hint: 'since' }).toArray());
      const [oldest] = await allOf(() => edges.find({ state: 'REVIEW' }, { sort: { since: 1 }, limit: 1, hint: 'since', projection: { since: 1 } }));
      return { count: counted?.count ?? 0, oldest: oldest?.since ?? null };
    },
  };
}
