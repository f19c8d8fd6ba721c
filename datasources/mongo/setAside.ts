import type { AggregateOptions, AnyBulkWriteOperation, Collection, Filter } from 'mongodb';
import type { RecordType, SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { InboxDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { ListPage, ListPosition } from './pages.ts';

export interface SetAsideQuery {
  /** Of this system alone. */
  system: string | null;
  after: ListPosition | null;
  first: number;
}

/** A record that was set aside, as a list gives it: without what its source said. */
export type ListedSetAside = Pick<InboxDocument, '_id' | 'system' | 'type' | 'faults' | 'lastFailure' | 'setAsideAt'>;

/** Work that nobody takes any more since it failed too often. */
export interface SetAside {
  /** Sets aside what was leased, with the kind of its last failure; where a signal came meanwhile it stays work. */
  setAside(failed: readonly { ref: SourceRef; epoch: number; dirty: number; failure: string }[]): Promise<void>;
  /** Newest first. Positions are `[setAsideAt in ms, _id]`. */
  listSetAside(query: SetAsideQuery): Promise<ListPage<ListedSetAside>>;
  /** How many there are, by system and type. */
  countSetAside(): Promise<{ system: string; type: RecordType; count: number }[]>;
  /** Makes these, or all of a system, work again with every attempt anew. Gives how many were. */
  replay(which: { refs: readonly SourceRef[] } | { system: string }): Promise<number>;
}

const LISTED = { system: 1, type: 1, faults: 1, lastFailure: 1, setAsideAt: 1 } as const;
/** A lease ends after this. */
const EVER = new Date(0);

/** How many documents of the inbox there are, by system and type. */
export async function countByType(inbox: Collection<InboxDocument>, condition: Filter<InboxDocument>, options: AggregateOptions = {}): Promise<{ system: string; type: RecordType; count: number }[]> {
  const pipeline = [{ $match: condition }, { $group: { _id: { system: '$system', type: '$type' }, count: { $sum: 1 } } }];
  const rows = await guarded(() => inbox.aggregate<{ _id: Pick<InboxDocument, 'system' | 'type'>; count: number }>(pipeline, options).toArray());
  return rows.map(({ _id, count }) => ({ ..._id, count }));
}

export function openSetAside(inbox: Collection<InboxDocument>): SetAside {
  type Operation = AnyBulkWriteOperation<InboxDocument>;
  return {
    async setAside(failed) {
      const given = (failure: string) => ({ lastFailure: failure, leaseUntil: null, leaseOwner: null });
      const { matched } = await bulk(
        inbox,
        failed.map(({ ref, epoch, dirty, failure }): Operation => ({
          updateOne: {
            filter: { _id: ref, epoch, dirty },
            hint: '_id_',
            update: { $inc: { attempts: 1, faults: 1, dirty: -dirty }, $currentDate: { setAsideAt: true }, $set: { setAside: true, ...given(failure) } },
          },
        })),
      );
      if (matched === failed.length) return;
      // A signal has come since it was leased, and made it due.
      await bulk(
        inbox,
        failed.map(({ ref, epoch, failure }): Operation => ({
          updateOne: { filter: { _id: ref, epoch, leaseUntil: { $gt: EVER } }, hint: '_id_', update: { $inc: { attempts: 1, faults: 1 }, $set: given(failure) } },
        })),
      );
    },

    async listSetAside({ system, after, first }) {
      const [at, id] = after ?? [null, ''];
      const beyond = at === null ? {} : { $or: [{ setAsideAt: { $lt: new Date(Number(at)) } }, { setAsideAt: new Date(Number(at)), _id: { $lt: String(id) } }] };
      const filter: Filter<InboxDocument> = { setAside: true, ...(system !== null && { system }), ...beyond };
      const options = { projection: LISTED, sort: { setAsideAt: -1, _id: -1 }, limit: first + 1, hint: system === null ? 'setAside' : 'setAside_system' } as const;
      const found = await allOf(() => inbox.find<ListedSetAside>(filter, options));
      return { rows: found.slice(0, first).map((row) => ({ row, position: [row.setAsideAt?.getTime() ?? 0, row._id] })), hasMore: found.length > first };
    },

    countSetAside: () => countByType(inbox, { setAside: true }, { hint: 'setAside_system' }),

    async replay(which) {
      const byRefs = 'refs' in which;
      const filter: Filter<InboxDocument> = { setAside: true, ...(byRefs ? { _id: { $in: [...which.refs] } } : { system: which.system }) };
      const update = { $inc: { dirty: 1 }, $currentDate: { due: true }, $set: { setAside: false, setAsideAt: null, attempts: 0, faults: 0 } } as const;
      return (await guarded(() => inbox.updateMany(filter, update, { hint: byRefs ? '_id_' : 'setAside_system' }))).matchedCount;
    },
  };
}
