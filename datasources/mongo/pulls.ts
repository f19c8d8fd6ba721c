import type { Collection, Db, Filter } from 'mongodb';
import type { RecordType } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import type { PullDocument, PullProgress, PullWish } from './documents.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';

/** A lease of a source: who holds it alone pulls the source. */
export interface PullLease {
  system: string;
  fence: number;
}

/** Whether somebody holds the lease of a source at `nowMs`, which is the server's time where it has to be exact. */
export const isHeld = ({ leaseUntil }: Pick<PullDocument, 'leaseUntil'>, nowMs: number): boolean => leaseUntil !== null && leaseUntil.getTime() >= nowMs;

/** How far the sources have been pulled, and who pulls them. Lease times are the server's. */
export interface Pulls {
  get(system: string): Promise<PullDocument | null>;
  /** Those of these systems that have been pulled, or wished to be, ever. */
  bySystems(systems: readonly string[]): Promise<PullDocument[]>;
  /**
   * Takes the lease of a source with all that is known of it. Null: somebody has it, or it was last taken less than
   * `restMs` ago and nobody has wished for it since.
   */
  lease(system: string, owner: string, leaseMs: number, restMs?: number): Promise<PullDocument | null>;
  /** Holds the lease for longer. False: another one has it, or it was given back. */
  renew(lease: PullLease, leaseMs: number): Promise<boolean>;
  /** Writes down how far a type is, and holds the lease for longer. False: another one has it, and nothing was written. */
  save(lease: PullLease, type: RecordType, progress: PullProgress, leaseMs: number): Promise<boolean>;
  /** Gives the lease back; nothing happens where another one has it. `isDone`: what it was taken for has come to its end. */
  release(lease: PullLease, isDone: boolean): Promise<void>;
  /** Has whoever pulls next do this; the later wish stands. */
  wish(system: string, wish: PullWish): Promise<void>;
  /** The wish is begun; a later one stays. */
  takeWish(lease: PullLease, wish: PullWish): Promise<void>;
}

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
    const fresh: Omit<PullDocument, '_id'> = { fence: 0, leaseOwner: null, leaseUntil: null, leasedAt: null, unfinished: false, wanted: null, types: {} };
    try {
      await guarded(() => pulls.updateOne({ _id: system }, { $setOnInsert: fresh }, { upsert: true, hint: '_id_' }));
    } catch (error) {
      // Two first ones may meet: either has made it.
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
  }

  return {
    get: (system) => guarded(() => pulls.findOne({ _id: system })),
    bySystems: (systems) => (systems.length === 0 ? Promise.resolve([]) : allOf(() => pulls.find({ _id: { $in: [...systems] } }, { hint: '_id_' }))),

    async lease(system, owner, leaseMs, restMs = 0) {
      await ensure(system);
      const [now, known] = await Promise.all([serverNow(), this.get(system)]);
      if (!known || isHeld(known, now.getTime())) return null;
      if (restMs > 0 && known.wanted === null && known.leasedAt !== null && now.getTime() - known.leasedAt.getTime() < restMs) return null;
      // Of several who have read the same fence one is first.
      const change = { fence: known.fence + 1, leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs), leasedAt: now, unfinished: true };
      const { matchedCount } = await guarded(() => pulls.updateOne(held({ system, fence: known.fence }), { $set: change }, { hint: '_id_' }));
      return matchedCount === 0 ? null : { ...known, ...change };
    },

    async renew(lease, leaseMs) {
      const leaseUntil = new Date((await serverNow()).getTime() + leaseMs);
      const { matchedCount } = await guarded(() => pulls.updateOne({ ...held(lease), leaseOwner: { $ne: null } }, { $set: { leaseUntil } }, { hint: '_id_' }));
      return matchedCount > 0;
    },

    async save(lease, type, progress, leaseMs) {
      const leaseUntil = new Date((await serverNow()).getTime() + leaseMs);
      const { matchedCount } = await guarded(() => pulls.updateOne(held(lease), { $set: { [`types.${type}`]: progress, leaseUntil } }, { hint: '_id_' }));
      return matchedCount > 0;
    },

    async release(lease, isDone) {
      await guarded(() => pulls.updateOne(held(lease), { $set: { leaseUntil: null, leaseOwner: null, unfinished: !isDone } }, { hint: '_id_' }));
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
