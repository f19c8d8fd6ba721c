import { compareValues } from '../bson/compare.ts';
import { toNumber, toSafeInteger } from '../bson/numbers.ts';
import { isDoc, isNumeric, toDoc, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { truthy } from '../expr/context.ts';
import type { Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { isIndex } from '../query/path.ts';

export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
}

/** One index of a collection. */
export interface IndexDefinition {
  /** Its number in the keys of the collection; 0 is `_id_`. */
  readonly id: number;
  readonly name: string;
  /** The key pattern as given. */
  readonly pattern: Doc;
  readonly fields: readonly IndexField[];
  readonly descending: readonly boolean[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly expireAfterSeconds: number | undefined;
  readonly filter: Filter | undefined;
  /** The specification as `listIndexes` answers it. */
  readonly specification: Doc;
  /** Which fields have met an array in some document: bounds and order from the index depend on it. */
  multikey: readonly boolean[];
}

export const idSpecification = (): Doc => toDoc({ v: 2, key: { _id: 1 }, name: '_id_' });

const cannotCreate = (why: string): never => {
  throw new MongoError(67, why);
};

/**
 * Checks an index specification as createIndexes and the catalog give it.
 * @throws 67 CannotCreateIndex, 197 InvalidIndexSpecificationOption for an option that is not known.
 */
export function defineIndex(id: number, given: Doc, multikey?: readonly boolean[]): IndexDefinition {
  const pattern = given.get('key');
  if (!isDoc(pattern) || pattern.size === 0) return cannotCreate('Index keys cannot be an empty object');
  const { fields, descending } = readPattern(pattern);
  const name = given.get('name');
  if (typeof name !== 'string' || name === '') return cannotCreate('index name must be a non-empty string');
  const isId = id === 0;
  for (const key of given.keys()) {
    if (
      ![
        'v',
        'key',
        'name',
        'unique',
        'sparse',
        'expireAfterSeconds',
        'partialFilterExpression',
        'background',
        'ns',
      ].includes(key)
    ) {
      throw new MongoError(197, `The field '${key}' is not valid for an index specification of this server`);
    }
  }
  const version = given.get('v');
  if (version !== undefined && toSafeInteger(version) !== 2)
    cannotCreate('this server makes indexes of version 2 only');
  const sparse = truthy(given.get('sparse'));
  const partial = given.get('partialFilterExpression');
  if (partial !== undefined && !isDoc(partial)) cannotCreate('partialFilterExpression must be an object');
  if (partial !== undefined && sparse) cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  const filter = isDoc(partial) ? parseFilter(partial) : undefined;
  if (filter) assertPartial(filter);
  const expire = given.get('expireAfterSeconds');
  if (expire !== undefined) {
    if (!isNumeric(expire) || !(toNumber(expire) >= 0 && toNumber(expire) <= 2 ** 31 - 1)) {
      cannotCreate("TTL index 'expireAfterSeconds' option must be a number within an acceptable range");
    }
    if (fields.length > 1) cannotCreate('TTL indexes are single-field indexes, compound indexes do not support TTL');
  }
  return {
    id,
    name,
    pattern,
    fields,
    descending,
    unique: isId || truthy(given.get('unique')),
    sparse,
    expireAfterSeconds: isNumeric(expire) ? toNumber(expire) : undefined,
    filter,
    specification: specificationOf(given),
    multikey: multikey ?? fields.map(() => false),
  };
}

function readPattern(pattern: Doc): { fields: IndexField[]; descending: boolean[] } {
  const fields: IndexField[] = [];
  const descending: boolean[] = [];
  for (const [path, direction] of pattern) {
    const parts = path.split('.');
    if (parts.includes('')) cannotCreate('Index keys cannot contain an empty field');
    if (parts.some((part) => part.startsWith('$')))
      cannotCreate("Index key contains an illegal field name: it starts with '$'");
    if (parts.some(isIndex)) cannotCreate('an index over an array position is not supported by this server');
    if (typeof direction === 'string') cannotCreate('text, hashed and geo indexes are not supported by this server');
    if (!isNumeric(direction) || !(Math.abs(toNumber(direction)) > 0))
      cannotCreate('Values in v:2 index key pattern must be non-zero numbers');
    fields.push({ path, parts });
    descending.push(toNumber(direction as number) < 0);
  }
  return { fields, descending };
}

/** What the real server admits in a partial filter. */
function assertPartial(filter: Filter): void {
  if (filter.kind === 'and' || filter.kind === 'or') filter.nodes.forEach(assertPartial);
  else if (filter.kind !== 'leaf' || !['eq', 'gt', 'gte', 'lt', 'lte', 'in', 'exists', 'type'].includes(filter.op)) {
    cannotCreate('unsupported expression in partial index');
  }
}

function specificationOf(given: Doc): Doc {
  const specification = new Map<string, Value>(toDoc({ v: 2, key: given.get('key'), name: given.get('name') }));
  for (const [key, value] of given) {
    if (['unique', 'sparse'].includes(key) && truthy(value)) specification.set(key, true);
    if (['expireAfterSeconds', 'partialFilterExpression'].includes(key)) specification.set(key, value);
  }
  return specification;
}

/** Whether two specifications ask for the same index (the name aside). */
export function sameIndex(a: IndexDefinition, b: IndexDefinition): boolean {
  const strip = (index: IndexDefinition): Doc => {
    const copy = new Map([...index.specification].sort(([x], [y]) => (x < y ? -1 : 1)));
    copy.delete('name');
    return copy;
  };
  return compareValues(strip(a), strip(b)) === 0 && samePattern(a.pattern, b.pattern);
}

/** Whether two key patterns name the same fields in the same order and directions. */
export function samePattern(a: Doc, b: Doc): boolean {
  return a.size === b.size && compareValues(a, b) === 0;
}
