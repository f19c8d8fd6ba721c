import { Int32 } from 'bson';
import { compareValues } from '../bson/compare.ts';
import { isDoc, typeName, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { isNullish, named, positional } from './arguments.ts';
import { truthy, type Expression, type Operator } from './context.ts';

/** Expressions compare across types; missing is below null. */
function compareMissing(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    const other = (a ?? b) as Value;
    // Only MinKey is below missing.
    const missingFirst = typeName(other) === 'minKey' ? 1 : -1;
    return a === undefined ? missingFirst : -missingFirst;
  }
  return compareValues(a, b);
}

const comparison = (test: (order: number) => boolean): Operator =>
  positional(2, 2, ([a, b]) => test(compareMissing(a, b)));

const cond: Operator = (operand, scope) => {
  let args: Map<string, Expression>;
  if (Array.isArray(operand)) {
    if (operand.length !== 3)
      throw new MongoError(16020, `Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
    args = named(new Map(['if', 'then', 'else'].map((key, index) => [key, operand[index] as Value])), '$cond', scope, [
      'if',
      'then',
      'else',
    ]);
  } else {
    args = named(operand, '$cond', scope, ['if', 'then', 'else']);
  }
  const [test, yes, no] = [args.get('if'), args.get('then'), args.get('else')] as [Expression, Expression, Expression];
  return (context) => (truthy(test(context)) ? yes(context) : no(context));
};

const switchOperator: Operator = (operand, scope) => {
  if (!isDoc(operand)) throw new MongoError(40060, '$switch requires an object as an argument');
  for (const key of operand.keys()) {
    if (key !== 'branches' && key !== 'default')
      throw new MongoError(40067, `$switch found an unknown argument: ${key}`);
  }
  const branches = operand.get('branches');
  if (!Array.isArray(branches)) throw new MongoError(40061, "$switch expected an array for 'branches'");
  if (branches.length === 0) throw new MongoError(40068, '$switch requires at least one branch');
  const cases = branches.map((branch) => named(branch, '$switch', scope, ['case', 'then']));
  const fallback = operand.has('default') ? scope.parse(operand.get('default') as Value) : undefined;
  return (context) => {
    for (const branch of cases) if (truthy(branch.get('case')?.(context))) return branch.get('then')?.(context);
    if (fallback === undefined)
      throw new MongoError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified',
      );
    return fallback(context);
  };
};

const letOperator: Operator = (operand, scope) => {
  if (!isDoc(operand)) throw new MongoError(16874, '$let only supports an object as its argument');
  for (const key of operand.keys())
    if (key !== 'vars' && key !== 'in') throw new MongoError(16875, `Unrecognized parameter to $let: ${key}`);
  const vars = operand.get('vars');
  if (!isDoc(vars)) throw new MongoError(16876, "Missing 'vars' parameter to $let");
  if (!operand.has('in')) throw new MongoError(16877, "Missing 'in' parameter to $let");
  const bound = [...vars].map(([name, value]) => [variableName(name), scope.parse(value)] as const);
  const inner = scope.with(bound.map(([name]) => name));
  const body = inner.parse(operand.get('in') as Value);
  return (context) => body(context.withVariables(bound.map(([name, value]) => [name, value(context)] as const)));
};

/** Checks the name of a user variable. */
export function variableName(name: string): string {
  if (!/^[a-z][A-Za-z0-9_]*$/.test(name)) throw new MongoError(9, `'${name}' is not a valid name for a user variable`);
  return name;
}

const ifNull: Operator = (operand, scope) => {
  if (!Array.isArray(operand) || operand.length < 2)
    throw new MongoError(1257300, '$ifNull needs at least two arguments');
  const items = operand.map((item) => scope.parse(item));
  return (context) => {
    let value: Value | undefined;
    for (const item of items) {
      value = item(context);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const every: Operator = (operand, scope) => {
  const items = (Array.isArray(operand) ? operand : [operand]).map((item) => scope.parse(item));
  return (context) => items.every((item) => truthy(item(context)));
};

const some: Operator = (operand, scope) => {
  const items = (Array.isArray(operand) ? operand : [operand]).map((item) => scope.parse(item));
  return (context) => items.some((item) => truthy(item(context)));
};

export const logicOperators: readonly (readonly [string, Operator])[] = [
  ['$literal', (operand) => () => operand],
  ['$eq', comparison((order) => order === 0)],
  ['$ne', comparison((order) => order !== 0)],
  ['$gt', comparison((order) => order > 0)],
  ['$gte', comparison((order) => order >= 0)],
  ['$lt', comparison((order) => order < 0)],
  ['$lte', comparison((order) => order <= 0)],
  ['$cmp', positional(2, 2, ([a, b]) => new Int32(compareMissing(a, b)))],
  ['$and', every],
  ['$or', some],
  ['$not', positional(1, 1, ([value]) => !truthy(value))],
  ['$cond', cond],
  ['$switch', switchOperator],
  ['$ifNull', ifNull],
  ['$let', letOperator],
  ['$type', positional(1, 1, ([value]) => (value === undefined ? 'missing' : typeName(value)))],
];
