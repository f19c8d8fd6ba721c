/**
 * What was erased. A tombstone says by a keyed hash which refs are never to be taken in again; whose they were cannot be
 * read from it. Until everything is gone, the ref itself stands among the erasures, so that somebody else can finish what a
 * writer that died has begun.
 */
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import { guarded } from './failures.ts';

/** An erasure that is not through. */
export interface ErasureDocument {
  _id: SourceRef;
  /** In the words of whoever asked for it, at most 500 characters; of a system: that it reported it. */
  reason: string;
  /** Subject of the steward, or the name of the system. */
  actor: string;
  at: Date;
}

export interface TombstoneDocument extends Omit<ErasureDocument, '_id'> {
  /** Keyed hash of the ref. */
  _id: string;
}

export interface Erasures {
  /** Durable when it resolves; one that is asked for already stands. */
  request(erasures: readonly ErasureDocument[]): Promise<void>;
  /** At most `limit` of them. */
  pending(limit: number): Promise<ErasureDocument[]>;
  done(ref: SourceRef): Promise<void>;
  /** Puts tombstones up, for ever. */
  seal(tombstones: readonly TombstoneDocument[]): Promise<void>;
  /** Which of these hashes have a tombstone. */
  sealed(ids: readonly string[]): Promise<Set<string>>;
  /** How many tombstones there are. */
  count(): Promise<number>;
}

export function openErasures(database: Db): Erasures {
  const erasures: Collection<ErasureDocument> = database.collection('erasures', { readPreference: 'primary' });
  const tombstones: Collection<TombstoneDocument> = database.collection('tombstones', { readPreference: 'primary' });

  return {
    async request(asked) {
      await bulk(erasures, asked.map(({ _id, ...rest }): AnyBulkWriteOperation<ErasureDocument> => ({ updateOne: { filter: { _id }, hint: '_id_', update: { $setOnInsert: rest }, upsert: true } })));
    },
    pending: (limit) => allOf(() => erasures.find({}, { sort: { _id: 1 }, limit, hint: '_id_' })),
    async done(ref) {
      await guarded(() => erasures.deleteOne({ _id: ref }, { hint: '_id_' }));
    },
    async seal(sealed) {
      await bulk(tombstones, sealed.map(({ _id, ...rest }): AnyBulkWriteOperation<TombstoneDocument> => ({ updateOne: { filter: { _id }, hint: '_id_', update: { $setOnInsert: rest }, upsert: true } })));
    },
    async sealed(ids) {
      if (ids.length === 0) return new Set();
      const found = await allOf(() => tombstones.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 }, hint: '_id_' }));
      return new Set(found.map(({ _id }) => _id));
    },
    count: () => guarded(() => tombstones.countDocuments({ _id: { $gt: '' } }, { hint: '_id_' })),
  };
}
