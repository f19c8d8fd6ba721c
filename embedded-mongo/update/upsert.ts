import { cloneValue, ObjectId, type Doc, type Value } from '../bson/values.ts';
import { compareStrings } from '../bson/compare.ts';
import { identityOf } from '../bson/key.ts';
import { MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import type { Filter } from '../query/filter.ts';
import type { Update } from './parse.ts';
import { changeAt } from './paths.ts';

/**
 * The document that an upsert inserts: the equalities of the query, then the update, with `_id` first and made when
 * neither gives it.
 * @throws 54 NotSingleValueField when the query fixes one path twice.
 */
export function upsertedDoc(filter: Filter, update: Update, context: EvalContext): Doc {
  const base: Doc = new Map();
  const equalities: { path: string; parts: readonly string[]; value: Value }[] = [];
  collect(filter, equalities);
  // The real server keeps them in a map by path.
  equalities.sort((a, b) => compareStrings(a.path, b.path));
  for (const { path, parts, value } of equalities) {
    if (update.kind === 'replacement' && path !== '_id') continue;
    changeAt(base, parts, (current) => {
      if (current !== undefined)
        throw new MongoError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
      return cloneValue(value);
    });
  }
  const updated = update.apply(base, context, undefined, true);
  return withId(updated);
}

/** The document with its `_id` in front, made when it has none. */
export function withId(doc: Doc): Doc {
  const id = doc.get('_id');
  if (id !== undefined && doc.keys().next().value === '_id') return doc;
  const result: Doc = new Map([['_id', id ?? new ObjectId()]]);
  for (const [key, value] of doc) if (key !== '_id') result.set(key, value);
  return result;
}

function collect(filter: Filter, into: { path: string; parts: readonly string[]; value: Value }[]): void {
  if (filter.kind === 'and') for (const node of filter.nodes) collect(node, into);
  // One branch alone is no alternative.
  if (filter.kind === 'or' && filter.nodes.length === 1) collect(filter.nodes[0] as Filter, into);
  // Versions of the real server differ in whether it counts as an equality.
  if (filter.kind === 'leaf' && filter.op === 'in' && new Set(filter.values?.map(identityOf)).size === 1) {
    throw new MongoError(2, `upsert with a single value in $in is not supported by this server: name it with $eq`);
  }
  if (filter.kind === 'leaf' && filter.op === 'eq')
    into.push({ path: filter.path, parts: filter.parts, value: filter.value as Value });
}
