import type { Database as Lmdb } from 'lmdb';
import { randomUUID } from 'node:crypto';
import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc } from '../bson/encode.ts';
import { emptyArray, type KeyPart } from '../bson/key.ts';
import { Int32, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { defineIndex, idSpecification, type IndexDefinition } from './indexDefinition.ts';
import { indexKeysOf, type IndexKeys } from './indexKeys.ts';
import * as keyspace from './keyspace.ts';

export type Table = Lmdb<Buffer, Buffer>;

/** The largest document that the real server stores. */
const maxDocumentBytes = 16 * 1024 * 1024;

let mutations = 0;

/** Rises with every change of any collection: whoever has read keys before it has to look again. */
export const mutationCount = (): number => mutations;

/** A stored document. */
export interface StoredDoc {
  readonly record: number;
  readonly doc: Doc;
}

/** One collection: its documents and indexes, always changed together. Writes belong inside `Store.write`. */
export class Collection {
  readonly namespace: string;
  readonly id: number;
  readonly uuid: string;
  private readonly table: Table;
  private definitions: IndexDefinition[];
  private nextIndexId: number;
  private lastRecord: number | undefined;
  private documentCount: number | undefined;

  constructor(table: Table, namespace: string, id: number, uuid: string = randomUUID(), entry?: Doc) {
    this.table = table;
    this.namespace = namespace;
    this.id = id;
    this.uuid = uuid;
    this.definitions = entry ? readIndexes(entry) : [defineIndex(0, idSpecification())];
    this.nextIndexId =
      Math.max(
        ...this.definitions.map((index) => index.id),
        (entry?.get('lastIndexId') as Int32 | undefined)?.value ?? 0,
      ) + 1;
  }

  get indexes(): readonly IndexDefinition[] {
    return this.definitions;
  }

  /** The catalog entry of this collection. */
  toEntry(): Doc {
    const indexes = this.definitions.map(
      (index): Value =>
        new Map<string, Value>([
          ['id', new Int32(index.id)],
          ['specification', index.specification],
          ['multikey', [...index.multikey]],
        ]),
    );
    return new Map<string, Value>([
      ['id', new Int32(this.id)],
      ['uuid', this.uuid],
      ['lastIndexId', new Int32(this.nextIndexId - 1)],
      ['indexes', indexes],
    ]);
  }

  private saveEntry(): void {
    this.table.putSync(keyspace.catalogKey(this.namespace), encodeDoc(this.toEntry()));
  }

  prefixOf(index: IndexDefinition): Buffer {
    return keyspace.indexPrefix(this.id, index.id, index.unique);
  }

  /** The raw bytes of a record; undefined when it is gone. */
  read(record: number): Buffer | undefined {
    return this.table.get(keyspace.recordKey(this.id, record));
  }

  /** The record that holds `key` in a unique index. */
  lookUp(key: Buffer): number | undefined {
    if (key.length > keyspace.maxKeyBytes) return undefined;
    const value = this.table.get(key);
    return value === undefined ? undefined : keyspace.recordOfKey(value);
  }

  /**
   * The records in order of insertion. Reads a growing number at a time, so that no read transaction stays open while
   * the caller waits for a client; what is written meanwhile may or may not be seen, as on the real server.
   */
  *scanRecords(reverse: boolean): Generator<number> {
    const prefix = keyspace.recordPrefix(this.id);
    for (const key of this.chunked(prefix, keyspace.after(prefix), reverse)) yield keyspace.recordOfKey(key);
  }

  /** The entries of an index from `start` to before `end`, backwards when `reverse`. */
  *scanKeys(unique: boolean, start: Buffer, end: Buffer, reverse: boolean): Generator<{ key: Buffer; record: number }> {
    for (const key of this.chunked(keyspace.storable(start), keyspace.storable(end), reverse)) {
      const record = unique ? this.lookUp(key) : keyspace.recordOfKey(key);
      if (record !== undefined) yield { key, record };
    }
  }

  /** How many keys the ranges hold, counted up to a hundred each. */
  countKeys(ranges: readonly { readonly start: Buffer; readonly end: Buffer }[]): number {
    let count = 0;
    for (const { start, end } of ranges.slice(0, 20)) {
      count += this.table.getKeysCount({ start: keyspace.storable(start), end: keyspace.storable(end), limit: 100 });
    }
    return count;
  }

  private *chunked(start: Buffer, end: Buffer, reverse: boolean): Generator<Buffer> {
    let size = 16;
    let from: Buffer | undefined;
    for (;;) {
      // Backwards lmdb leaves its lower bound out; ours is part of the range.
      const keys = reverse
        ? this.backwards(start, from ?? end, size)
        : [...this.table.getKeys({ start: from ?? start, end, limit: size, exclusiveStart: from !== undefined })];
      yield* keys;
      if (keys.length < size) return;
      from = keys[keys.length - 1];
      size = Math.min(size * 4, 1024);
    }
  }

  /** Up to `size` keys below `before`, down to `start` and including it. */
  private backwards(start: Buffer, before: Buffer, size: number): Buffer[] {
    const keys: Buffer[] = [];
    for (const key of this.table.getKeys({ start: before, exclusiveStart: true, reverse: true, limit: size })) {
      if (Buffer.compare(key, start) < 0) break;
      keys.push(key);
    }
    return keys;
  }

  /** The number of documents, counted once and kept from then on. */
  get count(): number {
    const prefix = keyspace.recordPrefix(this.id);
    this.documentCount ??= this.table.getKeysCount({ start: prefix, end: keyspace.after(prefix) });
    return this.documentCount;
  }

  /**
   * Stores a new document.
   * @throws 11000 on a duplicate key.
   */
  insert(doc: Doc): void {
    mutations++;
    const bytes = this.encode(doc);
    const keys = this.definitions.map((index) => indexKeysOf(index, this.prefixOf(index), doc));
    this.assertUnique(keys, undefined);
    const count = this.count;
    const record = this.nextRecord();
    this.markMultikey(keys);
    this.table.putSync(keyspace.recordKey(this.id, record), bytes);
    keys.forEach((entry, position) => {
      for (const key of entry.keys.values())
        this.putKey(this.definitions[position] as IndexDefinition, key.bytes, record);
    });
    this.lastRecord = record;
    this.documentCount = count + 1;
  }

  /**
   * Replaces a document, touching only the index entries that differ.
   * @param bytes `after`, encoded.
   * @throws 11000 on a duplicate key.
   */
  update(record: number, before: Doc, after: Doc, bytes: Buffer): void {
    mutations++;
    assertStorableSize(bytes);
    const oldKeys = this.definitions.map((index) => indexKeysOf(index, this.prefixOf(index), before));
    const newKeys = this.definitions.map((index) => indexKeysOf(index, this.prefixOf(index), after));
    this.assertUnique(newKeys, record);
    this.markMultikey(newKeys);
    this.table.putSync(keyspace.recordKey(this.id, record), bytes);
    this.definitions.forEach((index, position) => {
      const [old, fresh] = [oldKeys[position] as IndexKeys, newKeys[position] as IndexKeys];
      for (const [text, key] of old.keys) if (!fresh.keys.has(text)) this.removeKey(index, key.bytes, record);
      for (const [text, key] of fresh.keys) if (!old.keys.has(text)) this.putKey(index, key.bytes, record);
    });
  }

  /** Removes a document with its index entries. */
  remove(record: number, doc: Doc): void {
    mutations++;
    const count = this.count;
    for (const index of this.definitions) {
      for (const key of indexKeysOf(index, this.prefixOf(index), doc).keys.values())
        this.removeKey(index, key.bytes, record);
    }
    this.table.removeSync(keyspace.recordKey(this.id, record));
    this.documentCount = count - 1;
  }

  /**
   * Adds an index over the documents that are there. Nothing is kept when one of them is refused.
   * @throws 11000 on a duplicate key.
   */
  addIndex(specification: Doc): void {
    const index = defineIndex(this.nextIndexId, specification);
    const written: Buffer[] = [];
    try {
      for (const { record, doc } of this.allRecords()) {
        const keys = indexKeysOf(index, this.prefixOf(index), doc);
        index.multikey = index.multikey.map((was, field) => was || keys.multikey[field] === true);
        for (const key of keys.keys.values()) {
          if (index.unique && this.lookUp(key.bytes) !== undefined) throw this.duplicate(index, key.parts);
          const stored = index.unique ? key.bytes : Buffer.concat([key.bytes, keyspace.recordValue(record)]);
          this.putKey(index, key.bytes, record);
          written.push(stored);
        }
      }
    } catch (error) {
      for (const key of written) this.table.removeSync(key);
      throw error;
    }
    this.nextIndexId++;
    this.definitions = [...this.definitions, index];
    this.saveEntry();
  }

  dropIndex(index: IndexDefinition): void {
    this.removeRange(this.prefixOf(index));
    this.definitions = this.definitions.filter((other) => other !== index);
    this.saveEntry();
  }

  /** Creates the catalog entry. */
  create(): void {
    this.saveEntry();
  }

  /** Removes everything that the collection holds, and its catalog entry. */
  drop(): void {
    for (const index of this.definitions) this.removeRange(this.prefixOf(index));
    this.removeRange(keyspace.recordPrefix(this.id));
    this.table.removeSync(keyspace.catalogKey(this.namespace));
  }

  private *allRecords(): Generator<StoredDoc> {
    const prefix = keyspace.recordPrefix(this.id);
    for (const { key, value } of this.table.getRange({ start: prefix, end: keyspace.after(prefix) })) {
      yield { record: keyspace.recordOfKey(key), doc: decodeDoc(value) };
    }
  }

  private removeRange(prefix: Buffer): void {
    for (const key of [...this.table.getKeys({ start: prefix, end: keyspace.after(prefix) })])
      this.table.removeSync(key);
  }

  private encode(doc: Doc): Buffer {
    const bytes = encodeDoc(doc);
    assertStorableSize(bytes);
    return bytes;
  }

  private nextRecord(): number {
    if (this.lastRecord === undefined) {
      const prefix = keyspace.recordPrefix(this.id);
      const [last] = this.table.getKeys({ start: keyspace.after(prefix), end: prefix, reverse: true, limit: 1 });
      this.lastRecord = last === undefined ? 0 : keyspace.recordOfKey(last);
    }
    return this.lastRecord + 1;
  }

  private putKey(index: IndexDefinition, key: Buffer, record: number): void {
    const value = keyspace.recordValue(record);
    if (index.unique) this.table.putSync(key, value);
    else this.table.putSync(Buffer.concat([key, value]), Buffer.alloc(0));
  }

  private removeKey(index: IndexDefinition, key: Buffer, record: number): void {
    this.table.removeSync(index.unique ? key : Buffer.concat([key, keyspace.recordValue(record)]));
  }

  private assertUnique(keys: readonly IndexKeys[], self: number | undefined): void {
    this.definitions.forEach((index, position) => {
      if (!index.unique) return;
      for (const key of (keys[position] as IndexKeys).keys.values()) {
        const holder = this.lookUp(key.bytes);
        if (holder !== undefined && holder !== self) throw this.duplicate(index, key.parts);
      }
    });
  }

  /** The message names fields only: values belong in `keyValue`, which the driver does not print. */
  private duplicate(index: IndexDefinition, parts: readonly (KeyPart | undefined)[]): MongoError {
    const keyValue = new Map<string, Value>(
      index.fields.map(({ path }, position) => {
        const part = parts[position];
        return [path, part === undefined || part === emptyArray ? null : part];
      }),
    );
    const fields = index.fields.map(({ path }) => path).join(', ');
    return new MongoError(
      11000,
      `E11000 duplicate key error collection: ${this.namespace} index: ${index.name} dup key: { ${fields} }`,
      {
        keyPattern: index.pattern,
        keyValue,
      },
    );
  }

  /** Multikey once, multikey for good: written before the first key that needs it. */
  private markMultikey(keys: readonly IndexKeys[]): void {
    let changed = false;
    this.definitions.forEach((index, position) => {
      const met = (keys[position] as IndexKeys).multikey;
      if (!met.some((isMultikey, field) => isMultikey && index.multikey[field] !== true)) return;
      index.multikey = index.multikey.map((was, field) => was || met[field] === true);
      changed = true;
    });
    if (changed) this.saveEntry();
  }
}

function assertStorableSize(bytes: Buffer): void {
  if (bytes.length > maxDocumentBytes)
    throw new MongoError(10334, `object to insert too large. size in bytes: ${bytes.length}`);
}

function readIndexes(entry: Doc): IndexDefinition[] {
  return (entry.get('indexes') as Doc[]).map((index) =>
    defineIndex(
      (index.get('id') as Int32).value,
      index.get('specification') as Doc,
      index.get('multikey') as boolean[],
    ),
  );
}
