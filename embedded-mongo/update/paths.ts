import type { Doc, Value } from '../bson/values.ts';
import { typeName } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import { isIndex } from '../query/path.ts';

/** The largest gap that a position beyond the end of an array may open (the real server's limit). */
const maxPadding = 1_500_000;

/** Answer of a change that removes the value. */
export const remove = Symbol('remove');
/** Answer of a change that leaves the value as it is. */
export const keep = Symbol('keep');
export type Change = (current: Value | undefined) => Value | typeof remove | typeof keep;

/** Compiles the operand of an update operator for one path. */
export type UpdateOperator = (operand: Value, path: string) => (context: EvalContext) => Change;

/**
 * Changes the value at a concrete path of a document in place; documents on the way are made when a value is to be set.
 * @throws 28 PathNotViable when the path leads through something that has no fields.
 */
export function changeAt(doc: Doc, parts: readonly string[], change: Change): void {
  const last = parts.length - 1;
  let parent: Value = doc;
  // Until the change is known to set something, nothing is made: `$unset` of a missing path makes no parents.
  const missing: string[] = [];
  let depth = 0;
  for (; depth < last; depth++) {
    const next: Value | undefined = child(parent, parts[depth] as string);
    if (next === undefined) break;
    if (!(next instanceof Map) && !Array.isArray(next)) {
      if (change(undefined) === remove) return;
      throw notViable(parts[depth + 1] as string, next);
    }
    parent = next;
  }
  for (let rest = depth; rest < last; rest++) missing.push(parts[rest] as string);
  const current = missing.length > 0 ? undefined : child(parent, parts[last] as string);
  const result = change(current);
  if (result === keep) return;
  if (result === remove) {
    if (current !== undefined) removeChild(parent, parts[last] as string);
    return;
  }
  for (const part of missing) {
    const made: Doc = new Map();
    setChild(parent, part, made);
    parent = made;
  }
  setChild(parent, parts[last] as string, result);
}

function child(parent: Value, part: string): Value | undefined {
  if (parent instanceof Map) return parent.get(part);
  return Array.isArray(parent) && isIndex(part) ? parent[Number(part)] : undefined;
}

function removeChild(parent: Value, part: string): void {
  if (parent instanceof Map) parent.delete(part);
  // The real server leaves a hole of null: positions of the others do not move.
  else if (Array.isArray(parent)) parent[Number(part)] = null;
}

function setChild(parent: Value, part: string, value: Value): void {
  if (parent instanceof Map) {
    parent.set(part, value);
    return;
  }
  if (!Array.isArray(parent) || !isIndex(part)) throw notViable(part, parent);
  const position = Number(part);
  if (position > parent.length + maxPadding)
    throw new MongoError(2, 'the position is too far beyond the end of the array');
  while (parent.length < position) parent.push(null);
  parent[position] = value;
}

const notViable = (part: string, parent: Value): MongoError =>
  new MongoError(28, `Cannot create field '${part}' in element of type ${typeName(parent)}`);
