import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { bulk } from './bulk.ts';
import type { InboxDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { Inbox } from './store.ts';

const freeAt = (now: Date) => [{ leaseUntil: null }, { leaseUntil: { $lt: now } }];

/** Work to do, one document per source ref. Durations are added to the server's own clock, never to ours. */
export function openInbox(database: Db): Inbox {
  const inbox: Collection<InboxDocument> = database.collection('inbox');
  type Operation = AnyBulkWriteOperation<InboxDocument>;
  let leases = 0;

  async function serverNow(): Promise<Date> {
    const { localTime } = await guarded(() => database.command({ hello: 1 }));
    return localTime as Date;
  }

  /** One name per lease, so that what this update won can be told from what others won meanwhile. */
  async function take(owner: string, refs: readonly SourceRef[], free: Filter<InboxDocument>, now: Date, leaseMs: number): Promise<InboxDocument[]> {
    if (refs.length === 0) return [];
    leases += 1;
    const leaseOwner = `${owner}/${leases}`;
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const ids = { $in: [...refs] };
    await guarded(() => inbox.updateMany({ _id: ids, ...free }, { $set: { leaseOwner, leaseUntil }, $inc: { epoch: 1 } }, { hint: '_id_' }));
    return guarded(() => inbox.find({ _id: ids, leaseOwner }, { hint: '_id_' }).toArray());
  }

  return {
    async signal(refs, swept) {
      const operations = refs.map(({ ref, system, type }): Operation => ({
        updateOne: {
          filter: { _id: ref },
          update: {
            $inc: { dirty: 1 },
            $currentDate: { due: true },
            ...(swept !== undefined && { $set: { swept } }),
            $setOnInsert: { system, type, epoch: 0, leaseUntil: null, leaseOwner: null, attempts: 0, lastFailure: null },
          },
          upsert: true,
        },
      }));
      // Two first signals of one ref may meet: the later insert is refused, and counts on the second try.
      let left = operations;
      while (left.length > 0) {
        const { refused } = await bulk(inbox, left);
        left = left.filter((_, position) => refused.has(position));
      }
    },

    async sweptBy(swept, refs) {
      if (refs.length === 0) return new Set();
      const rows = await guarded(() => inbox.find({ _id: { $in: [...refs] }, swept }, { projection: { _id: 1 }, hint: '_id_' }).toArray());
      return new Set(rows.map(({ _id }) => _id));
    },

    async waitingOf(system, types) {
      const counts = await Promise.all(
        types.map(async (type) => {
          const pipeline = [{ $match: { system, type, dirty: { $gt: 0 } } }, { $group: { _id: null, count: { $sum: 1 } } }];
          const [counted] = await guarded(() => inbox.aggregate<{ count: number }>(pipeline, { hint: 'work' }).toArray());
          return counted?.count ?? 0;
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },

    async lease(owner, system, type, count, leaseMs) {
      const now = await serverNow();
      const free = { dirty: { $gt: 0 }, due: { $lte: now }, $or: freeAt(now) };
      const found = await guarded(() => inbox.find({ system, type, ...free }, { projection: { _id: 1 }, limit: count, hint: 'work' }).toArray());
      return take(owner, found.map(({ _id }) => _id), free, now, leaseMs);
    },

    async leaseRefs(owner, refs, leaseMs) {
      const now = await serverNow();
      return take(owner, refs, { dirty: { $gt: 0 }, $or: freeAt(now) }, now, leaseMs);
    },

    async undone(refs) {
      if (refs.length === 0) return new Set();
      const rows = await guarded(() => inbox.find({ _id: { $in: [...refs] }, dirty: { $gt: 0 } }, { projection: { _id: 1 }, hint: '_id_' }).toArray());
      return new Set(rows.map(({ _id }) => _id));
    },

    async forget(refs) {
      await guarded(() => inbox.deleteMany({ _id: { $in: [...refs] } }, { hint: '_id_' }));
    },

    async complete(done) {
      await bulk(
        inbox,
        done.map(({ ref, epoch, dirty }): Operation => ({
          updateOne: {
            filter: { _id: ref, epoch },
            hint: '_id_',
            update: { $inc: { dirty: -dirty }, $set: { leaseUntil: null, leaseOwner: null, attempts: 0, lastFailure: null } },
          },
        })),
      );
    },

    async retry(failed) {
      if (failed.length === 0) return;
      const now = await serverNow();
      await bulk(
        inbox,
        failed.map(({ ref, epoch, failure, delayMs }): Operation => ({
          updateOne: {
            filter: { _id: ref, epoch },
            hint: '_id_',
            update: {
              $inc: { attempts: 1 },
              $set: { due: new Date(now.getTime() + delayMs), leaseUntil: null, leaseOwner: null, lastFailure: failure },
            },
          },
        })),
      );
    },

    async waiting() {
      const pipeline = [{ $match: { dirty: { $gt: 0 } } }, { $group: { _id: { system: '$system', type: '$type' }, count: { $sum: 1 } } }];
      const rows = await guarded(() => inbox.aggregate<{ _id: Pick<InboxDocument, 'system' | 'type'>; count: number }>(pipeline).toArray());
      return rows.map(({ _id, count }) => ({ ..._id, count }));
    },
  };
}
