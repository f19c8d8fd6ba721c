import { badValue, MongoError } from '../errors.ts';
import { RegexValue, isDoc, type Doc, type Value } from '../bson/values.ts';
import { truthy } from '../expr/context.ts';
import { parseExpression } from '../expr/parse.ts';
import type { Filter } from './filter.ts';
import { leafOf, typeLeaf } from './leaves.ts';
import { regexFrom } from './regex.ts';

/**
 * Parses a query document.
 * @throws BadValue (2) for any operator, option or operand that is not known.
 */
export function parseFilter(query: Doc): Filter {
  const nodes: Filter[] = [];
  for (const [key, value] of query) {
    if (!key.startsWith('$')) nodes.push(parseFieldFilter(key, value));
    else nodes.push(...parseTopLevel(key, value));
  }
  return nodes.length === 1 ? (nodes[0] as Filter) : { kind: 'and', nodes };
}

function parseTopLevel(key: string, value: Value): Filter[] {
  switch (key) {
    case '$and':
    case '$or':
    case '$nor': {
      if (!Array.isArray(value) || value.length === 0) return badValue(`${key} argument must be a non-empty array`);
      const nodes = value.map((entry) =>
        isDoc(entry) ? parseFilter(entry) : badValue('$or/$and/$nor entries need to be full objects'),
      );
      return [{ kind: key.slice(1) as 'and' | 'or' | 'nor', nodes }];
    }
    case '$expr': {
      const expression = parseExpression(value);
      return [{ kind: 'expr', evaluate: (doc, context) => truthy(expression(context.withRoot(doc))) }];
    }
    case '$comment':
      return [];
    default:
      return badValue(`unknown top level operator: ${key}`);
  }
}

/** Parses what stands under one field of a query; an empty path is the element itself (array filters, `$pull`). */
export function parseFieldFilter(path: string, operand: Value): Filter {
  if (path.startsWith('.') || path.endsWith('.') || path.includes('..'))
    badValue('empty path component in a query is not supported');
  if (operand instanceof RegexValue) return leafOf('regex', path, operand);
  if (!isDoc(operand) || !isOperatorDoc(operand)) return leafOf('eq', path, operand);
  const nodes = parseOperators(path, operand);
  return nodes.length === 1 ? (nodes[0] as Filter) : { kind: 'and', nodes };
}

/** A document whose first field starts with `$` holds operators; `$ref` and friends are no operators. */
export function isOperatorDoc(value: Value): boolean {
  if (!(value instanceof Map) || value.size === 0) return false;
  const first = value.keys().next().value as string;
  return first.startsWith('$');
}

function parseOperators(path: string, operators: Doc): Filter[] {
  const nodes: Filter[] = [];
  for (const [operator, operand] of operators) {
    if (operator === '$options') {
      if (!operators.has('$regex')) badValue('$options needs a $regex');
      continue;
    }
    nodes.push(parseOperator(path, operator, operand, operators));
  }
  return nodes;
}

function parseOperator(path: string, operator: string, operand: Value, all: Doc): Filter {
  switch (operator) {
    case '$eq':
      return leafOf('eq', path, operand);
    case '$ne':
      if (operand instanceof RegexValue) badValue("Can't have regex as arg to $ne.");
      return { kind: 'not', node: leafOf('eq', path, operand) };
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (operand instanceof RegexValue) badValue(`Can't have RegEx as arg to predicate over field '${path}'.`);
      return leafOf(operator.slice(1) as 'gt' | 'gte' | 'lt' | 'lte', path, operand);
    case '$in':
      return leafOf('in', path, inOperand(operand, '$in'));
    case '$nin':
      return { kind: 'not', node: leafOf('in', path, inOperand(operand, '$nin')) };
    case '$exists': {
      const exists = leafOf('exists', path, true);
      return truthy(operand) ? exists : { kind: 'not', node: exists };
    }
    case '$type':
      return typeLeaf(path, operand);
    case '$regex':
      return leafOf('regex', path, regexFrom(operand, all.get('$options')));
    case '$mod':
    case '$size':
      return leafOf(operator.slice(1) as 'mod' | 'size', path, operand);
    case '$not':
      return { kind: 'not', node: parseNot(path, operand) };
    case '$all':
      return parseAll(path, operand);
    case '$elemMatch':
      return parseElemMatch(path, operand);
    default:
      return badValue(`unknown operator: ${operator}`);
  }
}

function inOperand(operand: Value, operator: string): Value[] {
  if (!Array.isArray(operand)) return badValue(`${operator} needs an array`);
  for (const entry of operand) if (isOperatorDoc(entry)) badValue(`cannot nest $ under ${operator}`);
  return operand;
}

function parseNot(path: string, operand: Value): Filter {
  if (operand instanceof RegexValue) return leafOf('regex', path, operand);
  if (!isDoc(operand)) return badValue('$not needs a regex or a document');
  if (operand.size === 0) return badValue('$not cannot be empty');
  return { kind: 'and', nodes: parseOperators(path, operand) };
}

function parseAll(path: string, operand: Value): Filter {
  if (!Array.isArray(operand)) return badValue('$all needs an array');
  if (operand.length === 0) return { kind: 'const', value: false };
  const matches = operand.filter((entry) => isDoc(entry) && entry.has('$elemMatch')).length;
  if (matches > 0 && matches < operand.length) badValue('$all/$elemMatch has to be consistent');
  const nodes = operand.map((entry): Filter => {
    if (entry instanceof RegexValue) return leafOf('regex', path, entry);
    if (isDoc(entry) && entry.has('$elemMatch')) {
      if (entry.size > 1) badValue('$all with $elemMatch takes nothing else');
      return parseElemMatch(path, entry.get('$elemMatch') as Value);
    }
    if (isOperatorDoc(entry)) return badValue('no $ expressions in $all');
    return leafOf('eq', path, entry);
  });
  return { kind: 'and', nodes };
}

function parseElemMatch(path: string, operand: Value): Filter {
  if (!isDoc(operand)) return badValue('$elemMatch needs an Object');
  const first = operand.keys().next().value;
  const overValues = first?.startsWith('$') === true && !['$and', '$or', '$nor'].includes(first);
  if (first === '$expr') throw new MongoError(2, '$expr can only be applied to the top-level document');
  // Over values the operators see the element itself: an empty path.
  const inner: Filter = overValues ? { kind: 'and', nodes: parseOperators('', operand) } : parseFilter(operand);
  return leafOf('elemMatch', path, operand, inner, overValues);
}
