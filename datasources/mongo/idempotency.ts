import { MongoServerError, type Collection, type Db } from 'mongodb';
import type { IdempotencyDocument } from './documents.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';
import type { Idempotency } from './store.ts';

/** Answers kept for idempotency keys: of racing writers one wins, and the others get what it wrote. */
export function openIdempotency(database: Db): Idempotency {
  const kept: Collection<IdempotencyDocument> = database.collection('idempotency');
  return {
    async putIfAbsent(document) {
      try {
        await guarded(() => kept.insertOne(document));
        return document;
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
        return (await guarded(() => kept.findOne({ _id: document._id }))) ?? document;
      }
    },
  };
}
