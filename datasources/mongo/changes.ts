/** Reading what has changed, in the order of the server's clock: for streams that go on where they ended, and for lost notices. */
import type { Collection, Document, Filter, Sort, WithId } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { allOf } from './allOf.ts';

/** From here on: everything of this time and later, or, with an id, what comes behind that one of the same time. */
export interface ChangePosition {
  at: Date;
  id: string | null;
}

/** One change of a record: how many it has had by now, and when. */
export interface RecordChange {
  ref: SourceRef;
  rev: number;
  at: Date;
}

/** One change of an event. */
export interface EventChange extends RecordChange {
  partyRef: SourceRef;
}

/** How often a document has changed, and when last; null: nothing has followed it yet. */
export interface ChangeStamp {
  rev: number;
  changedAt: Date | null;
}

/** Records came to or left a customer, as one of its index documents has it. */
export interface LinkChange {
  /** `_id` of the index document. */
  id: string;
  /** Every id that leads to the customer. */
  ids: string[];
  rev: number;
  at: Date;
}

interface Changed extends Document {
  _id: string;
}

const FIELDS = { partyRef: 1, rev: 1, relinks: 1, changedAt: 1, linkedAt: 1, ids: 1 } as const;

/** Rows behind a position, the earliest change first. `hint` names the index; `field`: which time. */
export function changedFrom<Row extends Changed>(
  rows: Collection<Row>,
  condition: Filter<Row>,
  { at, id }: ChangePosition,
  limit: number,
  hint: string,
  field: 'changedAt' | 'linkedAt' = 'changedAt',
): Promise<WithId<Row>[]> {
  const behind = id === null ? {} : { $or: [{ [field]: { $gt: at } }, { [field]: at, _id: { $gt: id } }] };
  // The first bound is implied by the second; it is what an index can use.
  const filter = { ...condition, [field]: { $gte: at }, ...behind } as Filter<Row>;
  return allOf(() => rows.find(filter, { projection: FIELDS, sort: { [field]: 1, _id: 1 } as Sort, limit, hint }));
}

/** When the newest change was; null where there was none yet. */
export async function newestChange<Row extends Changed>(rows: Collection<Row>, hint = 'changed', field: 'changedAt' | 'linkedAt' = 'changedAt'): Promise<Date | null> {
  const found = await allOf(() => rows.find({}, { projection: { [field]: 1 }, sort: { [field]: -1, _id: -1 } as Sort, limit: 1, hint }));
  return (found[0]?.[field] as Date | undefined) ?? null;
}
