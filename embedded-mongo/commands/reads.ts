import { identityOf } from '../bson/key.ts';
import { isNumeric, Int32, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import { failedToParse, MongoError } from '../errors.ts';
import { walkPath } from '../query/path.ts';
import type { Command, Request } from './command.ts';
import type { Reply } from './reply.ts';
import { readFind, readQuery, search } from './query.ts';

const find: Command = {
  run: (request) => {
    const { rows, batchSize, singleBatch } = readFind(request);
    return request.server.cursors.start(request.namespace, rows(), batchSize, singleBatch);
  },
};

const getMore: Command = {
  run: (request) => {
    const fields = request.fields.onlyCommand('collection', 'batchSize');
    const id = fields.value('getMore');
    if (typeof id !== 'bigint') throw new MongoError(14, "BSON field 'getMore.getMore' has to be a long");
    return request.server.cursors.next(
      id,
      `${request.database}.${fields.string('collection') ?? ''}`,
      fields.count('batchSize'),
    );
  },
};

const killCursors: Command = {
  run: (request) => {
    const cursors = request.fields.onlyCommand('cursors').array('cursors') ?? [];
    const ids = cursors.filter((id) => typeof id === 'bigint');
    const killed = ids.filter((id) => request.server.cursors.kill(id));
    const missing = ids.filter((id) => !killed.includes(id));
    return new Map([
      ['cursorsKilled', killed],
      ['cursorsNotFound', missing],
      ['cursorsAlive', []],
      ['cursorsUnknown', []],
    ]);
  },
};

const integer = (count: number): Int32 => new Int32(count);

/** `skip` and `limit` of count may be any numbers; a negative limit counts as its magnitude. */
function countNumber(request: Request, name: string): number {
  const value = request.fields.value(name);
  if (value === undefined) return 0;
  if (!isNumeric(value)) return failedToParse(`${name} of count has to be a number`);
  return Math.abs(Math.trunc(toNumber(value)));
}

const count: Command = {
  run: (request) => {
    const fields = request.fields.onlyCommand('query', 'limit', 'skip', 'hint', 'collation');
    const [skip, limit] = [countNumber(request, 'skip'), countNumber(request, 'limit')];
    const query = readQuery(fields, 'query');
    const collection = request.server.store.get(request.namespace);
    let total = 0;
    if (collection && (fields.document('query')?.size ?? 0) === 0 && !fields.doc.has('hint')) total = collection.count;
    else for (const found of search(request, collection, query)) if (found) total++;
    const rest = Math.max(0, total - skip);
    return new Map([['n', integer(limit > 0 ? Math.min(limit, rest) : rest)]]);
  },
};

const distinct: Command = {
  run: (request): Reply => {
    const fields = request.fields.onlyCommand('key', 'query', 'hint', 'collation');
    const key = fields.string('key');
    if (key === undefined) throw new MongoError(40414, "BSON field 'distinct.key' is missing but a required field");
    if (key === '') throw new MongoError(2, 'the key of distinct cannot be empty');
    const parts = key.split('.');
    const values = new Map<string, Value>();
    const add = (value: Value): void => {
      const identity = identityOf(value);
      if (!values.has(identity)) values.set(identity, value);
    };
    const query = readQuery(fields, 'query');
    for (const { doc } of search(request, request.server.store.get(request.namespace), query)) {
      walkPath(doc, parts, 0, (value) => {
        if (Array.isArray(value)) value.forEach(add);
        else if (value !== undefined) add(value);
        return false;
      });
    }
    return new Map([['values', [...values.values()]]]);
  },
};

export const readCommands: readonly (readonly [string, Command])[] = [
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['count', count],
  ['distinct', distinct],
];
