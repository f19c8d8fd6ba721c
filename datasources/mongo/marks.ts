import type { Db } from 'mongodb';
import { guarded } from './failures.ts';
import type { Marks } from './store.ts';

interface MarkDocument {
  _id: string;
  value: string;
}

/** What is known of the store as a whole. */
export function openMarks(database: Db): Marks {
  const marks = database.collection<MarkDocument>('marks');
  return {
    get: async (name) => (await guarded(() => marks.findOne({ _id: name })))?.value ?? null,
    async put(name, value) {
      await guarded(() => marks.updateOne({ _id: name }, { $set: { value } }, { upsert: true }));
    },
  };
}
