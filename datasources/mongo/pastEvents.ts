/** Events that are past their retention, on their way out of the store. */
import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { EventType, SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { InteractionDocument } from './documents.ts';

/** Behind which event of a kind the next page begins. */
export type PastPosition = Pick<InteractionDocument, '_id' | 'at'>;

export interface PastEvents {
  /** Final events of a kind from before `until` that everything has followed, live or gone, whole, the oldest first, at most `limit`. */
  page(kind: EventType, until: Date, after: PastPosition | null, limit: number): Promise<InteractionDocument[]>;
  /** Whole, as they are stored, lesser views as themselves. */
  byRefs(refs: readonly SourceRef[]): Promise<InteractionDocument[]>;
  /**
   * Takes the values out, as of what is gone at its source, where an event is still as it was read: under the same epoch, since
   * nothing was read from its source. `former`: shared keys that whatever follows has to look after. Gives the refs written.
   */
  retire(events: readonly { event: InteractionDocument; hash: string; former: readonly string[] }[]): Promise<Set<SourceRef>>;
  /** Removes what is gone and which everything has followed; what came back meanwhile stays. */
  remove(events: readonly { ref: SourceRef; epoch: number }[]): Promise<void>;
}

export function openPastEvents(database: Db): PastEvents {
  const events: Collection<InteractionDocument> = database.collection('interactions');
  type Operation = AnyBulkWriteOperation<InteractionDocument>;

  return {
    page(kind, until, after, limit) {
      // The first bound is implied by the second; it is what an index can use.
      const behind = after === null ? {} : { $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after._id } }] };
      const filter = { kind, at: { $lt: until, ...(after && { $gte: after.at }) }, final: true, settled: true, state: { $in: ['LIVE', 'GONE'] }, ...behind } as Filter<InteractionDocument>;
      return allOf(() => events.find(filter, { sort: { at: 1, _id: 1 }, limit, hint: 'kind_at' }));
    },

    byRefs: (refs) => (refs.length === 0 ? Promise.resolve([]) : allOf(() => events.find({ _id: { $in: [...refs] } }, { hint: '_id_' }))),

    async retire(retired) {
      const operations = retired.map(({ event: { _id, epoch, rev }, hash, former }): Operation => ({
        updateOne: {
          filter: { _id, epoch, rev: rev ?? null, state: 'LIVE', settled: true } as Filter<InteractionDocument>,
          hint: '_id_',
          update: {
            $set: { state: 'GONE', hash, final: true, status: null, numbers: [], sharedKeys: [], record: null, settled: false },
            $addToSet: { former: { $each: [...former] } },
            $inc: { rev: 1 },
          },
        },
      }));
      const { matched } = await bulk(events, operations);
      if (matched === retired.length) return new Set(retired.map(({ event }) => event._id));
      const stored = await this.byRefs(retired.map(({ event }) => event._id));
      return new Set(stored.filter(({ state }) => state === 'GONE').map(({ _id }) => _id));
    },

    async remove(gone) {
      await bulk(events, gone.map(({ ref, epoch }): Operation => ({ deleteOne: { filter: { _id: ref, epoch, state: 'GONE', settled: true }, hint: '_id_' } })));
    },
  };
}
