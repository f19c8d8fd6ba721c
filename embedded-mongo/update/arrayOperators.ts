import { compareValues, equalValues } from '../bson/compare.ts';
import { toSafeInteger } from '../bson/numbers.ts';
import { cloneValue, isDoc, RegexValue, typeName, type Doc, type Value } from '../bson/values.ts';
import { badValue, failedToParse, MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import { matchesElement, matchesFilter } from '../query/match.ts';
import { isOperatorDoc, parseFieldFilter, parseFilter } from '../query/parseFilter.ts';
import { parseSort, sortBy } from '../query/sort.ts';
import { keep, type UpdateOperator } from './paths.ts';

function arrayOr(current: Value | undefined, path: string, code = 2): Value[] {
  if (current === undefined) return [];
  if (!Array.isArray(current)) {
    throw new MongoError(code, `The field '${path}' must be an array but is of type ${typeName(current)}`);
  }
  return current;
}

const integer = (value: Value, name: string): number =>
  toSafeInteger(value) ??
  badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);

const each = (operand: Doc, operator: string): Value[] => {
  const values = operand.get('$each') as Value;
  if (!Array.isArray(values))
    throw new MongoError(
      operator === '$push' ? 2 : 14,
      `The argument to $each in ${operator} must be an array but it was of type: ${typeName(values)}`,
    );
  return values;
};

const push: UpdateOperator = (operand, path) => {
  if (!isDoc(operand) || !operand.has('$each')) {
    if (isOperatorDoc(operand)) badValue('Unrecognized clause in $push, or one without $each');
    return () => (current) => [...arrayOr(current, path), cloneValue(operand)];
  }
  for (const key of operand.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(key)) badValue(`Unrecognized clause in $push: ${key}`);
  }
  const values = each(operand, '$push');
  const position = operand.has('$position') ? integer(operand.get('$position') as Value, '$position') : undefined;
  const slice = operand.has('$slice') ? integer(operand.get('$slice') as Value, '$slice') : undefined;
  const sort = operand.has('$sort') ? elementSort(operand.get('$sort') as Value) : undefined;
  return () => (current) => {
    let result = [...arrayOr(current, path)];
    result.splice(position ?? result.length, 0, ...values.map(cloneValue));
    if (sort) result = sort(result);
    if (slice !== undefined) result = slice < 0 ? result.slice(slice) : result.slice(0, slice);
    return result;
  };
};

/** `$sort: 1 | -1` orders whole elements, `$sort: {field: 1}` documents by their fields. */
function elementSort(specification: Value): (values: Value[]) => Value[] {
  if (isDoc(specification)) {
    const sort = parseSort(specification) ?? badValue('The $sort pattern is empty when it should be a set of fields.');
    // An element that is no document has none of the fields.
    return (values) => sortBy(values, sort, (value) => (isDoc(value) ? value : new Map()));
  }
  const direction = toSafeInteger(specification);
  if (direction !== 1 && direction !== -1) return badValue('The $sort element value must be either 1 or -1');
  return (values) => [...values].sort((a, b) => compareValues(a, b) * direction);
}

const addToSet: UpdateOperator = (operand, path) => {
  let values = [operand];
  if (isDoc(operand) && operand.keys().next().value === '$each') {
    if (operand.size > 1) badValue('Found unexpected fields after $each in $addToSet');
    values = each(operand, '$addToSet');
  } else if (isOperatorDoc(operand)) badValue('Unrecognized clause in $addToSet');
  return () => (current) => {
    const result = [...arrayOr(current, path)];
    const before = result.length;
    for (const value of values) if (!result.some((entry) => equalValues(entry, value))) result.push(cloneValue(value));
    return current !== undefined && result.length === before ? keep : result;
  };
};

type Test = (element: Value, context: EvalContext) => boolean;

function pullTest(operand: Value): Test {
  if (operand instanceof RegexValue || isOperatorDoc(operand)) {
    const filter = parseFieldFilter('', operand);
    return (element, context) => matchesElement(filter, element, context);
  }
  if (isDoc(operand)) {
    const filter = parseFilter(operand);
    return (element, context) => isDoc(element) && matchesFilter(filter, element, context);
  }
  return (element) => equalValues(element, operand);
}

const removing =
  (test: Test, path: string): ReturnType<UpdateOperator> =>
  (context) =>
  (current) => {
    if (current === undefined) return keep;
    const result = arrayOr(current, path).filter((element) => !test(element, context));
    return result.length === (current as Value[]).length ? keep : result;
  };

const pull: UpdateOperator = (operand, path) => removing(pullTest(operand), path);

const pullAll: UpdateOperator = (operand, path) => {
  if (!Array.isArray(operand))
    return badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  return removing((element) => operand.some((value) => equalValues(value, element)), path);
};

const pop: UpdateOperator = (operand, path) => {
  const end = toSafeInteger(operand);
  if (end !== 1 && end !== -1) return failedToParse('$pop expects 1 or -1');
  return () => (current) => {
    if (current === undefined) return keep;
    const list = arrayOr(current, path, 14);
    if (list.length === 0) return keep;
    return end === 1 ? list.slice(0, -1) : list.slice(1);
  };
};

export const arrayOperators: readonly (readonly [string, UpdateOperator])[] = [
  ['$push', push],
  ['$addToSet', addToSet],
  ['$pull', pull],
  ['$pullAll', pullAll],
  ['$pop', pop],
];
