import type { Encodable } from '../bson/encode.ts';
import { Int32, type Doc } from '../bson/values.ts';
import { failedToParse } from '../errors.ts';
import { parseProjection } from '../query/projection.ts';
import { parseUpdate } from '../update/parse.ts';
import type { Command, Request } from './command.ts';
import type { Reply } from './reply.ts';
import { readQuery, search } from './query.ts';
import { applyUpdate, insertUpsert } from './writes.ts';

const fieldNames = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'fields',
  'upsert',
  'arrayFilters',
  'hint',
  'collation',
  'bypassDocumentValidation',
];

function answer(value: Doc | null, lastError: readonly (readonly [string, Encodable])[]): Reply {
  return new Map<string, Encodable>([
    ['lastErrorObject', new Map<string, Encodable>(lastError)],
    ['value', value],
  ]);
}

function run(request: Request): Reply {
  const fields = request.fields.onlyCommand(...fieldNames);
  const query = readQuery(fields, 'query');
  const projectionDoc = fields.document('fields');
  const projection =
    projectionDoc && projectionDoc.size > 0 ? parseProjection(projectionDoc, { expressions: false }) : undefined;
  const shown = (doc: Doc): Doc => (projection ? projection.apply(doc, request.context, query.filter) : doc);
  const [removing, returnNew, upsert] = ['remove', 'new', 'upsert'].map((name) => fields.flag(name) === true);
  if (removing && fields.doc.has('update')) failedToParse('Cannot specify both an update and remove=true');
  if (removing && upsert) failedToParse('Cannot specify both upsert=true and remove=true');
  if (removing && returnNew)
    failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (!removing && !fields.doc.has('update')) failedToParse('Either an update or remove=true must be specified');
  const update = removing ? undefined : parseUpdate(fields.value('update'), fields.array('arrayFilters'));
  const { store } = request.server;
  const { namespace } = request;
  const collection = store.get(namespace);
  const found = search(request, collection, query).next().value ?? undefined;
  const existing = (value: boolean): readonly [string, Encodable] => ['updatedExisting', value];
  if (found === undefined || collection === undefined) {
    if (update === undefined) return answer(null, [['n', new Int32(0)]]);
    if (!upsert) return answer(null, [['n', new Int32(0)], existing(false)]);
    const doc = insertUpsert(request, store.ensure(namespace), query, update);
    return answer(returnNew ? shown(doc) : null, [
      ['n', new Int32(1)],
      existing(false),
      ['upserted', doc.get('_id') ?? null],
    ]);
  }
  if (update === undefined) {
    collection.remove(found.record, found.doc);
    return answer(shown(found.doc), [['n', new Int32(1)]]);
  }
  // The old form is shown before the update may change what the positional projection refers to.
  const before = returnNew ? undefined : shown(found.doc);
  const { after } = applyUpdate(request, collection, found, update, query);
  return answer(before ?? shown(after), [['n', new Int32(1)], existing(true)]);
}

export const findAndModifyCommands: readonly (readonly [string, Command])[] = [
  ['findAndModify', { writes: true, run }],
  ['findandmodify', { writes: true, run }],
];
