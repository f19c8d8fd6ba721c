import type { Doc, Value } from '../bson/values.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Filter, Leaf } from './filter.ts';
import { walkPath } from './path.ts';

/** Whether a document satisfies a query. */
export function matchesFilter(filter: Filter, doc: Doc, context: EvalContext): boolean {
  switch (filter.kind) {
    case 'leaf':
      return matchesLeaf(filter, doc, context);
    case 'and':
      for (const node of filter.nodes) if (!matchesFilter(node, doc, context)) return false;
      return true;
    case 'or':
      return filter.nodes.some((node) => matchesFilter(node, doc, context));
    case 'nor':
      return !filter.nodes.some((node) => matchesFilter(node, doc, context));
    case 'not':
      return !matchesFilter(filter.node, doc, context);
    case 'expr':
      return filter.evaluate(doc, context);
    case 'const':
      return filter.value;
  }
}

/** Whether a single array element satisfies operators without a path (`$elemMatch` over values, `$pull`). */
export function matchesElement(filter: Filter, value: Value, context: EvalContext): boolean {
  switch (filter.kind) {
    case 'leaf':
      return filter.single(value, context);
    case 'and':
      return filter.nodes.every((node) => matchesElement(node, value, context));
    case 'or':
      return filter.nodes.some((node) => matchesElement(node, value, context));
    case 'nor':
      return !filter.nodes.some((node) => matchesElement(node, value, context));
    case 'not':
      return !matchesElement(filter.node, value, context);
    case 'expr':
      return false;
    case 'const':
      return filter.value;
  }
}

function matchesLeaf(leaf: Leaf, doc: Doc, context: EvalContext): boolean {
  return walkPath(doc, leaf.parts, 0, (value, expand) => {
    if (leaf.expands && expand && Array.isArray(value)) {
      for (const element of value) if (leaf.single(element, context)) return true;
    }
    return leaf.single(value, context);
  });
}

/**
 * The position of the first element of the array at `arrayPath` that the query matched: what `$` stands for in an
 * update or a projection. Undefined when the query has no predicate on that array.
 */
export function matchedPosition(filter: Filter, doc: Doc, arrayPath: string, context: EvalContext): number | undefined {
  if (filter.kind === 'and') {
    for (const node of filter.nodes) {
      const position = matchedPosition(node, doc, arrayPath, context);
      if (position !== undefined) return position;
    }
    return undefined;
  }
  if (filter.kind !== 'leaf') return undefined;
  if (filter.path !== arrayPath && !filter.path.startsWith(`${arrayPath}.`)) return undefined;
  const depth = arrayPath.split('.').length;
  let array: Value | undefined = doc;
  for (const part of arrayPath.split('.')) array = array instanceof Map ? array.get(part) : undefined;
  if (!Array.isArray(array)) return undefined;
  const rest = filter.parts.slice(depth);
  const position = array.findIndex((element) => {
    if (filter.op === 'elemMatch' && rest.length === 0) return filter.single([element], context);
    if (rest.length === 0) return filter.expands && filter.single(element, context);
    return element instanceof Map && matchesLeaf({ ...filter, parts: rest }, element, context);
  });
  return position < 0 ? undefined : position;
}
