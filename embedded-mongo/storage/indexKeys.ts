import { emptyArray, encodeKey, type KeyPart } from '../bson/key.ts';
import type { Doc, Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { matchesFilter } from '../query/match.ts';
import { EvalContext } from '../expr/context.ts';
import { maxKeyBytes, recordBytes } from './keyspace.ts';
import type { IndexDefinition } from './indexDefinition.ts';

/** The keys that a document has in an index. */
export interface IndexKeys {
  /** Encoded keys by their bytes as text; a unique key's parts are kept for the duplicate key error. */
  readonly keys: Map<string, { readonly bytes: Buffer; readonly parts: readonly (KeyPart | undefined)[] }>;
  /** Which fields of the index met an array. */
  readonly multikey: readonly boolean[];
}

interface Cursor {
  readonly value: Value | undefined;
  /** The path still to go; undefined when the value is final, arrays included. */
  readonly rest: readonly string[] | undefined;
}

const noContext = new EvalContext(new Date(0));

/**
 * Computes the keys of a document.
 * @throws 171 for two arrays in one compound key, 17280 KeyTooLong.
 */
export function indexKeysOf(index: IndexDefinition, prefix: Buffer, doc: Doc, maxBytes = maxKeyBytes): IndexKeys {
  const multikey = index.fields.map(() => false);
  const keys: IndexKeys['keys'] = new Map();
  if (index.filter && !matchesFilter(index.filter, doc, noContext)) return { keys, multikey };
  const emit = (parts: readonly (KeyPart | undefined)[]): void => {
    if (index.sparse && parts.every((part) => part === undefined)) return;
    const bytes = encodeKey(
      prefix,
      parts.map((part) => part ?? null),
      index.descending,
    );
    if (bytes.length + recordBytes > maxBytes)
      throw new MongoError(17280, `key of index ${index.name} is too long for this server`);
    keys.set(bytes.toString('latin1'), { bytes, parts });
  };
  expand(
    index.fields.map((field) => ({ value: doc, rest: field.parts })),
    multikey,
    emit,
  );
  return { keys, multikey };
}

function advance(cursor: Cursor): Cursor {
  if (cursor.rest === undefined) return cursor;
  let value = cursor.value;
  let from = 0;
  while (from < cursor.rest.length && value instanceof Map) value = value.get(cursor.rest[from++] as string);
  if (Array.isArray(value)) return { value, rest: cursor.rest.slice(from) };
  return { value: from < cursor.rest.length ? undefined : value, rest: undefined };
}

function expand(
  cursors: readonly Cursor[],
  multikey: boolean[],
  emit: (parts: readonly (KeyPart | undefined)[]) => void,
): void {
  const states = cursors.map(advance);
  const open = states.find((state) => state.rest !== undefined);
  if (open === undefined) {
    emit(states.map((state) => state.value));
    return;
  }
  const array = open.value as Value[];
  states.forEach((state, position) => {
    if (state.rest === undefined) return;
    if (state.value !== array) throw new MongoError(171, 'cannot index parallel arrays');
    multikey[position] = true;
  });
  if (array.length === 0) {
    emitEmpty(states, array, emit);
    return;
  }
  for (const element of array) {
    expand(
      states.map((state) => (state.value === array && state.rest !== undefined ? enter(element, state.rest) : state)),
      multikey,
      emit,
    );
  }
}

/** An empty array at the end of a path has a key of its own, in the middle it is a missing field. */
function emitEmpty(
  states: readonly Cursor[],
  array: Value[],
  emit: (parts: readonly (KeyPart | undefined)[]) => void,
): void {
  emit(
    states.map((state) => {
      if (state.value !== array || state.rest === undefined) return state.value;
      return state.rest.length === 0 ? emptyArray : undefined;
    }),
  );
}

/** Elements are entered once: an array in an array is a value of its own, and has no fields. */
function enter(element: Value, rest: readonly string[]): Cursor {
  if (rest.length === 0) return { value: element, rest: undefined };
  return element instanceof Map ? { value: element, rest } : { value: undefined, rest: undefined };
}
