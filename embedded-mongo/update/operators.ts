import { Int32 } from 'bson';
import { addNumbers, multiplyNumbers } from '../bson/arithmetic.ts';
import { compareValues } from '../bson/compare.ts';
import { cloneValue, isDoc, isNumeric, typeName, type Value } from '../bson/values.ts';
import { badValue, MongoError, typeMismatch } from '../errors.ts';
import { arrayOperators } from './arrayOperators.ts';
import { keep, remove, type UpdateOperator } from './paths.ts';

const numeric = (operand: Value, operator: string, path: string): number | bigint | Int32 => {
  if (!isNumeric(operand)) return typeMismatch(`Cannot ${operator} with non-numeric argument: field ${path}`);
  return operand as number;
};

const currentNumber = (current: Value, operator: string): number => {
  if (!isNumeric(current))
    throw new MongoError(14, `Cannot apply ${operator} to a value of non-numeric type ${typeName(current)}`);
  return current as number;
};

const extreme =
  (wanted: 1 | -1): UpdateOperator =>
  (operand) =>
  () =>
  (current) =>
    current === undefined || compareValues(operand, current) === wanted ? cloneValue(operand) : keep;

const currentDate: UpdateOperator = (operand) => {
  if (isDoc(operand)) {
    const type = operand.get('$type');
    if (operand.size !== 1 || (type !== 'date' && type !== 'timestamp'))
      return badValue("The '$type' string field is required to be 'date' or 'timestamp'");
    if (type === 'timestamp') return badValue('$currentDate with timestamps is not supported by this server');
  } else if (typeof operand !== 'boolean') {
    return badValue(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression`,
    );
  }
  return (context) => () => context.now;
};

const bit: UpdateOperator = (operand) => {
  if (!isDoc(operand) || operand.size === 0) return badValue('The $bit modifier needs a document of and, or, xor');
  for (const [name, value] of operand) {
    if (!['and', 'or', 'xor'].includes(name)) badValue(`The $bit modifier only supports 'and', 'or', and 'xor'`);
    if (!(value instanceof Int32) && typeof value !== 'bigint')
      badValue('The $bit modifier field must be an Integer(32/64 bit)');
  }
  return () => (current) => {
    if (current !== undefined && !(current instanceof Int32) && typeof current !== 'bigint') {
      return badValue('Cannot apply $bit to a value of non-integral type');
    }
    let wide = typeof current === 'bigint';
    let bits = current instanceof Int32 ? BigInt(current.value) : ((current as bigint | undefined) ?? 0n);
    for (const [name, value] of operand) {
      wide ||= typeof value === 'bigint';
      const mask = value instanceof Int32 ? BigInt(value.value) : (value as bigint);
      bits = name === 'and' ? bits & mask : name === 'or' ? bits | mask : bits ^ mask;
    }
    return wide ? BigInt.asIntN(64, bits) : new Int32(Number(BigInt.asIntN(32, bits)));
  };
};

/** Every update operator but `$setOnInsert` and `$rename`, which parse.ts takes apart. */
export const updateOperators: ReadonlyMap<string, UpdateOperator> = new Map<string, UpdateOperator>([
  ['$set', (operand) => () => () => cloneValue(operand)],
  ['$unset', () => () => () => remove],
  [
    '$inc',
    (operand, path) => {
      const by = numeric(operand, 'increment', path);
      return () => (current) => (current === undefined ? by : addNumbers(currentNumber(current, '$inc'), by, 'refuse'));
    },
  ],
  [
    '$mul',
    (operand, path) => {
      const by = numeric(operand, 'multiply', path);
      return () => (current) =>
        multiplyNumbers(current === undefined ? new Int32(0) : currentNumber(current, '$mul'), by, 'refuse');
    },
  ],
  ['$min', extreme(-1)],
  ['$max', extreme(1)],
  ['$currentDate', currentDate],
  ['$bit', bit],
  ...arrayOperators,
]);

/** Checks the operand of `$rename`: the new path. */
export function renameTarget(operand: Value, path: string): string {
  if (typeof operand !== 'string') return badValue(`The 'to' field for $rename must be a string: ${path}`);
  if (operand === path) return badValue(`The source and target field for $rename must differ: ${path}`);
  if ([...path.split('.'), ...operand.split('.')].some((part) => part.startsWith('$')))
    badValue('$rename does not take positional operators');
  return operand;
}
