import { MongoBulkWriteError, type AnyBulkWriteOperation, type BulkWriteOptions, type Collection, type Document } from 'mongodb';
import { DUPLICATE_KEY, errorsOf, guarded } from './failures.ts';

/** Operations of one command: below the driver's own split, so that positions of errors are positions in our list. */
const OPERATIONS_PER_BULK = 1_000;

export interface BulkOutcome {
  /** Documents that a filter found, in all. */
  matched: number;
  /** Positions of operations whose `_id` was there with other values than the filter asked for: the guard refused them. */
  refused: Set<number>;
}

/**
 * Unordered writes, in parts. An upsert whose filter has more than `_id` fails with a duplicate key when the document is
 * there and the rest of the filter does not hold: that is how guarded upserts say no, here as `refused`.
 */
export async function bulk<Row extends Document>(collection: Collection<Row>, operations: readonly AnyBulkWriteOperation<Row>[], options: BulkWriteOptions = {}): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { matched: 0, refused: new Set() };
  for (let from = 0; from < operations.length; from += OPERATIONS_PER_BULK) {
    const part = operations.slice(from, from + OPERATIONS_PER_BULK);
    try {
      const done = await guarded(() => collection.bulkWrite(part, { ...options, ordered: false }));
      outcome.matched += done.matchedCount;
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const errors = errorsOf(error);
      if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      outcome.matched += error.result.matchedCount;
      for (const { index } of errors) outcome.refused.add(from + index);
    }
  }
  return outcome;
}
