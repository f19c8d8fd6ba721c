import { Decimal128, Int32 } from 'bson';
import { addNumbers, multiplyNumbers, subtractNumbers, sumNumbers } from '../bson/arithmetic.ts';
import { compareValues } from '../bson/compare.ts';
import { toNumber, toSafeInteger, type Numeric } from '../bson/numbers.ts';
import { isNumeric, typeName, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { isNullish, positional } from './arguments.ts';
import type { Operator } from './context.ts';

const many = Number.MAX_SAFE_INTEGER;

/** Moves a date by milliseconds. */
export function addToDate(date: Date, ms: Numeric, name: string): Date {
  const whole = Math.round(toNumber(ms));
  const moved = new Date(date.getTime() + whole);
  if (Number.isNaN(moved.getTime())) throw new MongoError(2, `${name}: date overflow`);
  return moved;
}

const add: Operator = positional(0, many, (args) => {
  if (args.some(isNullish)) return null;
  let date: Date | undefined;
  let sum: Numeric = new Int32(0);
  for (const value of args as Value[]) {
    if (value instanceof Date) {
      if (date) throw new MongoError(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumeric(value)) sum = addNumbers(sum, value, 'double');
    else throw new MongoError(14, `$add only supports numeric or date types, not ${typeName(value)}`);
  }
  return date ? addToDate(date, sum, '$add') : sum;
});

const subtract: Operator = positional(2, 2, ([a, b]) => {
  if (isNullish(a) || isNullish(b)) return null;
  if (isNumeric(a) && isNumeric(b)) return subtractNumbers(a, b, 'double');
  if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return addToDate(a, -toNumber(b), '$subtract');
  throw new MongoError(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
});

const multiply: Operator = positional(0, many, (args) => {
  if (args.some(isNullish)) return null;
  let product: Numeric = new Int32(1);
  for (const value of args as Value[]) {
    if (!isNumeric(value)) throw new MongoError(14, `$multiply only supports numeric types, not ${typeName(value)}`);
    product = multiplyNumbers(product, value, 'double');
  }
  return product;
});

const divide: Operator = positional(2, 2, ([a, b]) => {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b))
    throw new MongoError(14, `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  if (a instanceof Decimal128 || b instanceof Decimal128)
    throw new MongoError(238, '$divide of Decimal128 is not supported by this server');
  if (toNumber(b) === 0) throw new MongoError(2, "can't $divide by zero");
  return toNumber(a) / toNumber(b);
});

const mod: Operator = positional(2, 2, ([a, b]) => {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b))
    throw new MongoError(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  if (a instanceof Decimal128 || b instanceof Decimal128)
    throw new MongoError(238, '$mod of Decimal128 is not supported by this server');
  if (toNumber(b) === 0) throw new MongoError(16610, "can't $mod by zero");
  if (typeof a === 'number' || typeof b === 'number') return toNumber(a) % toNumber(b);
  const result = BigInt(a instanceof Int32 ? a.value : a) % BigInt(b instanceof Int32 ? b.value : b);
  return a instanceof Int32 && b instanceof Int32 ? new Int32(Number(result)) : result;
});

const abs: Operator = positional(1, 1, ([value]) => {
  if (isNullish(value)) return null;
  if (!isNumeric(value)) throw new MongoError(28765, `$abs only supports numeric types, not ${typeName(value)}`);
  if (value instanceof Decimal128) throw new MongoError(238, '$abs of Decimal128 is not supported by this server');
  if (typeof value === 'number') return Math.abs(value);
  return toNumber(value) < 0 ? multiplyNumbers(value, new Int32(-1), 'refuse') : value;
});

const rounding = (round: (value: number) => number): Operator =>
  positional(1, 1, ([value], _context, name) => {
    if (isNullish(value)) return null;
    if (!isNumeric(value)) throw new MongoError(28765, `${name} only supports numeric types, not ${typeName(value)}`);
    if (value instanceof Decimal128) throw new MongoError(238, `${name} of Decimal128 is not supported by this server`);
    return typeof value === 'number' ? round(value) : value;
  });

/** One array argument stands for its elements; several arguments for themselves. */
const listOf = (args: (Value | undefined)[]): (Value | undefined)[] =>
  args.length === 1 && Array.isArray(args[0]) ? args[0] : args;

/** The largest (1) or smallest (-1) of the values that are neither null nor missing; null when none is. */
export function extreme(values: readonly (Value | undefined)[], direction: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) {
    if (!isNullish(value) && (best === null || compareValues(value, best) === direction)) best = value;
  }
  return best;
}

/** The sum of the numeric values, others ignored. */
export const sumOf = (values: readonly (Value | undefined)[]): Numeric => sumNumbers(values.filter(isNumeric));

/** The mean of the numeric values as a Double, null without any. */
export function averageOf(values: readonly (Value | undefined)[]): Value {
  const numbers = values.filter(isNumeric);
  if (numbers.length === 0) return null;
  if (numbers.some((value) => value instanceof Decimal128))
    throw new MongoError(238, '$avg of Decimal128 is not supported by this server');
  return toNumber(sumOf(numbers)) / numbers.length;
}

const range: Operator = positional(2, 3, ([from, to, by]) => {
  const [start, end, step] = [toSafeInteger(from), toSafeInteger(to), by === undefined ? 1 : toSafeInteger(by)];
  if (start === undefined) throw new MongoError(34443, '$range requires a numeric starting value');
  if (end === undefined) throw new MongoError(34445, '$range requires a numeric ending value');
  if (step === undefined) throw new MongoError(34447, '$range requires a numeric step value');
  if (step === 0) throw new MongoError(34449, '$range requires a non-zero step value');
  const values: Value[] = [];
  for (let value = start; step > 0 ? value < end : value > end; value += step) values.push(new Int32(value));
  return values;
});

export const arithmeticOperators: readonly (readonly [string, Operator])[] = [
  ['$add', add],
  ['$subtract', subtract],
  ['$multiply', multiply],
  ['$divide', divide],
  ['$mod', mod],
  ['$abs', abs],
  ['$floor', rounding(Math.floor)],
  ['$ceil', rounding(Math.ceil)],
  ['$max', positional(0, many, (args) => extreme(listOf(args), 1))],
  ['$min', positional(0, many, (args) => extreme(listOf(args), -1))],
  ['$sum', positional(0, many, (args) => sumOf(listOf(args)))],
  ['$avg', positional(0, many, (args) => averageOf(listOf(args)))],
  ['$range', range],
];
