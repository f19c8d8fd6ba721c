import type { Encodable } from '../bson/encode.ts';
import { isDoc, Int32, toDoc, type Doc, type Value } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import { matchesFilter } from '../query/match.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { named } from '../planner/plan.ts';
import { Binary } from '../bson/values.ts';
import type { Collection } from '../storage/collection.ts';
import { defineIndex, sameIndex, samePattern } from '../storage/indexDefinition.ts';
import type { Command, Request } from './command.ts';
import type { Reply } from './reply.ts';

const collectionOf = (request: Request): Collection => {
  const collection = request.server.store.get(request.namespace);
  if (collection === undefined) throw new MongoError(26, `ns does not exist: ${request.namespace}`);
  return collection;
};

const createIndexes: Command = {
  writes: true,
  run: (request) => {
    const fields = request.fields.onlyCommand('indexes', 'commitQuorum');
    const specifications = fields.documents('indexes');
    if (specifications.length === 0) throw new MongoError(2, 'Must specify at least one index to create');
    for (const specification of specifications) assertCollation(specification);
    const { store } = request.server;
    const existed = store.get(request.namespace) !== undefined;
    const wanted = specifications.filter((specification) => isNew(store.get(request.namespace), specification));
    const collection = store.ensure(request.namespace);
    const before = collection.indexes.length;
    for (const specification of wanted) collection.addIndex(specification);
    return new Map<string, Encodable>([
      ['numIndexesBefore', new Int32(before)],
      ['numIndexesAfter', new Int32(collection.indexes.length)],
      ['createdCollectionAutomatically', !existed],
      ...(collection.indexes.length === before ? [['note', 'all indexes already exist'] as const] : []),
    ]);
  },
};

function assertCollation(specification: Doc): void {
  const collation = specification.get('collation');
  if (collation === undefined) return;
  if (!isDoc(collation) || collation.get('locale') !== 'simple')
    throw new MongoError(67, 'this server knows the simple collation only');
  specification.delete('collation');
}

/**
 * Whether an index has to be made; not when the same one is there.
 * @throws 85 IndexOptionsConflict, 86 IndexKeySpecsConflict when another one has its name or its key.
 */
function isNew(collection: Collection | undefined, specification: Doc): boolean {
  const index = defineIndex(1, specification);
  for (const other of collection?.indexes ?? []) {
    if (other.id === 0 && samePattern(other.pattern, index.pattern)) return false;
    if (other.name === index.name) {
      if (sameIndex(other, index)) return false;
      throw new MongoError(86, `An existing index has the same name as the requested index: ${index.name}`);
    }
    if (samePattern(other.pattern, index.pattern)) {
      const same = sameIndex(other, index);
      // Indexes that differ in their partial filter may share a key pattern.
      if (!same && !partialsAgree(other.specification, index.specification)) continue;
      throw new MongoError(
        85,
        same
          ? `Index already exists with a different name: ${other.name}`
          : 'An equivalent index already exists with different options',
      );
    }
  }
  return true;
}

const partialsAgree = (a: Doc, b: Doc): boolean => {
  const [x, y] = [a.get('partialFilterExpression'), b.get('partialFilterExpression')];
  return x === undefined || y === undefined ? x === y : samePattern(x as Doc, y as Doc);
};

const dropIndexes: Command = {
  writes: true,
  run: (request) => {
    const by = request.fields.onlyCommand('index').value('index');
    const collection = collectionOf(request);
    const before = collection.indexes.length;
    const victims =
      by === '*'
        ? collection.indexes.filter(({ id }) => id !== 0)
        : (Array.isArray(by) ? by : [by]).map((one) => victim(collection, one));
    for (const index of victims) collection.dropIndex(index);
    return new Map<string, Encodable>([['nIndexesWas', new Int32(before)]]);
  },
};

function victim(collection: Collection, by: Value | undefined): Collection['indexes'][number] {
  const index = by === undefined ? undefined : collection.indexes.find((candidate) => named(candidate, by));
  if (index === undefined) throw new MongoError(27, 'index not found');
  if (index.id === 0) throw new MongoError(72, 'cannot drop _id index');
  return index;
}

const listIndexes: Command = {
  run: (request) => {
    const fields = request.fields.onlyCommand('cursor');
    const batchSize = batchSizeOf(fields.document('cursor'));
    const rows = collectionOf(request).indexes.map(({ specification }) => specification);
    return request.server.cursors.start(request.namespace, rows.values(), batchSize);
  },
};

export function batchSizeOf(cursor: Doc | undefined): number | undefined {
  for (const key of cursor?.keys() ?? [])
    if (key !== 'batchSize') throw new MongoError(40415, `BSON field 'cursor.${key}' is an unknown field.`);
  const size = cursor?.get('batchSize');
  return size === undefined ? undefined : Number(size);
}

const listCollections: Command = {
  run: (request) => {
    const fields = request.fields.onlyCommand('filter', 'nameOnly', 'authorizedCollections', 'cursor');
    const filter = parseFilter(fields.document('filter') ?? new Map());
    const nameOnly = fields.flag('nameOnly') === true;
    const rows: Doc[] = [];
    for (const { namespace, uuid } of request.server.store.all()) {
      if (!namespace.startsWith(`${request.database}.`)) continue;
      const name = namespace.slice(request.database.length + 1);
      const row = toDoc({
        name,
        type: 'collection',
        options: {},
        info: { readOnly: false, uuid: Binary.createFromHexString(uuid.replaceAll('-', ''), 4) },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      });
      if (!matchesFilter(filter, row, request.context)) continue;
      rows.push(nameOnly ? toDoc({ name, type: 'collection' }) : row);
    }
    return request.server.cursors.start(
      `${request.database}.$cmd.listCollections`,
      rows.values(),
      batchSizeOf(fields.document('cursor')),
    );
  },
};

const create: Command = {
  writes: true,
  run: (request) => {
    // Capped collections, validators, views, collations, time series: none is known, so each is refused as a field.
    request.fields.onlyCommand();
    if (request.server.store.get(request.namespace))
      throw new MongoError(48, `Collection ${request.namespace} already exists.`);
    request.server.store.ensure(request.namespace);
    return new Map();
  },
};

const drop: Command = {
  writes: true,
  run: (request) => {
    request.fields.onlyCommand();
    const collection = request.server.store.get(request.namespace);
    // Dropping what is not there is no error since MongoDB 7.0.
    if (collection === undefined) return new Map();
    const indexes = collection.indexes.length;
    request.server.store.drop(collection);
    return new Map<string, Encodable>([
      ['nIndexesWas', new Int32(indexes)],
      ['ns', request.namespace],
    ]);
  },
};

const dropDatabase: Command = {
  writes: true,
  run: (request): Reply => {
    request.fields.onlyCommand();
    const { store } = request.server;
    for (const collection of [...store.all()])
      if (collection.namespace.startsWith(`${request.database}.`)) store.drop(collection);
    return new Map([['dropped', request.database]]);
  },
};

const listDatabases: Command = {
  run: (request): Reply => {
    const fields = request.fields.onlyCommand('filter', 'nameOnly', 'authorizedDatabases');
    const filter = parseFilter(fields.document('filter') ?? new Map());
    const names = new Set(
      [...request.server.store.all()].map(({ namespace }) => namespace.slice(0, namespace.indexOf('.'))),
    );
    const databases = [...names]
      .sort()
      .map((name) => toDoc({ name }))
      .filter((row) => matchesFilter(filter, row, request.context));
    if (fields.flag('nameOnly') !== true && databases.length > 0) {
      // Sizes per database are not kept: one file holds them all.
      throw new MongoError(238, 'listDatabases needs nameOnly: true on this server');
    }
    return new Map<string, Encodable>([['databases', databases]]);
  },
};

export const catalogCommands: readonly (readonly [string, Command])[] = [
  ['createIndexes', createIndexes],
  ['dropIndexes', dropIndexes],
  ['listIndexes', listIndexes],
  ['listCollections', listCollections],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listDatabases', listDatabases],
];
