import { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

export { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp };

/** A document keeps the order of its fields whatever they are called, which a plain JavaScript object does not. */
export type Doc = Map<string, Value>;

/** A regular expression: only in queries, this server does not store them. */
export class RegexValue {
  readonly pattern: string;
  readonly options: string;

  constructor(pattern: string, options: string) {
    this.pattern = pattern;
    this.options = options;
  }
}

/**
 * A BSON value with its type kept: `number` is a Double, `bigint` a Long, `Int32` an Int32.
 * Types that are not listed (code, symbol, DBPointer, undefined) are refused by the decoder.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | Int32
  | Decimal128
  | string
  | Date
  | ObjectId
  | Binary
  | Timestamp
  | MinKey
  | MaxKey
  | RegexValue
  | Value[]
  | Doc;

/** BSON type numbers, used for comparison classes, `$type` and the encoder. */
export const BsonType = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;

/** The `$type` alias of each type number. */
export const typeAliases: Readonly<Record<string, number>> = BsonType;

export const isDoc = (value: Value | undefined): value is Doc => value instanceof Map;

/** The BSON type number of a value. */
export function typeOf(value: Value): number {
  switch (typeof value) {
    case 'string':
      return BsonType.string;
    case 'number':
      return BsonType.double;
    case 'bigint':
      return BsonType.long;
    case 'boolean':
      return BsonType.bool;
    default:
  }
  if (value === null) return BsonType.null;
  if (value instanceof Map) return BsonType.object;
  if (value instanceof Int32) return BsonType.int;
  if (Array.isArray(value)) return BsonType.array;
  if (value instanceof Date) return BsonType.date;
  if (value instanceof ObjectId) return BsonType.objectId;
  if (value instanceof Decimal128) return BsonType.decimal;
  // Timestamp extends Long in bson, never Int32 or Decimal128, so the order of these tests is free.
  if (value instanceof Timestamp) return BsonType.timestamp;
  if (value instanceof Binary) return BsonType.binData;
  if (value instanceof RegexValue) return BsonType.regex;
  if (value instanceof MinKey) return BsonType.minKey;
  return BsonType.maxKey;
}

/** The `$type` alias of a value, as `$type` in expressions answers it. */
export function typeName(value: Value): string {
  const type = typeOf(value);
  return Object.entries(typeAliases).find(([, number]) => number === type)?.[0] ?? 'missing';
}

export const isNumeric = (value: Value | undefined): value is number | bigint | Int32 | Decimal128 =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32 || value instanceof Decimal128;

/** What replies are written with in the code: values, and plain objects and arrays of them. */
export interface PlainObject {
  readonly [key: string]: unknown;
}

/** A reply document from a plain object: integers in range become Int32, `undefined` fields are left out. */
export function toDoc(plain: PlainObject): Doc {
  const doc: Doc = new Map();
  for (const [key, value] of Object.entries(plain)) if (value !== undefined) doc.set(key, toValue(value));
  return doc;
}

function toValue(plain: unknown): Value {
  if (typeof plain === 'number') return Number.isInteger(plain) && plain === (plain | 0) ? new Int32(plain) : plain;
  if (plain === undefined) return null;
  if (Array.isArray(plain)) return plain.map(toValue);
  if (isPlainObject(plain)) return toDoc(plain);
  return plain as Value;
}

const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A deep copy of containers; scalars are immutable here and shared. */
export function cloneValue<T extends Value>(value: T): T {
  if (value instanceof Map) {
    const copy: Doc = new Map();
    for (const [key, inner] of value as Doc) copy.set(key, cloneValue(inner));
    return copy as T;
  }
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  return value;
}
