import { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compareNumbers, type Numeric } from './numbers.ts';
import { RegexValue, type Doc, type Value } from './values.ts';

/**
 * The one order of BSON values (manual, "Comparison/Sort Order"): matching, sorting, grouping and index keys
 * (key.ts encodes exactly this order in bytes) all use it.
 */
export const OrderClass = {
  minKey: 1,
  missing: 2,
  null: 3,
  number: 4,
  string: 5,
  object: 6,
  array: 7,
  binData: 8,
  objectId: 9,
  bool: 10,
  date: 11,
  timestamp: 12,
  regex: 13,
  maxKey: 14,
} as const;

/** The comparison class of a value: values of two classes compare by class alone. */
export function orderClass(value: Value): number {
  switch (typeof value) {
    case 'string':
      return OrderClass.string;
    case 'number':
    case 'bigint':
      return OrderClass.number;
    case 'boolean':
      return OrderClass.bool;
    default:
  }
  if (value === null) return OrderClass.null;
  if (value instanceof Map) return OrderClass.object;
  if (value instanceof Int32 || value instanceof Decimal128) return OrderClass.number;
  if (Array.isArray(value)) return OrderClass.array;
  if (value instanceof Date) return OrderClass.date;
  if (value instanceof ObjectId) return OrderClass.objectId;
  if (value instanceof Binary) return OrderClass.binData;
  if (value instanceof Timestamp) return OrderClass.timestamp;
  if (value instanceof RegexValue) return OrderClass.regex;
  if (value instanceof MinKey) return OrderClass.minKey;
  if (value instanceof MaxKey) return OrderClass.maxKey;
  throw new TypeError('a value without a BSON type reached the comparator');
}

const sign = (difference: number): number => (difference < 0 ? -1 : difference > 0 ? 1 : 0);

/** Compares two values: -1, 0 or 1. Numbers of all types compare by value, documents field by field in their order. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const classA = orderClass(a);
  const classB = orderClass(b);
  if (classA !== classB) return classA < classB ? -1 : 1;
  switch (classA) {
    case OrderClass.number:
      return compareNumbers(a as Numeric, b as Numeric);
    case OrderClass.object:
      return compareDocs(a as Doc, b as Doc);
    case OrderClass.array:
      return compareArrays(a as Value[], b as Value[]);
    case OrderClass.binData:
      return compareBinary(a as Binary, b as Binary);
    case OrderClass.objectId:
      return sign(Buffer.compare((a as ObjectId).id, (b as ObjectId).id));
    case OrderClass.bool:
      return Number(a) - Number(b);
    case OrderClass.date:
      return sign((a as Date).getTime() - (b as Date).getTime());
    case OrderClass.timestamp: {
      const [x, y] = [BigInt.asUintN(64, (a as Timestamp).toBigInt()), BigInt.asUintN(64, (b as Timestamp).toBigInt())];
      return x < y ? -1 : x > y ? 1 : 0;
    }
    case OrderClass.regex: {
      const [x, y] = [a as RegexValue, b as RegexValue];
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    default:
      return 0; // null, MinKey, MaxKey: one value each
  }
}

/** Compares as UTF-8 bytes do; JavaScript's own order differs where surrogates meet U+E000 to U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      const xSurrogate = x < 0xe000;
      if (xSurrogate !== y < 0xe000) return xSurrogate ? 1 : -1;
    }
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Field by field: type class, then name, then value (BSONObj::woCompare); a document that ends first is smaller. */
function compareDocs(a: Doc, b: Doc): number {
  const right = b.entries();
  for (const [nameA, valueA] of a) {
    const next = right.next();
    if (next.done) return 1;
    const [nameB, valueB] = next.value;
    const byClass = orderClass(valueA) - orderClass(valueB);
    if (byClass !== 0) return sign(byClass);
    const order = compareStrings(nameA, nameB) || compareValues(valueA, valueB);
    if (order !== 0) return order;
  }
  return right.next().done ? 0 : -1;
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareValues(a[index] as Value, b[index] as Value);
    if (order !== 0) return order;
  }
  return sign(a.length - b.length);
}

/** Length, then subtype, then bytes. */
function compareBinary(a: Binary, b: Binary): number {
  const x = a.value();
  const y = b.value();
  return sign(x.length - y.length) || sign(a.sub_type - b.sub_type) || sign(Buffer.compare(x, y));
}

export const equalValues = (a: Value, b: Value): boolean => compareValues(a, b) === 0;
