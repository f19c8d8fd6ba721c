import type { Collection, Db } from 'mongodb';
import type { PullDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { Pulls } from './store.ts';

/** How far each record type of each source has been pulled. */
export function openPulls(database: Db): Pulls {
  const pulls: Collection<PullDocument> = database.collection('pulls');
  return {
    get: (system, type) => guarded(() => pulls.findOne({ _id: `${system}:${type}` })),
    async put(document) {
      await guarded(() => pulls.replaceOne({ _id: document._id }, document, { upsert: true }));
    },
  };
}
