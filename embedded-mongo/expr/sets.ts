import { compareValues } from '../bson/compare.ts';
import { identityOf } from '../bson/key.ts';
import { typeName, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { isNullish, positional } from './arguments.ts';
import { truthy, type Operator } from './context.ts';

const many = Number.MAX_SAFE_INTEGER;

function array(value: Value | undefined, name: string, code: number): Value[] {
  if (!Array.isArray(value))
    throw new MongoError(code, `${name} needs arrays, not ${value === undefined ? 'missing' : typeName(value)}`);
  return value;
}

/** The distinct values in comparison order: sets have no order on the real server, a fixed one is easier to test. */
function sortedSet(values: Iterable<Value>): Value[] {
  const found = new Map<string, Value>();
  for (const value of values) {
    const identity = identityOf(value);
    if (!found.has(identity)) found.set(identity, value);
  }
  return [...found.values()].sort(compareValues);
}

const identities = (values: readonly Value[]): Set<string> => new Set(values.map(identityOf));

const union: Operator = positional(0, many, (args) =>
  args.some(isNullish) ? null : sortedSet(args.flatMap((value) => array(value, '$setUnion', 17043))),
);

const intersection: Operator = positional(0, many, (args) => {
  if (args.some(isNullish)) return null;
  const [first = [], ...rest] = args.map((value) => array(value, '$setIntersection', 17047));
  const others = rest.map(identities);
  return sortedSet(first.filter((value) => others.every((other) => other.has(identityOf(value)))));
});

const difference: Operator = positional(2, 2, ([a, b]) => {
  if (isNullish(a) || isNullish(b)) return null;
  const right = identities(array(b, '$setDifference', 17049));
  const seen = new Set<string>();
  return array(a, '$setDifference', 17048).filter((value) => {
    const identity = identityOf(value);
    if (right.has(identity) || seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
});

const isSubset: Operator = positional(2, 2, ([a, b]) => {
  const right = identities(array(b, '$setIsSubset', 17042));
  return array(a, '$setIsSubset', 17046).every((value) => right.has(identityOf(value)));
});

const equals: Operator = positional(2, many, (args) => {
  const [first, ...rest] = args.map((value) => identities(array(value, '$setEquals', 17044))) as [
    Set<string>,
    ...Set<string>[],
  ];
  return rest.every((other) => other.size === first.size && [...first].every((identity) => other.has(identity)));
});

export const setOperators: readonly (readonly [string, Operator])[] = [
  ['$setUnion', union],
  ['$setIntersection', intersection],
  ['$setDifference', difference],
  ['$setIsSubset', isSubset],
  ['$setEquals', equals],
  ['$anyElementTrue', positional(1, 1, ([value]) => array(value, '$anyElementTrue', 17041).some(truthy))],
  ['$allElementsTrue', positional(1, 1, ([value]) => array(value, '$allElementsTrue', 17040).every(truthy))],
];
