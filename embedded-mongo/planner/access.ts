import { compareValues } from '../bson/compare.ts';
import type { Value } from '../bson/values.ts';
import { EvalContext } from '../expr/context.ts';
import type { Filter, Leaf } from '../query/filter.ts';
import type { Sort } from '../query/sort.ts';
import type { IndexDefinition } from '../storage/indexDefinition.ts';
import { intersect, intervalsOf, inverted, toRange, type Conjunction, type Interval } from './bounds.ts';

/** A run of keys of an index: ranges in order, all with the same first `fixed` bytes behind the index's prefix. */
export interface Stream {
  readonly ranges: readonly { readonly start: Buffer; readonly end: Buffer }[];
  readonly fixed: number;
}

/** How one index answers a query. */
export interface IndexAccess {
  readonly kind: 'index';
  readonly index: IndexDefinition;
  /** Several streams are merged by what follows their fixed bytes when the order of the index is asked for. */
  readonly streams: readonly Stream[];
  readonly merge: boolean;
  readonly reverse: boolean;
  readonly sorted: boolean;
  /** Keys of a unique index that the query names whole: looked up, not scanned. */
  readonly exact: readonly Buffer[] | undefined;
  /** Per field of the index the ranges used, for explain. */
  readonly bounds: readonly (readonly Interval[] | undefined)[];
  /** So many fields of the index, from the first, are fixed to points in every range. */
  readonly fixedFields: number;
  readonly score: number;
}

/** More combinations of points than this are not worth a range each. */
const maxCombinations = 4096;
const maxMergedStreams = 500;
/** The score of a look-up of at most one document: nothing is better. */
export const lookUpScore = 100_000;

/**
 * How an index could answer; undefined when it cannot, or would not help (no bounds, no order).
 * @param leaves the conjunction of the query.
 * @param forced take it even without bounds (a hint).
 */
export function accessBy(
  index: IndexDefinition,
  prefix: Buffer,
  leaves: Conjunction,
  sort: Sort | undefined,
  forced: boolean,
): IndexAccess | undefined {
  if (index.filter && !implies(leaves, index.filter)) return undefined;
  const bounds = boundsOf(index, leaves);
  // A sparse index lacks documents: only a predicate that none of them satisfies makes it whole.
  if (
    index.sparse &&
    !forced &&
    !index.fields.some((field) => leaves.some(({ path, leaf }) => path === field.path && excludesMissing(leaf)))
  )
    return undefined;
  const points = bounds.findIndex((field) => field === undefined || !field.every((interval) => interval.point));
  const pointFields = points < 0 ? bounds.length : points;
  const hasRange = pointFields < bounds.length && bounds[pointFields] !== undefined;
  const order = sort ? orderOf(index, sort, bounds, pointFields) : undefined;
  if (pointFields === 0 && !hasRange && order === undefined && !forced) {
    // A sparse or partial index that the query implies is still smaller than the collection.
    if (!index.sparse && !index.filter) return undefined;
  }
  const cut = order?.cut ?? 0;
  const { streams, fixedFields } = streamsOf(index, prefix, bounds, pointFields, cut);
  const merge = order !== undefined && streams.length > 1 && cut > 0;
  const sorted = order !== undefined && (!merge || streams.length <= maxMergedStreams);
  return {
    kind: 'index',
    index,
    streams,
    merge: merge && sorted,
    reverse: sorted && order?.reverse === true,
    sorted,
    exact:
      index.unique && pointFields === bounds.length
        ? streams.flatMap(({ ranges }) => ranges.map(({ start }) => start))
        : undefined,
    bounds,
    fixedFields,
    score: scoreOf(index, bounds, pointFields, hasRange, sorted),
  };
}

function scoreOf(
  index: IndexDefinition,
  bounds: IndexAccess['bounds'],
  pointFields: number,
  hasRange: boolean,
  sorted: boolean,
): number {
  if (index.unique && pointFields === bounds.length && bounds.every((field) => field?.length === 1)) return lookUpScore;
  return pointFields * 100 + (hasRange ? 40 : 0) + (sorted ? 50 : 0) + (index.filter || index.sparse ? 5 : 0);
}

function boundsOf(index: IndexDefinition, leaves: Conjunction): (readonly Interval[] | undefined)[] {
  const roots = new Set<string>();
  return index.fields.map((field, position) => {
    const multikey = index.multikey[position] === true;
    // Two fields below one array may be satisfied by different elements, which no single key shows.
    const root = field.parts[0] as string;
    if (multikey && roots.has(root)) return undefined;
    if (multikey) roots.add(root);
    let bounds: readonly Interval[] | undefined;
    for (const { path, leaf } of leaves) {
      const intervals = path === field.path ? intervalsOf(leaf) : undefined;
      if (intervals === undefined) continue;
      if (bounds === undefined) bounds = intervals;
      else if (!multikey) bounds = intersect(bounds, intervals);
      // Different elements of an array may satisfy the predicates: only one of them narrows, points best.
      else if (!bounds.every((interval) => interval.point) && intervals.every((interval) => interval.point))
        bounds = intervals;
    }
    return bounds;
  });
}

/** Whether, and from which field on (`cut`), the order of the index is the order asked for. */
function orderOf(
  index: IndexDefinition,
  sort: Sort,
  bounds: IndexAccess['bounds'],
  pointFields: number,
): { cut: number; reverse: boolean } | undefined {
  const single = (position: number): boolean => position < pointFields && bounds[position]?.length === 1;
  // A field fixed to one value orders nothing, wherever it stands in the sort.
  const fixed = new Set(
    index.fields.filter((_, position) => single(position) && index.multikey[position] !== true).map(({ path }) => path),
  );
  const wanted = sort.fields.filter(({ path }) => !fixed.has(path));
  for (let cut = 0; cut <= pointFields; cut++) {
    let position = cut;
    let reverse: boolean | undefined;
    const matches = wanted.every(({ path, descending }) => {
      while (position < index.fields.length && fixed.has((index.fields[position] as { path: string }).path)) position++;
      const field = index.fields[position];
      if (field?.path !== path || index.multikey[position] === true) return false;
      const against = descending !== index.descending[position];
      position++;
      reverse ??= against;
      return reverse === against;
    });
    if (matches) return { cut, reverse: reverse === true };
  }
  return undefined;
}

/** One stream per combination of points in the first `cut` fields; within it one range per further combination. */
function streamsOf(
  index: IndexDefinition,
  prefix: Buffer,
  bounds: IndexAccess['bounds'],
  pointFields: number,
  cut: number,
): { streams: Stream[]; fixedFields: number } {
  let streams: { head: Buffer; heads: Buffer[] }[] = [{ head: prefix, heads: [prefix] }];
  let position = 0;
  for (; position < pointFields; position++) {
    const intervals = bounds[position] as readonly Interval[];
    const total = streams.reduce((sum, { heads }) => sum + heads.length, 0) * intervals.length;
    if (position > 0 && total > maxCombinations && position >= cut) break;
    const descending = index.descending[position] === true;
    const parts = intervals.map(({ low }) => (descending ? inverted(low) : low));
    if (descending) parts.reverse();
    const extend = (head: Buffer): Buffer[] => parts.map((part) => Buffer.concat([head, part]));
    streams =
      position < cut
        ? streams.flatMap(({ head }) => extend(head).map((next) => ({ head: next, heads: [next] })))
        : streams.map(({ head, heads }) => ({ head, heads: heads.flatMap(extend) }));
  }
  const last = position === pointFields ? bounds[position] : undefined;
  const descending = index.descending[position] === true;
  return {
    fixedFields: position,
    streams: streams.map(({ head, heads }) => ({
      fixed: head.length,
      ranges: heads.flatMap((start) => rangesBehind(start, last, descending)),
    })),
  };
}

function rangesBehind(
  head: Buffer,
  intervals: readonly Interval[] | undefined,
  descending: boolean,
): { start: Buffer; end: Buffer }[] {
  if (intervals === undefined) return [{ start: head, end: Buffer.concat([head, Buffer.of(0xff)]) }];
  const ranges = intervals.map((interval) => toRange(interval, descending));
  if (descending) ranges.reverse();
  return ranges.map(({ start, end }) => ({ start: Buffer.concat([head, start]), end: Buffer.concat([head, end]) }));
}

/**
 * Whether the keys of the index alone prove the query: every condition is an equality or `$in` over a field that the
 * ranges fix, one per field; in an array it is an element that has the key. Null is left out: a missing field has its key too.
 */
export function provenByKeys(filter: Filter, access: IndexAccess): boolean {
  const nodes = filter.kind === 'and' ? filter.nodes : [filter];
  const paths = new Set<string>();
  return nodes.every((node) => {
    if (node.kind !== 'leaf' || (node.op !== 'eq' && node.op !== 'in') || paths.has(node.path)) return false;
    paths.add(node.path);
    const values = node.op === 'eq' ? [node.value as Value] : (node.values as readonly Value[]);
    const position = access.index.fields.findIndex(({ path }) => path === node.path);
    if (position < 0 || position >= access.fixedFields) return false;
    return (node.regexes?.length ?? 0) === 0 && values.every((value) => value !== null && !Array.isArray(value));
  });
}

function excludesMissing(leaf: Leaf): boolean {
  return (
    !leaf.single(undefined, noContext) &&
    ['eq', 'in', 'gt', 'gte', 'lt', 'lte', 'exists', 'regex', 'type'].includes(leaf.op)
  );
}

const noContext = new EvalContext(new Date(0));

/** Whether every document that satisfies the leaves satisfies a partial index's filter: told only where it is plain. */
function implies(leaves: Conjunction, filter: Filter): boolean {
  if (filter.kind === 'and') return filter.nodes.every((node) => implies(leaves, node));
  if (filter.kind === 'or') return filter.nodes.some((node) => implies(leaves, node));
  if (filter.kind !== 'leaf') return false;
  return leaves.some(({ path, leaf }) => path === filter.path && impliesLeaf(leaf, filter));
}

function impliesLeaf(given: Leaf, wanted: Leaf): boolean {
  if (wanted.op === 'exists') return excludesMissing(given);
  if (given.op === 'eq')
    return !Array.isArray(given.value) && given.value !== null && wanted.single(given.value, noContext);
  if (given.op === 'in') {
    const values = given.values as readonly Value[];
    return (
      (given.regexes?.length ?? 0) === 0 &&
      values.every((value) => !Array.isArray(value) && value !== null && wanted.single(value, noContext))
    );
  }
  if (given.op === 'type' || wanted.value === undefined || given.value === undefined || Array.isArray(given.value))
    return false;
  const order = compareValues(given.value, wanted.value);
  if (given.op.slice(0, 2) !== wanted.op.slice(0, 2)) return false;
  // A range implies a wider one of the same direction; the classes have to agree, else they hold different values.
  if (!wanted.single(given.value, noContext) && order !== 0) return false;
  if (order !== 0) return true;
  return wanted.op.endsWith('e') || !given.op.endsWith('e');
}
