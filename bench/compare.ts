/** The checks that make the figures worth anything: every variant gives the same data. */
import { isDeepStrictEqual } from 'node:util';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Connection {
  edges: { node: Json }[];
  pageInfo: { hasNextPage: boolean };
}

const isObject = (value: Json): value is { [key: string]: Json } => value !== null && typeof value === 'object' && !Array.isArray(value);
const isConnection = (value: { [key: string]: Json }): boolean => 'edges' in value && 'pageInfo' in value;

/**
 * A GraphQL answer in the shape of the hand-written endpoint: connections as `rows` and `more`, public ids of events as
 * the source refs that `refOf` finds behind them.
 */
export function inPlainShape(value: Json, refOf: (publicId: string) => string | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => inPlainShape(item, refOf));
  if (!isObject(value)) return value;
  if (isConnection(value)) {
    const { edges, pageInfo } = value as unknown as Connection;
    return { rows: edges.map(({ node }) => inPlainShape(node, refOf)), more: pageInfo.hasNextPage };
  }
  const plain: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    const ref = key === 'id' ? refOf(String(item)) : undefined;
    if (ref !== undefined) plain['ref'] = ref;
    else plain[key === '__typename' ? 'type' : key] = inPlainShape(item, refOf);
  }
  return plain;
}

/** Where two answers differ first, as a path; undefined where they are equal. Order of lists counts, order of keys does not. */
export function firstDifference(left: Json, right: Json, path = '$'): string | undefined {
  if (isDeepStrictEqual(left, right)) return undefined;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return `${path}: ${left.length} and ${right.length} items`;
    for (const [index, item] of left.entries()) {
      const difference = firstDifference(item, right[index]!, `${path}[${index}]`);
      if (difference) return difference;
    }
  }
  if (isObject(left) && isObject(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const [one, other] = [left[key], right[key]];
      if (one === undefined || other === undefined) return `${path}.${key}: only in one`;
      const difference = firstDifference(one, other, `${path}.${key}`);
      if (difference) return difference;
    }
    return undefined;
  }
  return `${path}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`;
}

export type { Json };
