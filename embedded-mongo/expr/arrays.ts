import { Int32 } from 'bson';
import { equalValues } from '../bson/compare.ts';
import { toSafeInteger } from '../bson/numbers.ts';
import { isDoc, isNumeric, typeName, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { isNullish, named, positional } from './arguments.ts';
import { variableName } from './logic.ts';
import { truthy, type Expression, type Operator, type Scope } from './context.ts';

const kind = (value: Value | undefined): string => (value === undefined ? 'missing' : typeName(value));

function elementAt(list: Value | undefined, index: number, name: string): Value | undefined {
  if (isNullish(list)) return null;
  if (!Array.isArray(list))
    throw new MongoError(28689, `${name}'s first argument must be an array, but is ${kind(list)}`);
  return list[index < 0 ? list.length + index : index];
}

const arrayElemAt: Operator = positional(2, 2, ([list, position]) => {
  if (isNullish(list) || isNullish(position)) return null;
  const index = toSafeInteger(position);
  if (!isNumeric(position))
    throw new MongoError(28690, `$arrayElemAt's second argument must be a numeric value, but is ${kind(position)}`);
  if (index === undefined)
    throw new MongoError(28691, "$arrayElemAt's second argument must be representable as a 32-bit integer");
  return elementAt(list, index, '$arrayElemAt');
});

/** The body of `$filter`, `$map`: per element an inner context. */
function overElements(
  operand: Value,
  scope: Scope,
  name: string,
  bodyKey: string,
  extra: readonly string[],
): {
  input: Expression;
  body: Expression;
  as: string;
  operand: Doc;
} {
  if (!isDoc(operand)) throw new MongoError(28646, `${name} only supports an object as its argument`);
  for (const key of operand.keys()) {
    if (!['input', 'as', bodyKey, ...extra].includes(key))
      throw new MongoError(28647, `Unrecognized parameter to ${name}: ${key}`);
  }
  for (const key of ['input', bodyKey])
    if (!operand.has(key)) throw new MongoError(28648, `Missing '${key}' parameter to ${name}`);
  const name_ = operand.get('as') ?? 'this';
  if (typeof name_ !== 'string') throw new MongoError(9, `'as' of ${name} must be a string`);
  const as = variableName(name_);
  return {
    input: scope.parse(operand.get('input') as Value),
    body: scope.with([as]).parse(operand.get(bodyKey) as Value),
    as,
    operand,
  };
}

const filter: Operator = (operand, scope) => {
  const { input, body, as, operand: args } = overElements(operand, scope, '$filter', 'cond', ['limit']);
  const limit = args.has('limit') ? scope.parse(args.get('limit') as Value) : undefined;
  return (context) => {
    const list = input(context);
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw new MongoError(28651, `input to $filter must be an array not ${kind(list)}`);
    const limitValue = limit?.(context);
    const most = isNullish(limitValue) ? Infinity : (toSafeInteger(limitValue) ?? 0);
    if (most < 1) throw new MongoError(327392, '$filter: limit must be a positive integer');
    const found: Value[] = [];
    for (const value of list) {
      if (found.length >= most) break;
      if (truthy(body(context.withVariables([[as, value]])))) found.push(value);
    }
    return found;
  };
};

const map: Operator = (operand, scope) => {
  const { input, body, as } = overElements(operand, scope, '$map', 'in', []);
  return (context) => {
    const list = input(context);
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw new MongoError(16883, `input to $map must be an array not ${kind(list)}`);
    return list.map((value) => body(context.withVariables([[as, value]])) ?? null);
  };
};

const reduce: Operator = (operand, scope) => {
  if (!isDoc(operand)) throw new MongoError(40075, '$reduce requires an object as an argument');
  for (const key of operand.keys())
    if (!['input', 'initialValue', 'in'].includes(key))
      throw new MongoError(40076, `$reduce found an unknown argument: ${key}`);
  for (const key of ['input', 'initialValue', 'in'])
    if (!operand.has(key)) throw new MongoError(40077, `$reduce requires '${key}' to be specified`);
  const input = scope.parse(operand.get('input') as Value);
  const initial = scope.parse(operand.get('initialValue') as Value);
  const body = scope.with(['this', 'value']).parse(operand.get('in') as Value);
  return (context) => {
    const list = input(context);
    if (isNullish(list)) return null;
    if (!Array.isArray(list))
      throw new MongoError(40080, `$reduce requires that 'input' be an array, found: ${kind(list)}`);
    return list.reduce<Value | undefined>(
      (value, element) =>
        body(
          context.withVariables([
            ['this', element],
            ['value', value],
          ]),
        ),
      initial(context),
    );
  };
};

const slice: Operator = positional(2, 3, ([list, a, b]) => {
  if (isNullish(list) || isNullish(a)) return null;
  if (!Array.isArray(list))
    throw new MongoError(28724, `First argument to $slice must be an array, but is of type: ${kind(list)}`);
  const first = toSafeInteger(a);
  if (first === undefined) throw new MongoError(28725, 'Second argument to $slice must be a 32-bit integer');
  if (b === undefined) return first < 0 ? list.slice(first) : list.slice(0, first);
  if (b === null) return null;
  const count = toSafeInteger(b);
  if (count === undefined || count < 1) throw new MongoError(28729, 'Third argument to $slice must be positive');
  const from = first < 0 ? Math.max(0, list.length + first) : first;
  return list.slice(from, from + count);
});

const inOperator: Operator = positional(2, 2, ([value, list]) => {
  if (!Array.isArray(list))
    throw new MongoError(40081, `$in requires an array as a second argument, found: ${kind(list)}`);
  return value !== undefined && list.some((entry) => equalValues(entry, value));
});

const concatArrays: Operator = positional(0, Number.MAX_SAFE_INTEGER, (args) => {
  const result: Value[] = [];
  for (const list of args) {
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) throw new MongoError(28664, `$concatArrays only supports arrays, not ${kind(list)}`);
    result.push(...list);
  }
  return result;
});

const mergeObjects: Operator = positional(0, Number.MAX_SAFE_INTEGER, (args) => {
  const result: Doc = new Map();
  const list = args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
  for (const value of list) {
    if (isNullish(value)) continue;
    if (!isDoc(value))
      throw new MongoError(40400, `$mergeObjects requires object inputs, but input is of type ${kind(value)}`);
    for (const [key, inner] of value) result.set(key, inner);
  }
  return result;
});

const size: Operator = positional(1, 1, ([list]) => {
  if (!Array.isArray(list))
    throw new MongoError(17124, `The argument to $size must be an array, but was of type: ${kind(list)}`);
  return new Int32(list.length);
});

const indexOfArray: Operator = positional(2, 2, ([list, value]) => {
  if (isNullish(list)) return null;
  if (!Array.isArray(list))
    throw new MongoError(40090, `$indexOfArray requires an array as a first argument, found: ${kind(list)}`);
  return new Int32(value === undefined ? -1 : list.findIndex((entry) => equalValues(entry, value)));
});

const reverse: Operator = positional(1, 1, ([list]) => {
  if (isNullish(list)) return null;
  if (!Array.isArray(list))
    throw new MongoError(34435, `The argument to $reverseArray must be an array, but was of type: ${kind(list)}`);
  return [...list].reverse();
});

const objectToArray: Operator = positional(1, 1, ([value]) => {
  if (isNullish(value)) return null;
  if (!isDoc(value)) throw new MongoError(40390, `$objectToArray requires a document input, found: ${kind(value)}`);
  return [...value].map(
    ([k, v]) =>
      new Map<string, Value>([
        ['k', k],
        ['v', v],
      ]),
  );
});

const getField: Operator = (operand, scope) => {
  if (isDoc(operand) && operand.has('field')) {
    const args = named(operand, '$getField', scope, ['field', 'input']);
    return (context) => {
      const [field, input] = [args.get('field')?.(context), args.get('input')?.(context)];
      if (typeof field !== 'string')
        throw new MongoError(3041704, "$getField requires 'field' to evaluate to type String");
      return isDoc(input) ? input.get(field) : input === null ? null : undefined;
    };
  }
  if (typeof operand !== 'string' || operand.startsWith('$'))
    throw new MongoError(5654602, '$getField needs a constant name or {field, input}');
  return (context) => context.root.get(operand);
};

export const arrayOperators: readonly (readonly [string, Operator])[] = [
  ['$arrayElemAt', arrayElemAt],
  ['$first', positional(1, 1, ([list]) => elementAt(list, 0, '$first'))],
  ['$last', positional(1, 1, ([list]) => elementAt(list, -1, '$last'))],
  ['$filter', filter],
  ['$map', map],
  ['$reduce', reduce],
  ['$slice', slice],
  ['$in', inOperator],
  ['$size', size],
  ['$isArray', positional(1, 1, ([value]) => Array.isArray(value))],
  ['$concatArrays', concatArrays],
  ['$reverseArray', reverse],
  ['$indexOfArray', indexOfArray],
  ['$mergeObjects', mergeObjects],
  ['$objectToArray', objectToArray],
  ['$getField', getField],
];
