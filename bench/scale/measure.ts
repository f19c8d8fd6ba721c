/** Sizes of documents, of what their indexes hold of them, and of the arrays in them. Counts and bytes alone, never times. */
import { calculateObjectSize, type Document } from 'bson';
import type { IndexDescription } from 'mongodb';

export interface IndexFigures {
  /** Entries of all documents: one for each value of an array. */
  entries: number;
  /** BSON bytes of their keys, before a server's prefix compression. */
  keyBytes: number;
}

export interface CollectionFigures {
  documents: number;
  /** BSON bytes, before a server's compression. */
  bytes: number;
  largest: number;
  indexes: Record<string, IndexFigures>;
  /** Length of the longest array by path (`record.emails`). */
  longestArrays: Record<string, number>;
}

export const emptyFigures = (): CollectionFigures => ({ documents: 0, bytes: 0, largest: 0, indexes: {}, longestArrays: {} });

/** Adds one document to the figures of its collection. */
export function addDocument(figures: CollectionFigures, document: Document, indexes: readonly IndexDescription[]): void {
  const size = calculateObjectSize(document);
  figures.documents += 1;
  figures.bytes += size;
  figures.largest = Math.max(figures.largest, size);
  for (const { name, key, partialFilterExpression } of [{ name: '_id_', key: { _id: 1 } } as IndexDescription, ...indexes]) {
    const index = (figures.indexes[name!] ??= { entries: 0, keyBytes: 0 });
    if (!isIndexed(document, partialFilterExpression)) continue;
    const keys = keysOf(document, Object.keys(key));
    index.entries += keys.length;
    for (const each of keys) index.keyBytes += calculateObjectSize(Object.fromEntries(each.map((value, position) => [position, value])));
  }
  addArrays(figures.longestArrays, document, '');
}

/** By equality and by `$exists: true`, the only conditions that this store's indexes have. */
function isIndexed(document: Document, filter: Document = {}): boolean {
  return Object.entries(filter).every(([path, wanted]) => {
    const value = at(document, path);
    return typeof wanted === 'object' ? value !== undefined : value === wanted;
  });
}

function keysOf(document: Document, paths: readonly string[]): unknown[][] {
  let keys: unknown[][] = [[]];
  for (const path of paths) {
    const value = at(document, path) ?? null;
    const values: unknown[] = Array.isArray(value) && value.length > 0 ? [...new Set(value as unknown[])] : [Array.isArray(value) ? null : value];
    keys = keys.flatMap((key) => values.map((each) => [...key, each]));
  }
  return keys;
}

const at = (document: Document, path: string): unknown => path.split('.').reduce<unknown>((value, name) => (value as Document | null | undefined)?.[name], document);

function addArrays(longest: Record<string, number>, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    longest[path] = Math.max(longest[path] ?? 0, value.length);
    for (const each of value) addArrays(longest, each, `${path}[]`);
  } else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    for (const [name, each] of Object.entries(value)) addArrays(longest, each, path === '' ? name : `${path}.${name}`);
  }
}
