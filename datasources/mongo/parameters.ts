import { MongoServerError, type Collection, type Db } from 'mongodb';
import type { DryRun, ParametersDocument, ParametersSummary } from './documents.ts';
import { DUPLICATE_KEY, guarded } from './failures.ts';

/** Versions of what identity rests on. Which one is active stands in the mark `identity`. */
export interface ParametersStore {
  byVersion(version: number): Promise<ParametersDocument | null>;
  /** All versions without their models, newest first, at most `limit`. */
  newest(limit: number): Promise<ParametersSummary[]>;
  /** Stores a version that is not there yet. False where another process has taken its number. */
  add(parameters: ParametersDocument): Promise<boolean>;
  setDryRun(version: number, dryRun: DryRun): Promise<void>;
  setActivated(version: number, at: Date, by: string, reason: string | null): Promise<void>;
}

const DURABLE = { writeConcern: { w: 'majority' as const }, timeoutMS: 10_000 };

/** Everything but what of a model is large. */
const SUMMARY = Object.fromEntries(
  ['rules', 'rulesHash', 'model.training', 'trainedAt', 'trainedBy', 'activatedAt', 'activatedBy', 'reason', 'dryRun'].map((path) => [path, 1] as const),
);

export function openParameters(database: Db): ParametersStore {
  const parameters: Collection<ParametersDocument> = database.collection('parameters', { readPreference: 'primary' });
  return {
    byVersion: (version) => guarded(() => parameters.findOne({ _id: version })),
    async newest(limit) {
      const found = await guarded(() => parameters.find<Partial<ParametersSummary>>({}, { projection: SUMMARY, sort: { _id: -1 }, limit, hint: '_id_' }).toArray());
      // A part of null is left out by the server, null and all.
      return found.map((row) => ({ model: null, ...row }) as ParametersSummary);
    },
    async add(document) {
      try {
        await guarded(() => parameters.insertOne(document, DURABLE));
        return true;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    },
    async setDryRun(version, dryRun) {
      await guarded(() => parameters.updateOne({ _id: version }, { $set: { dryRun } }, { hint: '_id_' }));
    },
    async setActivated(version, at, by, reason) {
      await guarded(() => parameters.updateOne({ _id: version }, { $set: { activatedAt: at, activatedBy: by, reason } }, { ...DURABLE, hint: '_id_' }));
    },
  };
}
