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

/** A Double that meets a Decimal128 counts with 15 digits, as many as it holds for certain. */
function roundedDouble(value: number): Exact {
  if (value === 0) return { coefficient: 0n, exponent: 0 };
  const match = /^(-?)(\d)\.(\d{14})e([+-]\d+)$/.exec(value.toExponential(14)) as RegExpExecArray;
  return {
    coefficient: BigInt(`${match[1] as string}${match[2] as string}${match[3] as string}`),
    exponent: Number(match[4]) - 14,
  };
}

const decimalOf = (value: Numeric): Exact => {
  const exact = typeof value === 'number' && Number.isFinite(value) ? roundedDouble(value) : exactOf(value);
  if (typeof exact === 'string')
    throw new MongoError(2, 'arithmetic with a Decimal128 that is not finite is not supported by this server');
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

/** The sign bit, which a zero has as well. */
const isNegative = (value: Numeric): boolean =>
  value instanceof Decimal128 ? (value.bytes[15] as number) >= 0x80 : toNumber(value) < 0 || Object.is(value, -0);

const wholeOf = (value: Numeric): bigint | undefined =>
  value instanceof Int32 ? BigInt(value.value) : typeof value === 'bigint' ? value : undefined;

function combine(
  a: Numeric,
  b: Numeric,
  overflow: Overflow,
  integers: (x: bigint, y: bigint) => bigint,
  doubles: (x: number, y: number) => number,
  decimals: (x: Exact, y: Exact) => Exact,
  negativeZero: (a: boolean, b: boolean) => boolean,
): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    if (overflow === 'double' && (typeof a === 'number' || typeof b === 'number')) {
      throw new MongoError(238, 'an expression over a Double and a Decimal128 is not supported by this server');
    }
    const result = decimals(decimalOf(a), decimalOf(b));
    const negative = result.coefficient === 0n && negativeZero(isNegative(a), isNegative(b));
    return negative ? Decimal128.fromString(`-0E${result.exponent}`) : toDecimal(result);
  }
  const x = wholeOf(a);
  const y = wholeOf(b);
  if (x !== undefined && y !== undefined)
    return whole(integers(x, y), a instanceof Int32 && b instanceof Int32, overflow);
  return doubles(toNumber(a), toNumber(b));
}

function align(x: Exact, y: Exact): { exponent: number; left: bigint; right: bigint } {
  const exponent = Math.min(x.exponent, y.exponent);
  // Far apart, the smaller one disappears in rounding, but exact alignment could take thousands of digits.
  if (Math.abs(x.exponent - y.exponent) > 1200)
    throw new MongoError(2, 'Decimal128 exponents too far apart for this server');
  return {
    exponent,
    left: x.coefficient * 10n ** BigInt(x.exponent - exponent),
    right: y.coefficient * 10n ** BigInt(y.exponent - exponent),
  };
}

/**
 * The sum of `$sum`: exact, then rounded once (the real server sums doubles in double-double precision), in the widest
 * of the types that occur.
 */
export function sumNumbers(values: readonly Numeric[]): Numeric {
  const infinite = values.filter((value) => typeof value === 'number' && !Number.isFinite(value)) as number[];
  const hasDecimal = values.some((value) => value instanceof Decimal128);
  if (infinite.length > 0) {
    if (hasDecimal)
      throw new MongoError(238, '$sum of a Decimal128 and an infinite Double is not supported by this server');
    return infinite.reduce((sum, value) => sum + value, 0);
  }
  const doubles = trimmed(total(values.filter((value) => typeof value === 'number').map(exactOf)));
  const others = total(values.filter((value) => typeof value !== 'number').map(exactOf));
  if (hasDecimal) return toDecimal(total([doubles, others]));
  if (values.some((value) => typeof value === 'number')) {
    const sum = total([doubles, others]);
    return Number(`${sum.coefficient}e${sum.exponent}`);
  }
  return whole(
    others.coefficient,
    values.every((value) => value instanceof Int32),
    'double',
  );
}

function total(values: readonly (Exact | string)[]): Exact {
  return values.reduce<Exact>(
    (sum, value) => {
      if (typeof value === 'string')
        throw new MongoError(238, '$sum of a Decimal128 that is not finite is not supported by this server');
      const { exponent, left, right } = align(sum, value);
      return { coefficient: left + right, exponent };
    },
    { coefficient: 0n, exponent: 0 },
  );
}

/** Without trailing zeros: a Double has no scale of its own. */
function trimmed(exact: Exact): Exact {
  let { coefficient, exponent } = exact;
  while (exponent < 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  return { coefficient, exponent };
}

export const addNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(
    a,
    b,
    overflow,
    (x, y) => x + y,
    (x, y) => x + y,
    (x, y) => {
      const { exponent, left, right } = align(x, y);
      return { coefficient: left + right, exponent };
    },
    (x, y) => x && y,
  );

export const subtractNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(
    a,
    b,
    overflow,
    (x, y) => x - y,
    (x, y) => x - y,
    (x, y) => {
      const { exponent, left, right } = align(x, y);
      return { coefficient: left - right, exponent };
    },
    (x, y) => x && !y,
  );

export const multiplyNumbers = (a: Numeric, b: Numeric, overflow: Overflow): Numeric =>
  combine(
    a,
    b,
    overflow,
    (x, y) => x * y,
    (x, y) => x * y,
    (x, y) => ({
      coefficient: x.coefficient * y.coefficient,
      exponent: x.exponent + y.exponent,
    }),
    (x, y) => x !== y,
  );
