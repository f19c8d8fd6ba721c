import type { AnyBulkWriteOperation, Filter, UpdateFilter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';

/** What records and events have in common for ingest. */
interface Followed {
  _id: SourceRef;
  epoch: number;
  fetchedAt: Date;
  settled: boolean;
}

/**
 * Seen again unchanged. The epoch moves all the same, so that a paused worker that wakes up with an older view of the
 * record is refused.
 */
export function touchOperation<Row extends Followed>({ ref, epoch }: { ref: SourceRef; epoch: number }, fetchedAt: Date): AnyBulkWriteOperation<Row> {
  return { updateOne: { filter: { _id: ref, epoch: { $lt: epoch } } as Filter<Row>, hint: '_id_', update: { $set: { epoch, fetchedAt } } as unknown as UpdateFilter<Row> } };
}

/** Everything has followed the change that was written with this epoch; a later change is not touched, nor what is not `as` it was. `more`: beside that. */
export function settleOperation<Row extends Followed>({ ref, epoch }: { ref: SourceRef; epoch: number }, cleared: Partial<Row>, { as = {}, more = {} }: { as?: Filter<Row>; more?: object } = {}): AnyBulkWriteOperation<Row> {
  return { updateOne: { filter: { _id: ref, epoch, ...as } as Filter<Row>, hint: '_id_', update: { $set: { settled: true, ...cleared }, ...more } as unknown as UpdateFilter<Row> } };
}
