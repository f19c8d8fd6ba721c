import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { badValue } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { Sort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import { samePattern, type IndexDefinition } from '../storage/indexDefinition.ts';
import { accessBy, lookUpScore, type IndexAccess } from './access.ts';
import { conjunction } from './bounds.ts';

/** How a query reads its documents. */
export type Access =
  | { readonly kind: 'collection'; readonly reverse: boolean; readonly sorted: boolean }
  | { readonly kind: 'or'; readonly branches: readonly IndexAccess[]; readonly sorted: false }
  | IndexAccess;

export interface Plan {
  readonly access: Access;
  readonly filter: Filter;
  readonly sort: Sort | undefined;
  /** The query is `{_id: value}` and nothing else. */
  readonly byId: boolean;
}

/** A sort of `{$natural: 1 | -1}`: the order of insertion. */
export interface Natural {
  readonly reverse: boolean;
}

/**
 * Chooses how to read: the index with the most fields fixed to points, then a range, then the order asked for.
 * @param hint a name or a key pattern of an index, or `{$natural: ...}`.
 * @throws BadValue (2) for a hint that names no usable index.
 */
export function planQuery(
  collection: Collection,
  filter: Filter,
  sort: Sort | undefined,
  hint?: Value,
  natural?: Natural,
): Plan {
  const byId = filter.kind === 'leaf' && filter.op === 'eq' && filter.path === '_id' && !Array.isArray(filter.value);
  const wrap = (access: Access): Plan => ({
    access,
    filter,
    sort,
    byId: byId && access.kind === 'index' && access.index.id === 0,
  });
  if (natural) return wrap({ kind: 'collection', reverse: natural.reverse, sorted: true });
  if (hint !== undefined && !(isDoc(hint) && hint.size === 0)) return wrap(hinted(collection, filter, sort, hint));
  const best = bestOf(collection, filter, sort);
  const narrow = best !== undefined && best.bounds[0] !== undefined;
  if (!narrow) {
    const branches = orBranches(collection, filter);
    if (branches) return wrap({ kind: 'or', branches, sorted: false });
  }
  return wrap(best ?? { kind: 'collection', reverse: false, sorted: false });
}

function hinted(collection: Collection, filter: Filter, sort: Sort | undefined, hint: Value): Access {
  if (isDoc(hint) && hint.has('$natural')) return { kind: 'collection', reverse: false, sorted: false };
  const index = collection.indexes.find((candidate) => named(candidate, hint));
  const access = index && accessBy(index, collection.prefixOf(index), conjunction(filter), sort, true);
  return (
    access ??
    badValue(
      'error processing query: planner returned error: hint provided does not correspond to an existing index that can answer the query',
    )
  );
}

/** Whether a hint or the argument of dropIndexes names this index. */
export const named = (index: IndexDefinition, by: Value): boolean =>
  typeof by === 'string' ? index.name === by : isDoc(by) && samePattern(index.pattern, by);

function bestOf(collection: Collection, filter: Filter, sort: Sort | undefined): IndexAccess | undefined {
  const leaves = conjunction(filter);
  let best: IndexAccess[] = [];
  for (const index of collection.indexes) {
    const access = accessBy(index, collection.prefixOf(index), leaves, sort, false);
    if (access === undefined) continue;
    if (access.score === lookUpScore) return access;
    const lead = access.score - (best[0]?.score ?? -1);
    if (lead > 0) best = [access];
    else if (lead === 0) best.push(access);
  }
  if (best.length < 2) return best[0];
  // A tie goes to the index with fewer keys in its ranges, counted up to a limit.
  const sizes = best.map((access) => collection.countKeys(access.streams.flatMap(({ ranges }) => ranges)));
  return best[sizes.indexOf(Math.min(...sizes))];
}

/** Every branch of a top-level `$or` answered by an index. */
function orBranches(collection: Collection, filter: Filter): IndexAccess[] | undefined {
  const nodes = filter.kind === 'and' ? filter.nodes : [filter];
  for (const node of nodes) {
    if (node.kind !== 'or') continue;
    const branches = node.nodes.map((branch) => bestOf(collection, branch, undefined));
    if (branches.every((branch) => branch?.bounds[0] !== undefined)) return branches as IndexAccess[];
  }
  return undefined;
}

/** The empty query. */
export const everything: Filter = { kind: 'and', nodes: [] };

/** Whether a document holds `{$natural: ...}` as a sort. */
export function naturalOf(sort: Doc): Natural | undefined {
  if (!sort.has('$natural')) return undefined;
  if (sort.size > 1) badValue('$natural sort cannot be set with other fields');
  const direction = Number(sort.get('$natural'));
  if (direction !== 1 && direction !== -1) badValue('$natural sort has to be 1 or -1');
  return { reverse: direction === -1 };
}
