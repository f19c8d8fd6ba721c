import { Decimal128, Int32 } from 'bson';
import { MongoError } from '../errors.ts';
import { exactOf, toNumber, type Exact, type Numeric } from './numbers.ts';

/** What an operation does when a Long overflows: updates refuse, expressions go on as Double. */
export type Overflow = 'refuse' | 'double';

const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

/** An exact whole result in the narrowest type that both operands allow. */
function whole(result: bigint, bothInt: boolean, overflow: Overflow): Numeric {
  if (bothInt && result >= -(2n ** 31n) && result < 2n ** 31n) return new Int32(Number(result));
  if (result >= minLong && result <= maxLong) return result;
  if (overflow === 'refuse') throw new MongoError(2, 'integer overflow: the result does not fit 64 bits');
  return Number(result);
}

const decimalOf = (value: Numeric): Exact => {
  if (typeof value === 'number') {
    throw new MongoError(2, 'arithmetic between a Double and a Decimal128 is not supported by this server');
  }
  const exact = exactOf(value);
  if (typeof exact === 'string') throw new MongoError(2, 'arithmetic with a Decimal128 that is not finite is not supported by this server');
  return exact;
};

/** Rounds half to even at 34 digits, as Decimal128 does. */
function toDecimal(exact: Exact): Decimal128 {
  let { coefficient, exponent } = exact;
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().length;
  if (digits > 34) {
    const divisor = 10n ** BigInt(digits - 34);
    const rest = coefficient % divisor;
    const twice = (rest < 0n ? -rest : rest) * 2n;
    coefficient /= divisor;
    exponent += digits - 34;
    if (twice > divisor || (twice === divisor && coefficient % 2n !== 0n)) coefficient += rest < 0n ? -1n : 1n;
  }
  return Decimal128.fromString(`${coefficient}E${exponent}`);
}

const wholeOf = (value: Numeric): bigint | undefined =>
  value instanceof Int32 ? BigInt(value.value) : typeof value === 'bigint' ? value : undefined;

function combine(
  a: Numeric,
  b: Numeric,
  overflow: Overflow,
  integers: (x: bigint, y: bigint) => bigint,
  doubles: (x: number, y: number) => number,
  decimals: (x: Exact, y: Exact) => Exact,
): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) return toDecimal(decimals(decimalOf(a), decimalOf(b)));
  const x = wholeOf(a);
  const y = wholeOf(b);
  if (x !== undefined && y !== undefined) return whole(integers(x, y), a instanceof Int32 && b instanceof Int32, overflow);
  return doubles(toNumber(a), toNumber(b));
}

function align(x: Exact, y: Exact): { exponent: number; left: bigint; right: bigint } {
  const exponent = Math.min(x.exponent, y.exponent);
  // Far apart, the smaller one disappears in rounding, but exact alignment could take thousands of digits.
  if (Math.abs(x.exponent - y.exponent) > 200) throw new MongoError(2, 'Decimal128 exponents too far apart for this server');
  return {
    exponent,
    left: x.coefficient * 10n ** BigInt(x.exponent - exponent),
    right: y.coefficient * 10n ** BigInt(y.exponent - exponent),
  };
}

export const addNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(a, b, overflow, (x, y) => x + y, (x, y) => x + y, (x, y) => {
    const { exponent, left, right } = align(x, y);
    return { coefficient: left + right, exponent };
  });

export const subtractNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(a, b, overflow, (x, y) => x - y, (x, y) => x - y, (x, y) => {
    const { exponent, left, right } = align(x, y);
    return { coefficient: left - right, exponent };
  });

export const multiplyNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(a, b, overflow, (x, y) => x * y, (x, y) => x * y, (x, y) => ({
    coefficient: x.coefficient * y.coefficient,
    exponent: x.exponent + y.exponent,
  }));
