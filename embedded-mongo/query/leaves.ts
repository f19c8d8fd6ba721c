import { compareValues, orderClass, OrderClass } from '../bson/compare.ts';
import { identityOf } from '../bson/key.ts';
import { isNaNValue, toNumber, toSafeInteger } from '../bson/numbers.ts';
import { BsonType, isDoc, isNumeric, RegexValue, typeAliases, typeOf, type Doc, type Value } from '../bson/values.ts';
import { badValue, MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Filter, Leaf } from './filter.ts';
import { matchesElement, matchesFilter } from './match.ts';
import { compileRegex } from './regex.ts';

type Single = (value: Value | undefined, context: EvalContext) => boolean;
type Extra = Partial<Pick<Leaf, 'value' | 'values' | 'regexes' | 'inner'>>;

const build = (op: Leaf['op'], path: string, expands: boolean, single: Single, extra: Extra = {}): Leaf => ({
  kind: 'leaf',
  path,
  parts: path === '' ? [] : path.split('.'),
  op,
  expands,
  single,
  ...extra,
});

/**
 * The predicate of one operator over one path.
 * @throws BadValue (2) for an operand that the operator does not take.
 */
export function leafOf(op: Leaf['op'], path: string, operand: Value, inner?: Filter, overValues = false): Leaf {
  switch (op) {
    case 'eq':
      if (operand instanceof RegexValue) badValue('equality with a regular expression is not supported by this server');
      return build(op, path, true, equals(operand), { value: operand });
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return build(op, path, true, compares(op, operand), { value: operand });
    case 'in':
      return inLeaf(path, operand as Value[]);
    case 'exists':
      return build(op, path, false, (value) => value !== undefined);
    case 'regex': {
      const regex = compileRegex(operand as RegexValue);
      return build(op, path, true, (value) => typeof value === 'string' && regex.test(value), { regexes: [regex] });
    }
    case 'mod':
      return build(op, path, true, modulo(operand));
    case 'size': {
      const size = toSafeInteger(operand);
      if (size === undefined) return badValue(`Failed to parse $size. Expected an integer`);
      if (size < 0) return badValue('Failed to parse $size. Expected a non-negative number');
      return build(op, path, false, (value) => Array.isArray(value) && value.length === size);
    }
    default:
      return elemMatchLeaf(path, inner as Filter, overValues);
  }
}

function equals(operand: Value): Single {
  if (operand === null) return (value) => value === undefined || value === null;
  if (typeof operand === 'string' || typeof operand === 'boolean') return (value) => value === operand;
  return (value) => value !== undefined && compareValues(value, operand) === 0;
}

/** Comparisons stay within the operand's class; MinKey and MaxKey are the ends of every class. */
function compares(op: 'gt' | 'gte' | 'lt' | 'lte', operand: Value): Single {
  const orEqual = op.endsWith('e');
  if (operand === null || isNaNValue(operand)) return orEqual ? equals(operand) : () => false;
  const operandClass = orderClass(operand);
  const everyClass = operandClass === OrderClass.minKey || operandClass === OrderClass.maxKey;
  const wanted = op.startsWith('g') ? 1 : -1;
  return (value) => {
    if (value === undefined) return false;
    if (!everyClass && (orderClass(value) !== operandClass || isNaNValue(value))) return false;
    const order = compareValues(value, operand);
    return order === wanted || (orEqual && order === 0);
  };
}

function inLeaf(path: string, operands: readonly Value[]): Leaf {
  const values = operands.filter((entry) => !(entry instanceof RegexValue));
  const regexes = operands.filter((entry) => entry instanceof RegexValue).map(compileRegex);
  const identities = new Set(values.map(identityOf));
  const hasNull = values.includes(null);
  const single: Single = (value) => {
    if (value === undefined || value === null) return hasNull;
    if (identities.has(identityOf(value))) return true;
    return typeof value === 'string' && regexes.some((regex) => regex.test(value));
  };
  return build('in', path, true, single, { values, regexes });
}

/** `$type` with aliases and numbers, or an array of them. */
export function typeLeaf(path: string, operand: Value): Leaf {
  const types = new Set<number>();
  for (const entry of Array.isArray(operand) ? operand : [operand]) {
    if (entry === 'number') [1, 16, 18, 19].forEach((type) => types.add(type));
    else if (typeof entry === 'string') {
      const type = Object.hasOwn(typeAliases, entry) ? typeAliases[entry] : undefined;
      types.add(type ?? badValue('Unknown type name alias'));
    } else {
      const type = isNumeric(entry) ? toSafeInteger(entry) : undefined;
      if (type === undefined || !Object.values(BsonType).includes(type as 1))
        return badValue('Invalid numerical type code');
      types.add(type);
    }
  }
  if (types.size === 0) badValue('$type must match at least one type');
  return build('type', path, true, (value) => value !== undefined && types.has(typeOf(value)));
}

function modulo(operand: Value): Single {
  if (!Array.isArray(operand)) return badValue('malformed mod, needs to be an array');
  if (operand.length !== 2)
    return badValue(`malformed mod, ${operand.length < 2 ? 'not enough' : 'too many'} elements`);
  const [divisor, remainder] = operand.map((entry) => (isNumeric(entry) ? Math.trunc(toNumber(entry)) : NaN)) as [
    number,
    number,
  ];
  if (!Number.isSafeInteger(divisor)) return badValue('malformed mod, divisor not a number');
  if (!Number.isSafeInteger(remainder)) return badValue('malformed mod, remainder not a number');
  if (divisor === 0) return badValue('divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value) || !Number.isFinite(toNumber(value))) return false;
    if (typeof value === 'bigint') return value % BigInt(divisor) === BigInt(remainder);
    const whole = Math.trunc(toNumber(value));
    return whole % divisor === remainder;
  };
}

function elemMatchLeaf(path: string, inner: Filter, overValues: boolean): Leaf {
  const element: Single = overValues
    ? (value, context) => value !== undefined && matchesElement(inner, value, context)
    : (value, context) => {
        if (isDoc(value)) return matchesFilter(inner, value, context);
        // An array inside the array is matched as a document of its positions.
        return Array.isArray(value) && matchesFilter(inner, positions(value), context);
      };
  const single: Single = (value, context) => Array.isArray(value) && value.some((entry) => element(entry, context));
  return build('elemMatch', path, false, single, overValues ? {} : { inner });
}

const positions = (values: readonly Value[]): Doc => new Map(values.map((value, index) => [String(index), value]));

/** Refuses what a stored document may not hold. */
export function assertNoRegex(value: Value): void {
  if (value instanceof RegexValue) throw new MongoError(2, 'this server does not store regular expressions');
  if (value instanceof Map) for (const inner of value.values()) assertNoRegex(inner);
  else if (Array.isArray(value)) value.forEach(assertNoRegex);
}
