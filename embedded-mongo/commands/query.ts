import { RawDoc } from '../bson/encode.ts';
import { pickFields } from '../bson/pick.ts';
import { isDoc, type Doc } from '../bson/values.ts';
import { failedToParse } from '../errors.ts';
import { execute, type Found } from '../planner/execute.ts';
import { naturalOf, planQuery, type Plan } from '../planner/plan.ts';
import type { Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseProjection, type Projection } from '../query/projection.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { Request } from './command.ts';
import type { Row } from './cursors.ts';
import type { Fields } from './fields.ts';

/** The query part of a command, whatever its fields are called there. */
export interface QuerySpec {
  readonly filter: Filter;
  readonly sortDoc: Doc;
  readonly fields: Fields;
}

export function readQuery(fields: Fields, filterName: string, sortName = 'sort'): QuerySpec {
  fields.assertSimpleCollation();
  const hint = fields.value('hint');
  if (hint !== undefined && typeof hint !== 'string' && !isDoc(hint))
    failedToParse('hint must be a string or an object');
  return {
    filter: parseFilter(fields.document(filterName) ?? new Map()),
    sortDoc: fields.document(sortName) ?? new Map(),
    fields,
  };
}

export function planOf(collection: Collection, query: QuerySpec): Plan {
  const natural = naturalOf(query.sortDoc);
  const sort = natural ? undefined : parseSort(query.sortDoc);
  return planQuery(collection, query.filter, sort, query.fields.value('hint'), natural);
}

/** The documents of a query; none when the collection does not exist (a wrong sort is still refused). */
export function* search(request: Request, collection: Collection | undefined, query: QuerySpec): Generator<Found> {
  if (collection === undefined) {
    if (!naturalOf(query.sortDoc)) parseSort(query.sortDoc);
    return;
  }
  yield* execute(collection, planOf(collection, query), request.context, request.meter);
}

const findFields = [
  'filter',
  'sort',
  'projection',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'hint',
  'collation',
  'allowDiskUse',
];

/** Reads a find command: its query, and its rows when they are asked for. */
export function readFind(request: Request): {
  query: QuerySpec;
  rows: () => Generator<Row>;
  batchSize: number | undefined;
  singleBatch: boolean;
} {
  const fields = request.fields.onlyCommand(...findFields);
  const query = readQuery(fields, 'filter');
  const projectionDoc = fields.document('projection');
  const projection =
    projectionDoc && projectionDoc.size > 0 ? parseProjection(projectionDoc, { expressions: false }) : undefined;
  const skip = fields.count('skip') ?? 0;
  const limit = fields.count('limit') ?? 0;
  const batchSize = fields.count('batchSize');
  const singleBatch = fields.flag('singleBatch') === true;
  fields.flag('allowDiskUse');
  const collection = request.server.store.get(request.namespace);
  return {
    query,
    rows: () => rowsOf(request, search(request, collection, query), projection, query.filter, skip, limit),
    batchSize,
    singleBatch,
  };
}

function* rowsOf(
  request: Request,
  found: Generator<Found>,
  projection: Projection | undefined,
  filter: Filter,
  skip: number,
  limit: number,
): Generator<Row> {
  let passed = 0;
  for (const row of found) {
    if (passed++ < skip) continue;
    yield projection ? projected(row, projection, request, filter) : new RawDoc(row.bytes);
    if (limit > 0 && passed - skip >= limit) return;
  }
}

function projected(row: Found, projection: Projection, request: Request, filter: Filter): Row {
  const { whole } = projection;
  const picked = whole && pickFields(row.bytes, whole.names, whole.including);
  return picked ? new RawDoc(picked) : projection.apply(row.doc, request.context, filter);
}
