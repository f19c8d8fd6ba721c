import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { failedToParse, MongoError } from '../errors.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parsePipeline, runStages } from '../pipeline/pipeline.ts';
import type { Command, Request } from './command.ts';
import { batchSizeOf } from './catalog.ts';
import { Fields } from './fields.ts';
import { readQuery, search, type QuerySpec } from './query.ts';

const fieldNames = ['pipeline', 'cursor', 'hint', 'collation', 'allowDiskUse', 'explain', 'bypassDocumentValidation'];

/** Takes `$match` and `$sort` from the front of a pipeline: what an index can answer. */
function split(request: Request): { query: QuerySpec; rest: Value[] } {
  const fields = request.fields.onlyCommand(...fieldNames);
  const stages = fields.array('pipeline');
  if (stages === undefined)
    throw new MongoError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  parsePipeline(stages);
  const query = new Map<string, Value>(fields.doc);
  for (const name of ['query', 'sort']) query.delete(name);
  const rest = [...stages];
  const front = (name: string): Value | undefined =>
    isDoc(rest[0]) && rest[0].has(name) ? (rest.shift() as Doc).get(name) : undefined;
  const conditions: Value[] = [];
  for (let condition = front('$match'); condition !== undefined; condition = front('$match'))
    conditions.push(condition);
  if (conditions.length === 1) query.set('query', conditions[0] as Value);
  if (conditions.length > 1) query.set('query', new Map([['$and', conditions]]));
  const order = front('$sort');
  if (order !== undefined) query.set('sort', order);
  return { query: readQuery(new Fields(query, 'aggregate'), 'query'), rest };
}

/** The query at the front of a pipeline, for explain. */
export const leadingQuery = (request: Request): QuerySpec => split(request).query;

const aggregate: Command = {
  run: (request) => {
    const { fields } = request;
    const { query, rest } = split(request);
    fields.flag('allowDiskUse');
    if (fields.doc.has('explain'))
      failedToParse("this server takes the explain command instead of aggregate's explain option");
    const cursor = fields.document('cursor');
    if (cursor === undefined)
      return failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
    const { store } = request.server;
    const stages = parsePipeline(rest);
    const docs = function* (): Generator<Doc> {
      for (const { doc } of search(request, store.get(request.namespace), query)) yield doc;
    };
    const read = function* (collection: string, condition: Doc): Generator<Doc> {
      const foreign = { filter: parseFilter(condition), sortDoc: new Map(), fields: new Fields(new Map(), '$lookup') };
      for (const { doc } of search(request, store.get(`${request.database}.${collection}`), foreign)) yield doc;
    };
    const rows = runStages(stages, docs(), { context: request.context, read });
    return request.server.cursors.start(request.namespace, rows[Symbol.iterator](), batchSizeOf(cursor));
  },
};

export const aggregateCommands: readonly (readonly [string, Command])[] = [['aggregate', aggregate]];
