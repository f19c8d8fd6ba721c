import type { Collection, Db, Filter } from 'mongodb';
import type { PullDocument } from './documents.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';
import type { PullLease, Pulls } from './store.ts';

/**
 * One document for each source. Its lease ends by the server's clock; what a puller writes goes by its fence, so one that
 * was taken over and wakes up writes nothing, and one whose lease ran out without anybody taking it goes on.
 */
export function openPulls(database: Db): Pulls {
  const pulls: Collection<PullDocument> = database.collection('pulls', { readPreference: 'primary' });
  const held = ({ system, fence }: PullLease): Filter<PullDocument> => ({ _id: system, fence });

  async function serverNow(): Promise<Date> {
    const { localTime } = await guarded(() => database.command({ hello: 1 }));
    return localTime as Date;
  }

  /** Makes the document of a source that nobody has pulled yet. */
  async function ensure(system: string): Promise<void> {
    const fresh: Omit<PullDocument, '_id'> = { fence: 0, leaseOwner: null, leaseUntil: null, leasedAt: null, wanted: null, types: {} };
    try {
      await guarded(() => pulls.updateOne({ _id: system }, { $setOnInsert: fresh }, { upsert: true, hint: '_id_' }));
    } catch (error) {
      // Two first ones may meet: either has made it.
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
  }

  return {
    get: (system) => guarded(() => pulls.findOne({ _id: system })),
    bySystems: (systems) => (systems.length === 0 ? Promise.resolve([]) : guarded(() => pulls.find({ _id: { $in: [...systems] } }, { hint: '_id_' }).toArray())),

    async lease(system, owner, leaseMs, restMs = 0) {
      await ensure(system);
      const [now, known] = await Promise.all([serverNow(), this.get(system)]);
      if (!known || (known.leaseUntil !== null && known.leaseUntil >= now)) return null;
      if (restMs > 0 && known.wanted === null && known.leasedAt !== null && now.getTime() - known.leasedAt.getTime() < restMs) return null;
      // Of several who have read the same fence one is first.
      const change = { fence: known.fence + 1, leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs), leasedAt: now };
      const { matchedCount } = await guarded(() => pulls.updateOne(held({ system, fence: known.fence }), { $set: change }, { hint: '_id_' }));
      return matchedCount === 0 ? null : { ...known, ...change };
    },

    async renew(lease, leaseMs) {
      const leaseUntil = new Date((await serverNow()).getTime() + leaseMs);
      const { matchedCount } = await guarded(() => pulls.updateOne(held(lease), { $set: { leaseUntil } }, { hint: '_id_' }));
      return matchedCount > 0;
    },

    async save(lease, type, progress, leaseMs) {
      const leaseUntil = new Date((await serverNow()).getTime() + leaseMs);
      const { matchedCount } = await guarded(() => pulls.updateOne(held(lease), { $set: { [`types.${type}`]: progress, leaseUntil } }, { hint: '_id_' }));
      return matchedCount > 0;
    },

    async release(lease) {
      await guarded(() => pulls.updateOne(held(lease), { $set: { leaseUntil: null, leaseOwner: null } }, { hint: '_id_' }));
    },

    async wish(system, wanted) {
      await ensure(system);
      await guarded(() => pulls.updateOne({ _id: system }, { $set: { wanted } }, { hint: '_id_' }));
    },

    async takeWish(lease, { at }) {
      await guarded(() => pulls.updateOne({ ...held(lease), 'wanted.at': at }, { $set: { wanted: null } }, { hint: '_id_' }));
    },
  };
}
