import type { Doc, Value } from '../bson/values.ts';

/** Whether a path component names an array position. */
export const isIndex = (part: string): boolean => /^(0|[1-9]\d{0,8})$/.test(part);

/**
 * What a path reaches: a value (`undefined` where it is missing), and whether an array there stands for its elements
 * too. It does, except where the path itself named a position.
 */
export type Visit = (value: Value | undefined, expand: boolean) => boolean;

/**
 * Calls `visit` with each value that a dotted path reaches, as query predicates see them: arrays on the way are
 * entered, by position and element by element. An array without anything for the path reaches nothing, which is not
 * the same as missing: `{a: []}` does not match `{'a.b': null}`. Stops when `visit` answers true.
 * @returns whether a visit answered true.
 */
export function walkPath(value: Value, parts: readonly string[], from: number, visit: Visit, expand = true): boolean {
  if (from === parts.length) return visit(value, expand);
  const part = parts[from] as string;
  if (value instanceof Map) {
    const next = value.get(part);
    return next === undefined ? visit(undefined, true) : walkPath(next, parts, from + 1, visit);
  }
  if (!Array.isArray(value)) return visit(undefined, true);
  if (isIndex(part) && Number(part) < value.length) {
    if (walkPath(value[Number(part)] as Value, parts, from + 1, visit, false)) return true;
  }
  for (const element of value) {
    if (element instanceof Map && walkPath(element, parts, from, visit)) return true;
  }
  return false;
}

/** The value at a path through documents only (no arrays): keys of shards, ids and update results. */
export function getPath(doc: Doc, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = doc;
  for (const part of parts) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(part);
  }
  return value;
}
