import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { contentHash } from '../../domain/contentHash.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { InboxDocument } from './documents.ts';
import { guarded } from './failures.ts';
import { countByType, openSetAside } from './setAside.ts';
import type { Inbox } from './store.ts';

const freeAt = (now: Date) => [{ leaseUntil: null }, { leaseUntil: { $lt: now } }];
/** Whoever told us is told that we have it. */
const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;
const FREED = { leaseUntil: null, leaseOwner: null } as const;
/** Digits of a whole number that JavaScript counts without a gap. */
const ORDER_DIGITS = 16;

/**
 * Places of observations compare as text: the source's own order first; of two with an equal one the greater hash is the
 * later, so that the same one wins whichever came first.
 */
export const observedOrder = (order: number, record: unknown): string => `${String(order).padStart(ORDER_DIGITS, '0')}:${contentHash(record)}`;

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
    return allOf(() => inbox.find({ _id: ids, leaseOwner }, { hint: '_id_' }));
  }

  /** Two first signals of one ref may meet: the later insert is refused, and counts on the second try. */
  async function untilTaken(operations: readonly Operation[]): Promise<void> {
    for (let left = operations; left.length > 0; ) {
      const { refused } = await bulk(inbox, left, DURABLE);
      left = left.filter((_, position) => refused.has(position));
    }
  }

  const fresh = { epoch: 0, attempts: 0, faults: 0, lastFailure: null, ...FREED };

  return {
    ...openSetAside(inbox),

    async signal(refs, swept) {
      await untilTaken(
        refs.map(({ ref, system, type }): Operation => ({
          updateOne: {
            filter: { _id: ref },
            update: {
              $inc: { dirty: 1 },
              $currentDate: { due: true },
              // What was set aside is tried once more; its faults stay counted, so that one more puts it back.
              $set: { setAside: false, setAsideAt: null, ...(swept !== undefined && { swept }) },
              $setOnInsert: { system, type, observation: null, observedOrder: null, ...fresh },
            },
            upsert: true,
          },
        })),
      );
    },

    async observe(observed) {
      const latest = new Map<SourceRef, { place: string; operation: Operation }>();
      for (const { ref, system, type, record, order } of observed) {
        const place = observedOrder(order, record);
        if ((latest.get(ref)?.place ?? '') >= place) continue;
        const operation = {
          updateOne: {
            filter: { _id: ref, $or: [{ observedOrder: null }, { observedOrder: { $lt: place } }] },
            hint: '_id_',
            update: {
              $inc: { dirty: 1 },
              $currentDate: { due: true },
              $set: { observation: { record }, observedOrder: place, setAside: false, setAsideAt: null },
              $setOnInsert: { system, type, ...fresh },
            },
            upsert: true,
          },
        } satisfies Operation;
        latest.set(ref, { place, operation });
      }
      // Refused is what a later one has overtaken, or what met another first one: the second try tells them apart.
      const operations = [...latest.values()].map(({ operation }): Operation => operation);
      const { refused } = await bulk(inbox, operations, DURABLE);
      if (refused.size > 0) await bulk(inbox, operations.filter((_, position) => refused.has(position)), DURABLE);
    },

    async sweptBy(swept, refs) {
      if (refs.length === 0) return new Set();
      const rows = await allOf(() => inbox.find({ _id: { $in: [...refs] }, swept }, { projection: { _id: 1 }, hint: '_id_' }));
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

    now: serverNow,

    async lease(owner, system, type, count, leaseMs, dueBy) {
      const now = await serverNow();
      const free = { dirty: { $gt: 0 }, due: { $lte: dueBy && dueBy < now ? dueBy : now }, $or: freeAt(now) };
      const found = await allOf(() => inbox.find({ system, type, ...free }, { projection: { _id: 1 }, limit: count, hint: 'work' }));
      return take(owner, found.map(({ _id }) => _id), free, now, leaseMs);
    },

    async leaseRefs(owner, refs, leaseMs) {
      const now = await serverNow();
      return take(owner, refs, { dirty: { $gt: 0 }, $or: freeAt(now) }, now, leaseMs);
    },

    async renew(leased, leaseMs) {
      const leaseUntil = new Date((await serverNow()).getTime() + leaseMs);
      const byName = new Map<string, SourceRef[]>();
      for (const { _id, leaseOwner } of leased) if (leaseOwner !== null) byName.set(leaseOwner, [...(byName.get(leaseOwner) ?? []), _id]);
      for (const [leaseOwner, refs] of byName) await guarded(() => inbox.updateMany({ _id: { $in: refs }, leaseOwner }, { $set: { leaseUntil } }, { hint: '_id_' }));
    },

    async undone(refs) {
      if (refs.length === 0) return new Set();
      const rows = await allOf(() => inbox.find({ _id: { $in: [...refs] }, dirty: { $gt: 0 } }, { projection: { _id: 1 }, hint: '_id_' }));
      return new Set(rows.map(({ _id }) => _id));
    },

    async forget(refs) {
      await guarded(() => inbox.deleteMany({ _id: { $in: [...refs] } }, { hint: '_id_' }));
    },

    async complete(done) {
      // First, so that whoever dies between the two leaves work to look at and not a value that nobody comes for.
      await bulk(
        inbox,
        done.flatMap(({ ref, epoch, observedOrder: place }): Operation[] =>
          place == null ? [] : [{ updateOne: { filter: { _id: ref, epoch, observedOrder: place }, hint: '_id_', update: { $set: { observation: null } } } }],
        ),
      );
      await bulk(
        inbox,
        done.map(({ ref, epoch, dirty }): Operation => ({
          updateOne: { filter: { _id: ref, epoch }, hint: '_id_', update: { $inc: { dirty: -dirty }, $set: { attempts: 0, faults: 0, lastFailure: null, ...FREED } } },
        })),
      );
    },

    async retry(failed) {
      if (failed.length === 0) return;
      const now = await serverNow();
      await bulk(
        inbox,
        failed.map(({ ref, epoch, failure, delayMs, isFault }): Operation => ({
          updateOne: {
            filter: { _id: ref, epoch },
            hint: '_id_',
            update: { $inc: { attempts: 1, faults: isFault ? 1 : 0 }, $set: { due: new Date(now.getTime() + delayMs), lastFailure: failure, ...FREED } },
          },
        })),
      );
    },

    async release(given) {
      await bulk(inbox, given.map(({ ref, epoch }): Operation => ({ updateOne: { filter: { _id: ref, epoch }, hint: '_id_', update: { $set: FREED } } })));
    },

    waiting: () => countByType(inbox, { dirty: { $gt: 0 } }),
  };
}
