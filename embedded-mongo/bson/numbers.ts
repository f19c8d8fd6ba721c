import { Decimal128, Int32 } from 'bson';

export type Numeric = number | bigint | Int32 | Decimal128;

/** An exact finite number: `coefficient * 10^exponent`. */
export interface Exact {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const doubleBytes = new DataView(new ArrayBuffer(8));

/** The exact decimal value of a finite double: every binary fraction ends in decimal. */
export function exactOfDouble(value: number): Exact {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  doubleBytes.setFloat64(0, value);
  const bits = doubleBytes.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const shift = BigInt(1075 - Math.max(biased, 1)); // value = mantissa * 2^-shift, shift > 0 for a non-integer
  const coefficient = mantissa * 5n ** shift;
  return { coefficient: value < 0 ? -coefficient : coefficient, exponent: -Number(shift) };
}

/** A Decimal128 taken apart (IEEE 754-2008 binary integer decimal), or what is not finite about it. */
export function readDecimal(value: Decimal128): Exact | 'NaN' | 'Infinity' | '-Infinity' {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const low = view.getBigUint64(0, true);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const combination = (high >> 58n) & 0x1fn;
  if (combination === 0x1fn) return 'NaN';
  if (combination === 0x1en) return negative ? '-Infinity' : 'Infinity';
  // A combination field starting with 11 encodes a coefficient over 34 digits, which the standard reads as zero.
  if (combination >> 3n === 3n) return { coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - 6176 };
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | low;
  const exponent = Number((high >> 49n) & 0x3fffn) - 6176;
  if (coefficient > 10n ** 34n - 1n) return { coefficient: 0n, exponent };
  return { coefficient: negative ? -coefficient : coefficient, exponent };
}

/** A numeric as a double where that is exact or not finite, else its exact parts. */
export function exactOf(value: Numeric): Exact | 'NaN' | 'Infinity' | '-Infinity' {
  if (value instanceof Int32) return { coefficient: BigInt(value.value), exponent: 0 };
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Decimal128) return readDecimal(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return exactOfDouble(value);
}

/** Compares two exact numbers. */
export function compareExact(a: Exact, b: Exact): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - exponent);
  const right = b.coefficient * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

const rank = (exact: Exact | 'NaN' | 'Infinity' | '-Infinity'): number =>
  exact === 'NaN' ? 0 : exact === '-Infinity' ? 1 : exact === 'Infinity' ? 3 : 2;

/** Compares numbers of any two types by value, without rounding; NaN equals NaN and is the smallest. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const x = a instanceof Int32 ? a.value : a;
  const y = b instanceof Int32 ? b.value : b;
  if (typeof x === 'number' && typeof y === 'number') {
    if (x < y) return -1;
    if (x > y) return 1;
    if (x === y) return 0;
    return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1;
  }
  if (typeof x === 'bigint' && typeof y === 'bigint') return x < y ? -1 : x > y ? 1 : 0;
  const left = exactOf(x);
  const right = exactOf(y);
  const byRank = rank(left) - rank(right);
  if (byRank !== 0) return byRank < 0 ? -1 : 1;
  return typeof left === 'object' && typeof right === 'object' ? compareExact(left, right) : 0;
}

/** A numeric as a JavaScript number, rounded where it must be. */
export function toNumber(value: Numeric): number {
  if (value instanceof Int32) return value.value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Decimal128 ? Number(value.toString()) : value;
}

/** The value as an integer that is safe in JavaScript, or undefined when it is not one. */
export function toSafeInteger(value: unknown): number | undefined {
  if (!(
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Int32 ||
    value instanceof Decimal128
  )) {
    return undefined;
  }
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

export const isNaNValue = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isNaN(value) : value instanceof Decimal128 && readDecimal(value) === 'NaN';
