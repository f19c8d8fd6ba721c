import { orderClass, OrderClass } from '../bson/compare.ts';
import { encodeKeyPart } from '../bson/key.ts';
import { isNaNValue } from '../bson/numbers.ts';
import type { Value } from '../bson/values.ts';
import type { Filter, Leaf } from '../query/filter.ts';
import { after } from '../storage/keyspace.ts';

/**
 * A range of one field of an index, in ascending key bytes: from `low` to `high`, each standing for all keys that begin
 * with it; `lowAfter` and `highBefore` leave those keys out. A point is one value.
 */
export interface Interval {
  readonly low: Buffer;
  readonly lowAfter: boolean;
  readonly high: Buffer;
  readonly highBefore: boolean;
  readonly point: boolean;
}

const point = (bytes: Buffer): Interval => ({
  low: bytes,
  lowAfter: false,
  high: bytes,
  highBefore: false,
  point: true,
});

/** The start and end (exclusive) of an interval in a key, for a field of either direction. */
export function toRange(interval: Interval, descending: boolean): { start: Buffer; end: Buffer } {
  if (!descending) {
    return {
      start: interval.lowAfter ? after(interval.low) : interval.low,
      end: interval.highBefore ? interval.high : after(interval.high),
    };
  }
  const [low, high] = [inverted(interval.low), inverted(interval.high)];
  return { start: interval.highBefore ? after(high) : high, end: interval.lowAfter ? low : after(low) };
}

export const inverted = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => 255 - byte));

/** Leaves with their whole paths, all of which a matching document satisfies. */
export type Conjunction = readonly { readonly path: string; readonly leaf: Leaf }[];

/** The leaves that every matching document satisfies; those inside `$elemMatch` under their whole path. */
export function conjunction(filter: Filter, prefix = '', into: { path: string; leaf: Leaf }[] = []): Conjunction {
  if (filter.kind === 'and') for (const node of filter.nodes) conjunction(node, prefix, into);
  if (filter.kind === 'leaf') {
    const path = prefix + filter.path;
    into.push({ path, leaf: filter });
    if (filter.inner) conjunction(filter.inner, `${path}.`, into);
  }
  return into;
}

/** The ranges that a leaf allows, sorted; undefined when an index cannot narrow it. */
export function intervalsOf(leaf: Leaf): readonly Interval[] | undefined {
  switch (leaf.op) {
    case 'eq':
      return Array.isArray(leaf.value) ? undefined : [point(encodeKeyPart(leaf.value as Value))];
    case 'in':
      return pointsOf(leaf);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return comparisonOf(leaf.op, leaf.value as Value);
    case 'regex': {
      const prefix = leaf.regexes?.[0]?.prefix;
      if (prefix === undefined) return undefined;
      const encoded = encodeKeyPart(prefix);
      const open = encoded.subarray(0, encoded.length - 1); // without the end mark: every string that begins so
      return [{ low: open, lowAfter: false, high: open, highBefore: false, point: false }];
    }
    default:
      return undefined;
  }
}

function pointsOf(leaf: Leaf): readonly Interval[] | undefined {
  const values = leaf.values as readonly Value[];
  if ((leaf.regexes?.length ?? 0) > 0 || values.some((value) => Array.isArray(value))) return undefined;
  const encoded = new Map(values.map((value) => [encodeKeyPart(value).toString('latin1'), value]));
  return [...encoded.keys()]
    .map((text) => Buffer.from(text, 'latin1'))
    .sort(Buffer.compare)
    .map(point);
}

function comparisonOf(op: 'gt' | 'gte' | 'lt' | 'lte', value: Value): readonly Interval[] | undefined {
  const valueClass = orderClass(value);
  if (value === null) return op.endsWith('e') ? [point(encodeKeyPart(null))] : [];
  if (isNaNValue(value)) return op.endsWith('e') ? [point(encodeKeyPart(value))] : [];
  if (Array.isArray(value) || valueClass === OrderClass.minKey || valueClass === OrderClass.maxKey) return undefined;
  const bracket = Buffer.of(valueClass);
  const bytes = encodeKeyPart(value);
  return op.startsWith('g')
    ? [{ low: bytes, lowAfter: op === 'gt', high: bracket, highBefore: false, point: false }]
    : [{ low: bracket, lowAfter: false, high: bytes, highBefore: op === 'lt', point: false }];
}

/** The ranges that both lists allow. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const [rx, ry] = [toRange(x, false), toRange(y, false)];
      const low = Buffer.compare(rx.start, ry.start) >= 0 ? x : y;
      const high = Buffer.compare(rx.end, ry.end) <= 0 ? x : y;
      if (Buffer.compare(toRange(low, false).start, toRange(high, false).end) >= 0) continue;
      result.push({
        low: low.low,
        lowAfter: low.lowAfter,
        high: high.high,
        highBefore: high.highBefore,
        point: low.point || high.point,
      });
    }
  }
  return result;
}
