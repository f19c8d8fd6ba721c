import { open, type RootDatabase } from 'lmdb';
import { decodeDoc } from '../bson/decode.ts';
import type { Int32 } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { Collection, type Table } from './collection.ts';
import * as keyspace from './keyspace.ts';
import { isOwner, takeOwnership, releaseOwnership, type Owner } from './owner.ts';

/** Address space for the memory map, not disk: the file grows as it fills. Windows would allocate it, so lmdb decides there. */
const mapBytes = 64 * 2 ** 30;

/** Thrown when another process has taken the folder over: this one must end without writing. */
export class LostOwnershipError extends Error {}

/** The data of one folder: a catalog of collections over one LMDB table, and the transactions that change it. */
export class Store {
  readonly table: Table;
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly owner: Owner;
  private collections = new Map<string, Collection>();
  private lastCollectionId = 0;

  private constructor(root: RootDatabase<Buffer, Buffer>, owner: Owner) {
    this.root = root;
    this.table = root;
    this.owner = owner;
    this.loadCatalog();
  }

  /**
   * Opens the folder for this process alone.
   * @returns undefined when a living process has it.
   */
  static open(path: string, owner: Owner): Store | undefined {
    const root = open<Buffer, Buffer>({
      path,
      keyEncoding: 'binary',
      encoding: 'binary',
      noSubdir: false,
      // A commit flushes its data before it writes the page that makes them visible, and an answer leaves after that.
      // That page itself is left to the next flush: a kill takes nothing, a power cut at most the last commits, and
      // never the file. It halves the price of a write.
      overlappingSync: false,
      noMetaSync: true,
      ...(process.platform === 'win32' ? {} : { mapSize: mapBytes }),
    });
    if (!takeOwnership(root, owner)) {
      void root.close();
      return undefined;
    }
    return new Store(root, owner);
  }

  /** Collections by `database.collection`. */
  get(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  all(): Iterable<Collection> {
    return this.collections.values();
  }

  /** The collection, created when missing. Inside `write` only. */
  ensure(namespace: string): Collection {
    const known = this.collections.get(namespace);
    if (known) return known;
    assertNamespace(namespace);
    const collection = new Collection(this.table, namespace, ++this.lastCollectionId);
    collection.create();
    this.collections.set(namespace, collection);
    return collection;
  }

  /** Inside `write` only. */
  drop(collection: Collection): void {
    collection.drop();
    this.collections.delete(collection.namespace);
  }

  /**
   * Runs `action` in one write transaction; on return everything is on disk. When it throws nothing is kept.
   * @throws LostOwnershipError when this process no longer owns the folder.
   */
  write<T>(action: () => T): T {
    try {
      return this.root.transactionSync(() => {
        if (!isOwner(this.table, this.owner)) throw new LostOwnershipError('another process serves this folder');
        return action();
      });
    } catch (error) {
      this.loadCatalog();
      throw error;
    }
  }

  async close(): Promise<void> {
    releaseOwnership(this.root, this.owner);
    await this.root.close();
  }

  private loadCatalog(): void {
    this.collections = new Map();
    for (const { key, value } of this.table.getRange(keyspace.catalogRange)) {
      const namespace = key.toString('utf8', 2);
      const entry = decodeDoc(value);
      const id = (entry.get('id') as Int32).value;
      this.lastCollectionId = Math.max(this.lastCollectionId, id);
      this.collections.set(namespace, new Collection(this.table, namespace, id, entry.get('uuid') as string, entry));
    }
  }
}

function assertNamespace(namespace: string): void {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  if (dot < 1 || /[/\\. "$*<>:|?\0]/.test(database) || Buffer.byteLength(database) > 63) {
    throw new MongoError(73, 'Invalid database name');
  }
  if (
    collection === '' ||
    collection.startsWith('.') ||
    collection.endsWith('.') ||
    /[$\0]/.test(collection) ||
    collection.startsWith('system.')
  ) {
    throw new MongoError(73, 'Invalid collection name');
  }
  if (Buffer.byteLength(namespace) > 255) throw new MongoError(73, 'Fully qualified namespace is too long');
}
