import { badValue, MongoError } from '../errors.ts';
import { isNumeric, type Doc, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import { defineIndex, type IndexDefinition } from '../storage/indexDefinition.ts';
import { indexKeysOf } from '../storage/indexKeys.ts';
import { isIndex } from './path.ts';

/** A parsed sort specification; the order of a document is its smallest key in the index that the specification names. */
export interface Sort {
  readonly fields: readonly { readonly path: string; readonly descending: boolean }[];
  /** Bytes whose memcmp order is the order asked for. */
  keyOf(doc: Doc): Buffer;
}

const noPrefix = Buffer.alloc(0);

/**
 * Parses `{field: 1 | -1, ...}`.
 * @returns undefined for an empty specification.
 * @throws BadValue (2), or the aggregation stage's own codes for wrong directions.
 */
export function parseSort(specification: Doc): Sort | undefined {
  if (specification.size === 0) return undefined;
  const fields: { path: string; descending: boolean }[] = [];
  for (const [path, direction] of specification) {
    if (!isNumeric(direction)) return badValue('a sort direction has to be 1 or -1 on this server');
    const number = toNumber(direction);
    if (number !== 1 && number !== -1)
      throw new MongoError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.startsWith('$'))
      throw new MongoError(16410, "FieldPath field names may not start with '$'");
    if (path.split('.').some(isIndex)) badValue('sorting by an array position is not supported by this server');
    fields.push({ path, descending: number === -1 });
  }
  const index = sortIndex(specification);
  return { fields, keyOf: (doc) => smallestKey(index, doc) };
}

const sortIndex = (pattern: Doc): IndexDefinition =>
  defineIndex(
    1,
    new Map<string, Value>([
      ['key', pattern],
      ['name', 'sort'],
    ]),
  );

function smallestKey(index: IndexDefinition, doc: Doc): Buffer {
  let smallest: Buffer | undefined;
  try {
    for (const { bytes } of indexKeysOf(index, noPrefix, doc, Infinity).keys.values()) {
      if (smallest === undefined || Buffer.compare(bytes, smallest) < 0) smallest = bytes;
    }
  } catch (error) {
    if (error instanceof MongoError && error.code === 171) badValue('cannot sort with keys that are parallel arrays');
    throw error;
  }
  return smallest ?? noPrefix;
}

/** Sorts by the keys of `sort`, keeping the order of equal ones. */
export function sortBy<T>(items: readonly T[], sort: Sort, docOf: (item: T) => Doc): T[] {
  const keyed = items.map((item) => ({ item, key: sort.keyOf(docOf(item)) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed.map(({ item }) => item);
}
