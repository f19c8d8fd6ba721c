import { Int32, isDoc, type Doc, type Value } from '../bson/values.ts';
import { addNumbers } from '../bson/arithmetic.ts';
import { compareValues } from '../bson/compare.ts';
import { identityOf } from '../bson/key.ts';
import { MongoError } from '../errors.ts';
import { averageOf, extreme, sumOf } from '../expr/arithmetic.ts';
import type { Expression } from '../expr/context.ts';
import { parseExpression } from '../expr/parse.ts';
import type { Stage } from './stage.ts';

/** Collects the values of one group and answers when all are there. */
type Accumulator = (values: (Value | undefined)[]) => Value;

const distinct = (values: (Value | undefined)[]): Value[] => {
  const found = new Map<string, Value>();
  for (const value of values)
    if (value !== undefined && !found.has(identityOf(value))) found.set(identityOf(value), value);
  // Sets have no order on the real server; a fixed one is easier to test.
  return [...found.values()].sort(compareValues);
};

const merged = (values: (Value | undefined)[]): Value => {
  const result: Doc = new Map();
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (!isDoc(value)) throw new MongoError(40400, '$mergeObjects requires object inputs');
    for (const [key, inner] of value) result.set(key, inner);
  }
  return result;
};

const accumulators: Readonly<Record<string, Accumulator>> = {
  $sum: sumOf,
  $avg: averageOf,
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values[values.length - 1] ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: distinct,
  $mergeObjects: merged,
  $count: (values) => values.reduce<Int32>((sum) => addNumbers(sum, new Int32(1), 'double') as Int32, new Int32(0)),
};

/** @throws 15952 for an unknown accumulator, 40234, 15955 and the like for malformed specifications. */
export function parseGroup(specification: Value): Stage {
  if (!isDoc(specification)) throw new MongoError(15947, "a group's fields must be specified in an object");
  if (!specification.has('_id')) throw new MongoError(15955, 'a group specification must include an _id');
  const id = parseExpression(specification.get('_id') as Value);
  const fields = [...specification].filter(([name]) => name !== '_id').map(([name, value]) => parseField(name, value));
  return function* grouped(input, { context }) {
    const groups = new Map<string, { id: Value; values: (Value | undefined)[][] }>();
    for (const doc of input) {
      const inner = context.withRoot(doc);
      const groupId = id(inner) ?? null;
      const identity = identityOf(groupId);
      let group = groups.get(identity);
      if (group === undefined) groups.set(identity, (group = { id: groupId, values: fields.map(() => []) }));
      for (let index = 0; index < fields.length; index++) group.values[index]?.push(fields[index]?.argument(inner));
    }
    for (const { id: groupId, values } of groups.values()) {
      const result: Doc = new Map([['_id', groupId]]);
      fields.forEach(({ name, accumulate }, index) => result.set(name, accumulate(values[index] ?? [])));
      yield result;
    }
  };
}

function parseField(name: string, value: Value): { name: string; argument: Expression; accumulate: Accumulator } {
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new MongoError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDoc(value) || value.size === 0)
    throw new MongoError(40234, `The field '${name}' must be an accumulator object`);
  if (value.size > 1) throw new MongoError(40238, `The field '${name}' must specify one accumulator`);
  const [operator, operand] = value.entries().next().value as [string, Value];
  const accumulate = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (accumulate === undefined) throw new MongoError(15952, `unknown group operator '${operator}'`);
  if (operator === '$count' && !(isDoc(operand) && operand.size === 0))
    throw new MongoError(9, '$count takes no arguments, i.e. $count:{}');
  if (Array.isArray(operand)) throw new MongoError(40237, `The ${operator} accumulator is a unary operator`);
  return { name, argument: operator === '$count' ? () => null : parseExpression(operand), accumulate };
}

/** `$sortByCount`: groups by an expression, largest group first. */
export function parseSortByCount(specification: Value): Stage {
  const isPath = typeof specification === 'string' && specification.startsWith('$');
  const isExpression =
    isDoc(specification) && specification.size === 1 && (specification.keys().next().value as string).startsWith('$');
  if (!isPath && !isExpression)
    throw new MongoError(40147, 'the sortByCount field must be defined as a $-prefixed path or an expression');
  const group = parseGroup(
    new Map<string, Value>([
      ['_id', specification],
      ['count', new Map([['$sum', new Int32(1)]])],
    ]),
  );
  return (input, stageContext) =>
    [...group(input, stageContext)].sort((a, b) => compareValues(b.get('count') as Value, a.get('count') as Value));
}
