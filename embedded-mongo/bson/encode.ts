import { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { MongoError } from '../errors.ts';
import { RegexValue, type Doc, type Value } from './values.ts';

/** A document whose bytes are ready: replies carry stored documents without decoding them. */
export class RawDoc {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** What the encoder takes beside values: raw documents anywhere a value may stand. */
export type Encodable = Value | RawDoc | Encodable[] | Map<string, Encodable>;

let scratch = Buffer.allocUnsafe(1 << 20);
let at = 0;

/** Encodes a document to BSON; the answer is a copy that the caller owns. */
export function encodeDoc(doc: Map<string, Encodable>): Buffer {
  at = 0;
  writeDoc(doc);
  const bytes = Buffer.allocUnsafeSlow(at);
  scratch.copy(bytes, 0, 0, at);
  return bytes;
}

function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + size + 1024));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function writeDoc(doc: Map<string, Encodable>): void {
  const start = at;
  reserve(5);
  at += 4;
  for (const [key, value] of doc) writeField(key, value);
  reserve(1);
  scratch[at++] = 0;
  scratch.writeInt32LE(at - start, start);
}

function writeArray(values: readonly Encodable[]): void {
  const start = at;
  reserve(5);
  at += 4;
  for (let index = 0; index < values.length; index++) writeField(String(index), values[index] as Encodable);
  reserve(1);
  scratch[at++] = 0;
  scratch.writeInt32LE(at - start, start);
}

/** The type byte is written when the value is known, in front of the name. */
function writeField(key: string, value: Encodable): void {
  reserve(key.length * 3 + 32);
  const typeAt = at++;
  at += scratch.write(key, at, 'utf8');
  scratch[at++] = 0;
  // The value first: it may move everything to a larger buffer, and an assignment looks its target up before its value.
  const type = writeValue(value);
  scratch[typeAt] = type;
}

function writeValue(value: Encodable): number {
  switch (typeof value) {
    case 'string': {
      reserve(value.length * 3 + 5);
      const length = scratch.write(value, at + 4, 'utf8');
      scratch.writeInt32LE(length + 1, at);
      at += 4 + length;
      scratch[at++] = 0;
      return 2;
    }
    case 'number':
      at = scratch.writeDoubleLE(value, at);
      return 1;
    case 'bigint':
      at = scratch.writeBigInt64LE(value, at);
      return 18;
    case 'boolean':
      scratch[at++] = value ? 1 : 0;
      return 8;
    default:
  }
  if (value === null) return 10;
  if (value instanceof Map) {
    writeDoc(value);
    return 3;
  }
  if (Array.isArray(value)) {
    writeArray(value);
    return 4;
  }
  if (value instanceof RawDoc) {
    reserve(value.bytes.length);
    at += value.bytes.copy(scratch, at);
    return 3;
  }
  return writeScalarObject(value as Exclude<Value, Doc | Value[]>);
}

function writeScalarObject(value: Value): number {
  if (value instanceof Int32) {
    at = scratch.writeInt32LE(value.value, at);
    return 16;
  }
  if (value instanceof Date) {
    at = scratch.writeBigInt64LE(BigInt(value.getTime()), at);
    return 9;
  }
  if (value instanceof ObjectId) {
    scratch.set(value.id, at);
    at += 12;
    return 7;
  }
  if (value instanceof Decimal128) {
    scratch.set(value.bytes, at);
    at += 16;
    return 19;
  }
  if (value instanceof Timestamp) {
    at = scratch.writeBigUInt64LE(BigInt.asUintN(64, value.toBigInt()), at);
    return 17;
  }
  if (value instanceof Binary) {
    const bytes = value.value();
    reserve(bytes.length + 8);
    at = scratch.writeInt32LE(bytes.length, at);
    scratch[at++] = value.sub_type;
    scratch.set(bytes, at);
    at += bytes.length;
    return 5;
  }
  if (value instanceof RegexValue) {
    reserve((value.pattern.length + value.options.length) * 3 + 2);
    at += scratch.write(value.pattern, at, 'utf8');
    scratch[at++] = 0;
    at += scratch.write(value.options, at, 'utf8');
    scratch[at++] = 0;
    return 11;
  }
  if (value instanceof MinKey) return 255;
  if (value instanceof MaxKey) return 127;
  throw new MongoError(1, 'a value without a BSON type reached the encoder');
}
