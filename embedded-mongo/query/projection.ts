import { isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { toSafeInteger } from '../bson/numbers.ts';
import { MongoError } from '../errors.ts';
import { truthy, type EvalContext, type Expression } from '../expr/context.ts';
import { parseExpression } from '../expr/parse.ts';
import type { Filter } from './filter.ts';
import { matchedPosition, matchesElement, matchesFilter } from './match.ts';
import { isOperatorDoc, parseFieldFilter, parseFilter } from './parseFilter.ts';

/** A parsed projection. */
export interface Projection {
  /** Where it takes or leaves out whole top-level fields and nothing else: which. */
  readonly whole: { readonly names: ReadonlySet<string>; readonly including: boolean } | undefined;
  /** @param filter the query, for the positional `$`. */
  apply(doc: Doc, context: EvalContext, filter: Filter | undefined): Doc;
}

type Special = (value: Value | undefined, context: EvalContext) => Value | undefined;

/** `$slice` works where the field stands, `$elemMatch` puts it last (MongoDB 4.4 and later). */
interface SpecialAction {
  readonly special: Special;
  readonly last: boolean;
}

/** A tree over paths: what to do with each field. */
interface Node {
  readonly children: Map<string, Node | boolean | Expression | SpecialAction>;
}

const refuse = (code: number, why: string): never => {
  throw new MongoError(code, `Invalid $project :: caused by :: ${why}`);
};

/**
 * Parses a projection of find (`$slice`, `$elemMatch`, positional `$`) or of `$project`.
 * @throws 31253, 31254 for mixed inclusion and exclusion, 31249 and 31250 for paths that collide.
 */
export function parseProjection(specification: Doc, options: { readonly expressions: boolean }): Projection {
  const root: Node = { children: new Map() };
  let including: boolean | undefined;
  let idFlag: boolean | undefined;
  let positional: string | undefined;
  const entries: [string, Value][] = [];
  flatten('', specification, entries);
  for (const [path, value] of entries) {
    if (path.endsWith('.$')) {
      if (options.expressions) refuse(16410, "FieldPath field names may not start with '$'");
      if (positional !== undefined)
        throw new MongoError(31276, 'Cannot specify more than one positional projection per query.');
      if (!isFlag(value) || !truthy(value))
        throw new MongoError(31395, 'positional projection cannot be used with a literal or exclusion');
      positional = path.slice(0, -2);
      place(root, positional, true);
      including = settle(including, true, positional);
      continue;
    }
    if (isFlag(value)) {
      const flag = truthy(value);
      if (path === '_id') {
        idFlag = flag;
        continue;
      }
      including = settle(including, flag, path);
      place(root, path, flag);
    } else {
      const special = options.expressions ? undefined : specialOf(path, value);
      if (special === undefined || special.includes) including = settle(including, true, path);
      place(root, path, special ? { special: special.apply, last: special.includes } : parseExpression(value));
    }
  }
  const inclusive = including ?? (idFlag === true && [...root.children.values()].length === 0);
  if (inclusive) {
    if (idFlag !== false && !root.children.has('_id')) root.children.set('_id', true);
  } else if (idFlag === false) root.children.set('_id', false);
  const isWhole = positional === undefined && [...root.children.values()].every((action) => action === inclusive);
  return {
    whole: isWhole ? { names: new Set(root.children.keys()), including: inclusive } : undefined,
    apply: (doc, context, filter) => {
      const source = positional === undefined ? doc : narrow(doc, positional, context, filter);
      const inner = context.withRoot(doc);
      return inclusive ? include(source, root, inner) : exclude(source, root, inner);
    },
  };
}

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);

/** Nested documents without operators are paths. */
function flatten(prefix: string, specification: Doc, into: [string, Value][]): void {
  for (const [name, value] of specification) {
    const path = prefix + name;
    if (path.split('.').includes('')) refuse(40353, "FieldPath must not end with a '.' or hold an empty name");
    if (name.startsWith('$')) refuse(16410, "FieldPath field names may not start with '$'");
    if (isDoc(value) && !isOperatorDoc(value)) {
      if (value.size === 0) refuse(51270, 'An empty sub-projection is not a valid value');
      flatten(`${path}.`, value, into);
    } else into.push([path, value]);
  }
}

function settle(including: boolean | undefined, flag: boolean, path: string): boolean {
  if (including !== undefined && including !== flag) {
    refuse(
      flag ? 31253 : 31254,
      `Cannot do ${flag ? 'inclusion' : 'exclusion'} on field ${path} in ${flag ? 'exclusion' : 'inclusion'} projection`,
    );
  }
  return flag;
}

function place(root: Node, path: string, action: boolean | Expression | SpecialAction): void {
  const parts = path.split('.');
  let node = root;
  parts.forEach((part, depth) => {
    const known = node.children.get(part);
    if (depth === parts.length - 1) {
      if (known !== undefined) refuse(31250, `Path collision at ${path}`);
      node.children.set(part, action);
      return;
    }
    if (known === undefined) node.children.set(part, { children: new Map() });
    else if (!isNode(known)) refuse(31249, `Path collision at ${path}`);
    node = node.children.get(part) as Node;
  });
}

const isNode = (action: unknown): action is Node =>
  typeof action === 'object' && action !== null && 'children' in action;
const isSpecial = (action: unknown): action is SpecialAction =>
  typeof action === 'object' && action !== null && 'special' in action;

/** Included fields keep the document's order; computed ones and `$elemMatch` follow in the order of the projection. */
function include(doc: Doc, node: Node, context: EvalContext): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const action = node.children.get(name);
    if (action === undefined) continue;
    if (action === true) result.set(name, value);
    else if (isNode(action)) setDefined(result, name, nested(value, action, context, include));
    else if (isSpecial(action) && !action.last) setDefined(result, name, action.special(value, context));
  }
  for (const [name, action] of node.children) {
    if (typeof action === 'function') setDefined(result, name, action(context));
    else if (isSpecial(action) && action.last) setDefined(result, name, action.special(doc.get(name), context));
    else if (!doc.has(name) && isNode(action) && computes(action))
      setDefined(result, name, include(new Map(), action, context));
  }
  return result;
}

const computes = (node: Node): boolean =>
  [...node.children.values()].some((action) => typeof action === 'function' || (isNode(action) && computes(action)));

function exclude(doc: Doc, node: Node, context: EvalContext): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const action = node.children.get(name);
    if (action === undefined || action === true) result.set(name, value);
    else if (isNode(action)) setDefined(result, name, nested(value, action, context, exclude));
    else if (isSpecial(action)) setDefined(result, name, action.special(value, context));
  }
  return result;
}

function nested(value: Value, node: Node, context: EvalContext, apply: typeof include): Value | undefined {
  if (isDoc(value)) return apply(value, node, context);
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const projected = nested(element, node, context, apply);
      return projected === undefined ? [] : [projected];
    });
  }
  if (apply === exclude) return value;
  return computes(node) ? include(new Map(), node, context) : undefined;
}

function setDefined(doc: Doc, name: string, value: Value | undefined): void {
  if (value !== undefined) doc.set(name, value);
}

function specialOf(path: string, value: Value): { apply: Special; includes: boolean } | undefined {
  if (!isDoc(value)) return undefined;
  const operator = value.keys().next().value;
  if (operator === '$slice' && value.size === 1) return { apply: slice(value.get('$slice') as Value), includes: false };
  if (operator === '$elemMatch' && value.size === 1) {
    if (path.includes('.')) throw new MongoError(31275, 'Cannot use $elemMatch projection on a nested field.');
    return { apply: elemMatch(value.get('$elemMatch') as Value), includes: true };
  }
  return undefined;
}

function slice(operand: Value): Special {
  const bounds = (Array.isArray(operand) ? operand : [operand]).map((entry) => toSafeInteger(entry));
  const [first, count] = bounds;
  if (first === undefined || bounds.length > 2 || (Array.isArray(operand) && (count === undefined || count <= 0))) {
    throw new MongoError(28724, '$slice takes a number, or a position and a positive count');
  }
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
    const from = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(from, from + count);
  };
}

function elemMatch(operand: Value): Special {
  if (!isDoc(operand)) throw new MongoError(31274, 'elemMatch: Invalid argument, object required');
  const overValues = isOperatorDoc(operand) && !['$and', '$or', '$nor'].includes(operand.keys().next().value as string);
  const filter = overValues ? parseFieldFilter('', operand) : parseFilter(operand);
  return (value, context) => {
    if (!Array.isArray(value)) return undefined;
    const found = value.find((element) =>
      overValues ? matchesElement(filter, element, context) : isDoc(element) && matchesFilter(filter, element, context),
    );
    return found === undefined ? undefined : [found];
  };
}

/** Leaves only the element of the array at `path` that the query matched. */
function narrow(doc: Doc, path: string, context: EvalContext, filter: Filter | undefined): Doc {
  const position = filter && matchedPosition(filter, doc, path, context);
  if (position === undefined)
    throw new MongoError(
      51246,
      "Executor error during find command: positional operator '.$' couldn't find a matching element in the array",
    );
  const parts = path.split('.');
  const replace = (value: Value, depth: number): Value => {
    if (depth === parts.length) return Array.isArray(value) ? [value[position] as Value] : value;
    if (!isDoc(value)) return value;
    const copy: Doc = new Map(value);
    const child = copy.get(parts[depth] as string);
    if (child !== undefined) copy.set(parts[depth] as string, replace(child, depth + 1));
    return copy;
  };
  return replace(doc, 0) as Doc;
}
