import type { Collection, Document, Filter, FindOptions, WithId } from 'mongodb';
import { allOf } from './allOf.ts';

/** Rows by a field that holds many keys: `keys`, or `blocks`. Its index has its name. */
export interface KeyedRow extends Document {
  _id: string;
  keys: string[];
  blocks?: string[];
}

/**
 * Rows that carry one of `keys`, at most `limitPerKey` for each (the first by `_id`). One query as a rule; where one key
 * has so many rows that it could crowd out the others, one query per key.
 */
export async function findPerKey<Row extends KeyedRow>(
  collection: Collection<Row>,
  keys: readonly string[],
  limitPerKey: number,
  condition: Filter<Row>,
  options: FindOptions,
  field: 'keys' | 'blocks' = 'keys',
): Promise<WithId<Row>[]> {
  if (keys.length === 0) return [];
  const ofKey = (key: string) => allOf(() => collection.find({ ...condition, [field]: key } as Filter<Row>, { ...options, sort: { _id: 1 }, limit: limitPerKey, hint: field }));
  if (keys.length === 1) return ofKey(keys[0]!);
  const limit = keys.length * limitPerKey;
  // In whatever order they stand: a server would merge as many runs of its index as there are keys, or sort whole rows.
  const rows = await allOf(() => collection.find({ ...condition, [field]: { $in: [...keys] } } as Filter<Row>, { ...options, limit, hint: field }));
  if (rows.length < limit) return atMost(rows.sort((a, b) => (a._id < b._id ? -1 : 1)), keys, limitPerKey, field);
  const each = await Promise.all(keys.map(ofKey));
  return [...new Map(each.flat().map((row) => [row._id as string, row])).values()];
}

/** Leaves out rows that only exceed: in the order of `_id`, those for whose every key enough were taken before. */
function atMost<Row extends KeyedRow>(rows: WithId<Row>[], keys: readonly string[], limitPerKey: number, field: 'keys' | 'blocks'): WithId<Row>[] {
  const left = new Map(keys.map((key) => [key, limitPerKey]));
  return rows.filter((row) => {
    let wanted = false;
    for (const key of (row[field] as string[] | undefined) ?? []) {
      const remaining = left.get(key);
      if (remaining !== undefined && remaining > 0) {
        left.set(key, remaining - 1);
        wanted = true;
      }
    }
    return wanted;
  });
}
