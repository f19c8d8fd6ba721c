import { MongoServerError, type Collection, type Db } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import type { DecisionDocument } from './documents.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';

/** What stewards have decided. Nothing is ever taken out: a later decision replaces an earlier one where it counts. */
export interface Decisions {
  /** Every decision that names one of these records, finished or not. */
  ofRefs(refs: readonly SourceRef[]): Promise<DecisionDocument[]>;
  byIds(ids: readonly string[]): Promise<Map<string, DecisionDocument>>;
  /** Stores the decision unless one with its `_id` is there; gives the one that stands. Durable when it resolves. */
  putIfAbsent(decision: DecisionDocument): Promise<DecisionDocument>;
  /** Links, pointers, lineage and index have followed. */
  finish(id: string): Promise<void>;
  /** Decisions that are not finished, at most `limit`. */
  pending(limit: number): Promise<DecisionDocument[]>;
  /** Every decision, by `_id`, those after `after`, at most `limit`. */
  all(after: string | null, limit: number): Promise<DecisionDocument[]>;
}

/** A decision that a new primary does not know would part again whom a steward was told to be one. */
const DURABLE = { writeConcern: { w: 'majority' as const }, timeoutMS: 10_000 };

export function openDecisions(database: Db): Decisions {
  const decisions: Collection<DecisionDocument> = database.collection('decisions', { readPreference: 'primary' });

  return {
    ofRefs: (refs) => (refs.length === 0 ? Promise.resolve([]) : allOf(() => decisions.find({ refs: { $in: [...refs] } }, { hint: 'refs' }))),

    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const found = await allOf(() => decisions.find({ _id: { $in: [...ids] } }));
      return new Map(found.map((decision) => [decision._id, decision]));
    },

    async putIfAbsent(decision) {
      try {
        await guarded(() => decisions.insertOne(decision, DURABLE));
        return decision;
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
        return (await guarded(() => decisions.findOne({ _id: decision._id }))) ?? decision;
      }
    },

    async finish(id) {
      await guarded(() => decisions.updateOne({ _id: id }, { $set: { state: 'DONE' } }, { ...DURABLE, hint: '_id_' }));
    },

    pending: (limit) => allOf(() => decisions.find({ state: 'PENDING' }, { limit, hint: 'pending' })),

    all: (after, limit) => allOf(() => decisions.find(after === null ? {} : { _id: { $gt: after } }, { sort: { _id: 1 }, limit, hint: '_id_' })),
  };
}
