import { toSafeInteger } from '../bson/numbers.ts';
import { typeName, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { isNullish, named } from './arguments.ts';
import type { Expression, Operator } from './context.ts';

/** Units of fixed length only: months and years depend on the calendar and the time zone. */
const unitMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

const move =
  (direction: 1 | -1): Operator =>
  (operand, scope, name) => {
    const args = named(operand, name, scope, ['startDate', 'unit', 'amount']);
    const read = (key: string): Expression => args.get(key) as Expression;
    return (context) => {
      const [start, unit, amount] = [read('startDate')(context), read('unit')(context), read('amount')(context)];
      if (isNullish(start) || isNullish(unit) || isNullish(amount)) return null;
      if (!(start instanceof Date))
        throw new MongoError(5166403, `${name} requires startDate to be convertible to a date`);
      return moveDate(start, unit, amount, direction, name);
    };
  };

function moveDate(start: Date, unit: Value, amount: Value, direction: 1 | -1, name: string): Date {
  const ms = typeof unit === 'string' && Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined;
  if (ms === undefined)
    throw new MongoError(9, `${name}: this server knows the units ${Object.keys(unitMs).join(', ')}`);
  const count = toSafeInteger(amount);
  if (count === undefined)
    throw new MongoError(5166405, `${name} expects integer amount of time units, not ${typeName(amount)}`);
  const moved = new Date(start.getTime() + direction * count * ms);
  if (Number.isNaN(moved.getTime())) throw new MongoError(5166406, `${name} overflowed`);
  return moved;
}

const difference: Operator = (operand, scope, name) => {
  const args = named(operand, name, scope, ['startDate', 'endDate', 'unit']);
  return (context) => {
    const [start, end, unit] = ['startDate', 'endDate', 'unit'].map((key) => args.get(key)?.(context));
    if (isNullish(start) || isNullish(end) || isNullish(unit)) return null;
    if (!(start instanceof Date) || !(end instanceof Date)) throw new MongoError(5166307, `${name} requires dates`);
    const ms = typeof unit === 'string' && unit !== 'week' && Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined;
    if (ms === undefined) throw new MongoError(9, `${name}: this server knows the units of fixed length below a week`);
    // Boundaries crossed, not time elapsed: 10:59 to 11:01 is one hour.
    return BigInt(Math.floor(end.getTime() / ms) - Math.floor(start.getTime() / ms));
  };
};

export const dateOperators: readonly (readonly [string, Operator])[] = [
  ['$dateAdd', move(1)],
  ['$dateSubtract', move(-1)],
  ['$dateDiff', difference],
];
