import { Int32, type Binary, type Timestamp, type ObjectId } from 'bson';
import { OrderClass, orderClass } from './compare.ts';
import { compareExact, exactOf, exactOfDouble, type Exact, type Numeric } from './numbers.ts';
import type { Doc, RegexValue, Value } from './values.ts';

/**
 * Bytes whose memcmp order is the order of compare.ts, so that LMDB's keys sort as MongoDB's indexes do, and equal
 * values of different numeric types have equal bytes.
 *
 *   value    class byte, then by class:
 *   number   sign (0 NaN, 1 negative, 2 zero, 3 positive), the magnitude rounded down to a double, what the rounding
 *            lost as decimal digits; a negative number's magnitude is inverted
 *   string   UTF-8 with 00 as 01 01 and 01 as 01 02, ended by 00
 *   object   per field class byte, name, rest of the value; ended by 00.  array: values, ended by 00
 */
let scratch = Buffer.allocUnsafe(1 << 16);
let at = 0;

/** The key of an empty array: below null, as the real server's `undefined`. */
export const emptyArray = Symbol('empty array');
export type KeyPart = Value | typeof emptyArray;

/** Encodes one component of an index key; `descending` inverts its bytes. */
export function encodeKeyPart(part: KeyPart, descending = false): Buffer {
  at = 0;
  writePart(part, descending);
  return Buffer.from(scratch.subarray(0, at));
}

/** Encodes the parts of a compound key behind `prefix`. */
export function encodeKey(prefix: Uint8Array, parts: readonly KeyPart[], descending: readonly boolean[]): Buffer {
  at = 0;
  reserve(prefix.length);
  scratch.set(prefix, 0);
  at = prefix.length;
  for (let index = 0; index < parts.length; index++) writePart(parts[index] as KeyPart, descending[index] === true);
  return Buffer.from(scratch.subarray(0, at));
}

/** A string that is equal for equal values: the key of groups and sets. */
export function identityOf(value: Value): string {
  at = 0;
  writeValue(value);
  return scratch.toString('latin1', 0, at);
}

function writePart(part: KeyPart, descending: boolean): void {
  const start = at;
  if (part === emptyArray) writeByte(OrderClass.missing);
  else writeValue(part);
  if (descending) invert(start);
}

function invert(start: number): void {
  for (let index = start; index < at; index++) scratch[index] = 255 - (scratch[index] as number);
}

function reserve(size: number): void {
  if (at + size <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + size));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function writeByte(byte: number): void {
  reserve(1);
  scratch[at++] = byte;
}

function writeValue(value: Value): void {
  const valueClass = orderClass(value);
  writeByte(valueClass);
  writeRest(valueClass, value);
}

function writeRest(valueClass: number, value: Value): void {
  switch (valueClass) {
    case OrderClass.number:
      writeNumber(value as Numeric);
      return;
    case OrderClass.string:
      writeString(value as string);
      return;
    case OrderClass.object:
      for (const [name, inner] of value as Doc) {
        const innerClass = orderClass(inner);
        writeByte(innerClass);
        writeString(name);
        writeRest(innerClass, inner);
      }
      writeByte(0);
      return;
    case OrderClass.array:
      for (const inner of value as Value[]) writeValue(inner);
      writeByte(0);
      return;
    case OrderClass.binData: {
      const bytes = (value as Binary).value();
      reserve(bytes.length + 5);
      at = scratch.writeUInt32BE(bytes.length, at);
      scratch[at++] = (value as Binary).sub_type;
      scratch.set(bytes, at);
      at += bytes.length;
      return;
    }
    case OrderClass.objectId:
      reserve(12);
      scratch.set((value as ObjectId).id, at);
      at += 12;
      return;
    case OrderClass.bool:
      writeByte(value === true ? 1 : 0);
      return;
    case OrderClass.date:
      reserve(8);
      at = scratch.writeBigUInt64BE(BigInt((value as Date).getTime()) + 0x8000000000000000n, at);
      return;
    case OrderClass.timestamp:
      reserve(8);
      at = scratch.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), at);
      return;
    case OrderClass.regex:
      writeString((value as RegexValue).pattern);
      writeString((value as RegexValue).options);
      return;
    default:
  }
}

function writeString(text: string): void {
  reserve(text.length * 6 + 1);
  const start = at;
  at += scratch.write(text, at, 'utf8');
  let escapes = 0;
  for (let index = start; index < at; index++) if ((scratch[index] as number) < 2) escapes++;
  if (escapes > 0) {
    const plain = Buffer.from(scratch.subarray(start, at));
    at = start;
    for (const byte of plain) {
      if (byte < 2) scratch[at++] = 1;
      scratch[at++] = byte < 2 ? byte + 1 : byte;
    }
  }
  scratch[at++] = 0;
}

function writeNumber(value: Numeric): void {
  const plain = value instanceof Int32 ? value.value : value;
  if (typeof plain === 'number') {
    if (Number.isNaN(plain)) return writeByte(0);
    writeSigned(plain < 0 ? -1 : plain > 0 ? 1 : 0, Math.abs(plain), undefined);
    return;
  }
  const exact = exactOf(plain);
  if (exact === 'NaN') return writeByte(0);
  if (typeof exact === 'string') return writeSigned(exact === 'Infinity' ? 1 : -1, Infinity, undefined);
  const negative = exact.coefficient < 0n;
  const magnitude: Exact = { coefficient: negative ? -exact.coefficient : exact.coefficient, exponent: exact.exponent };
  if (magnitude.coefficient === 0n) return writeSigned(0, 0, undefined);
  const { floor, rest } = splitExact(magnitude);
  writeSigned(negative ? -1 : 1, floor, rest);
}

const bits = new DataView(new ArrayBuffer(8));

/** The largest double not above a positive exact number, and what is left. */
function splitExact(exact: Exact): { floor: number; rest: Exact | undefined } {
  let floor = Math.min(Number(`${exact.coefficient}e${exact.exponent}`), Number.MAX_VALUE);
  if (compareExact(exactOfDouble(floor), exact) > 0) {
    bits.setFloat64(0, floor);
    bits.setBigUint64(0, bits.getBigUint64(0) - 1n);
    floor = bits.getFloat64(0);
  }
  const base = exactOfDouble(floor);
  const exponent = Math.min(base.exponent, exact.exponent);
  const coefficient =
    exact.coefficient * 10n ** BigInt(exact.exponent - exponent) -
    base.coefficient * 10n ** BigInt(base.exponent - exponent);
  return { floor, rest: coefficient === 0n ? undefined : { coefficient, exponent } };
}

function writeSigned(signOf: number, floor: number, rest: Exact | undefined): void {
  writeByte(signOf + 2);
  if (signOf === 0) return;
  const start = at;
  reserve(9);
  at = scratch.writeDoubleBE(floor, at);
  if (rest === undefined) scratch[at++] = 0;
  else writeDigits(rest);
  if (signOf < 0) invert(start);
}

/** `0.d1d2d3... * 10^e`: the exponent, then pairs of digits plus one, ended by 00. */
function writeDigits(rest: Exact): void {
  const digits = rest.coefficient.toString().replace(/0+$/, '');
  const exponent = rest.exponent + rest.coefficient.toString().length;
  reserve(digits.length + 8);
  scratch[at++] = 1;
  at = scratch.writeUInt16BE(exponent + 0x4000, at);
  for (let index = 0; index < digits.length; index += 2) {
    scratch[at++] = Number(digits.slice(index, index + 2).padEnd(2, '0')) + 1;
  }
  scratch[at++] = 0;
}

/** The first bytes of each comparison class: the bounds of a range query, which never leaves its class. */
export const classStart = (valueClass: number): Buffer => Buffer.of(valueClass);
