import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc, type Encodable } from '../bson/encode.ts';
import { Int32, RegexValue, Timestamp, type Doc, type Value } from '../bson/values.ts';
import { badValue, failedToParse, MongoError } from '../errors.ts';
import { assertNoRegex } from '../query/leaves.ts';
import type { Found } from '../planner/execute.ts';
import type { Collection } from '../storage/collection.ts';
import { assertStorableName, parseUpdate, type Update } from '../update/parse.ts';
import { upsertedDoc, withId } from '../update/upsert.ts';
import type { Command, Request } from './command.ts';
import type { Reply } from './reply.ts';
import { Fields } from './fields.ts';
import { readQuery, search, type QuerySpec } from './query.ts';

const maxStatements = 100_000;

/** Runs the statements of a write command; ordered ones stop at the first that fails. */
function runStatements(
  request: Request,
  statements: readonly Doc[],
  run: (statement: Doc, index: number) => void,
): Encodable[] {
  if (statements.length === 0 || statements.length > maxStatements) {
    throw new MongoError(16, `Write batch sizes must be between 1 and ${maxStatements}`);
  }
  const ordered = request.fields.flag('ordered') ?? true;
  const errors: Encodable[] = [];
  for (let index = 0; index < statements.length; index++) {
    try {
      run(statements[index] as Doc, index);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      errors.push(writeError(error, index));
      if (ordered) break;
    }
  }
  return errors;
}

function writeError(error: MongoError, index: number): Encodable {
  return new Map<string, Encodable>([
    ['index', new Int32(index)],
    ['code', new Int32(error.code)],
    ['errmsg', error.message],
    ...(Object.entries(error.extra) as [string, Encodable][]),
  ]);
}

const reply = (n: number, errors: Encodable[], more: readonly (readonly [string, Encodable])[] = []): Reply =>
  new Map<string, Encodable>([
    ['n', new Int32(n)],
    ...more,
    ...(errors.length > 0 ? [['writeErrors', errors] as const] : []),
  ]);

/** Checks a document before it is stored, and gives it an `_id`. */
export function storable(doc: Doc): Doc {
  for (const [key, value] of doc) {
    assertStorableName(key);
    // The real server puts its own time there.
    if (value instanceof Timestamp && value.isZero())
      badValue('an empty timestamp to be filled in is not supported by this server');
  }
  assertNoRegex(doc);
  assertId(doc.get('_id'));
  return withId(doc);
}

export function assertId(id: Value | undefined): void {
  if (Array.isArray(id)) throw new MongoError(53, "The '_id' value cannot be of type array");
  if (id instanceof RegexValue) throw new MongoError(53, "The '_id' value cannot be of type regex");
}

const insert: Command = {
  writes: true,
  run: (request) => {
    const fields = request.fields.onlyCommand('documents', 'ordered', 'bypassDocumentValidation');
    const documents = fields.documents('documents');
    const collection = request.server.store.ensure(request.namespace);
    let inserted = 0;
    const errors = runStatements(request, documents, (doc) => {
      collection.insert(storable(doc));
      inserted++;
    });
    return reply(inserted, errors);
  },
};

interface Outcome {
  matched: number;
  modified: number;
  upserted: Value | undefined;
}

/** Replaces a found document by its updated form. @returns whether anything changed. */
export function applyUpdate(
  request: Request,
  collection: Collection,
  found: Found,
  update: Update,
  query: QuerySpec,
): { after: Doc; changed: boolean } {
  const after = update.apply(found.doc, request.context, query.filter, false);
  const bytes = encodeDoc(after);
  if (bytes.equals(found.bytes)) return { after, changed: false };
  // Operators may share values with the old document; the stored form is what counts from here on.
  collection.update(found.record, found.doc, decodeDoc(bytes), bytes);
  return { after, changed: true };
}

/** Inserts what an upsert that found nothing makes. */
export function insertUpsert(request: Request, collection: Collection, query: QuerySpec, update: Update): Doc {
  const doc = upsertedDoc(query.filter, update, request.context);
  assertNoRegex(doc);
  assertId(doc.get('_id'));
  collection.insert(doc);
  return doc;
}

function updateStatement(request: Request, collection: () => Collection, statement: Doc): Outcome {
  const fields = new Fields(statement, 'update.updates');
  const query = readQuery(fields, 'q');
  if (!fields.doc.has('q'))
    throw new MongoError(40414, "BSON field 'update.updates.q' is missing but a required field");
  const update = parseUpdate(fields.value('u'), fields.array('arrayFilters'));
  const multi = fields.flag('multi') === true;
  if (multi && update.kind === 'replacement')
    failedToParse('multi update is not supported for replacement-style update');
  if (multi && query.sortDoc.size > 0) failedToParse('Cannot specify sort with multi=true');
  const outcome: Outcome = { matched: 0, modified: 0, upserted: undefined };
  const known = request.server.store.get(request.namespace);
  // All are found before any is changed, so that none is met twice.
  const found: Found[] = [];
  for (const entry of search(request, known, query)) {
    found.push(entry);
    if (!multi) break;
  }
  for (const entry of found) {
    outcome.matched++;
    if (applyUpdate(request, known as Collection, entry, update, query).changed) outcome.modified++;
  }
  if (found.length === 0 && fields.flag('upsert') === true) {
    outcome.upserted = insertUpsert(request, collection(), query, update).get('_id') as Value;
  }
  return outcome;
}

const update: Command = {
  writes: true,
  run: (request) => {
    const fields = request.fields.onlyCommand('updates', 'ordered', 'bypassDocumentValidation');
    const statements = fields.documents('updates');
    for (const statement of statements) {
      new Fields(statement, 'update.updates').only(
        'q',
        'u',
        'upsert',
        'multi',
        'hint',
        'arrayFilters',
        'collation',
        'sort',
      );
    }
    const { namespace } = request;
    let matched = 0;
    let modified = 0;
    const upserted: Encodable[] = [];
    const errors = runStatements(request, statements, (statement, index) => {
      const outcome = updateStatement(request, () => request.server.store.ensure(namespace), statement);
      matched += outcome.matched + (outcome.upserted === undefined ? 0 : 1);
      modified += outcome.modified;
      if (outcome.upserted !== undefined)
        upserted.push(
          new Map<string, Encodable>([
            ['index', new Int32(index)],
            ['_id', outcome.upserted],
          ]),
        );
    });
    return reply(matched, errors, [
      ['nModified', new Int32(modified)],
      ...(upserted.length > 0 ? [['upserted', upserted] as const] : []),
    ]);
  },
};

const deleteCommand: Command = {
  writes: true,
  run: (request) => {
    const fields = request.fields.onlyCommand('deletes', 'ordered');
    const statements = fields.documents('deletes');
    let deleted = 0;
    for (const statement of statements) new Fields(statement, 'delete.deletes').only('q', 'limit', 'hint', 'collation');
    const collection = request.server.store.get(request.namespace);
    const errors = runStatements(request, statements, (statement) => {
      const one = new Fields(statement, 'delete.deletes');
      if (!one.doc.has('q'))
        throw new MongoError(40414, "BSON field 'delete.deletes.q' is missing but a required field");
      const limit = one.count('limit') ?? badValue('delete needs a limit of 0 or 1');
      if (limit > 1) failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
      const found: Found[] = [];
      for (const entry of search(request, collection, readQuery(one, 'q'))) {
        found.push(entry);
        if (limit === 1) break;
      }
      for (const { record, doc } of found) collection?.remove(record, doc);
      deleted += found.length;
    });
    return reply(deleted, errors);
  },
};

export const writeCommands: readonly (readonly [string, Command])[] = [
  ['insert', insert],
  ['update', update],
  ['delete', deleteCommand],
];
