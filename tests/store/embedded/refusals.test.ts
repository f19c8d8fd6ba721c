import { MongoClient, type Db, type Document } from 'mongodb';
import { embeddedServer } from '../../support/mongoServers.ts';

/** What the server does not know it refuses with MongoDB's code; it never answers as if it had understood. */
describe('the embedded server', () => {
  const server = embeddedServer();
  let client: MongoClient;
  let db: Db;

  beforeAll(async () => {
    client = new MongoClient(await server.uri());
    db = client.db('refusals');
    await db.collection('c').insertMany([{ a: 1, list: [1] }, { a: 'text' }]);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const find = (filter: Document, more: Document = {}): Document => ({ find: 'c', filter, ...more });
  const aggregate = (...pipeline: Document[]): Document => ({ aggregate: 'c', pipeline, cursor: {} });
  const update = (u: unknown, more: Document = {}): Document => ({
    update: 'c',
    updates: [{ q: { a: 1 }, u, ...more }],
  });

  it.each<[string, Document, number]>([
    ['an unknown command', { mapReduce: 'c' }, 59],
    ['an unknown field of a command', find({}, { tailable: true }), 40415],
    ['an unknown field of an update statement', update({ $set: { a: 1 } }, { sorted: 1 }), 40415],
    ['an unknown field of a delete statement', { delete: 'c', deletes: [{ q: {}, limit: 1, more: 1 }] }, 40415],
    ['a collation', find({}, { collation: { locale: 'de' } }), 2],
    ['a hint that names no index', find({}, { hint: 'nope' }), 2],
    ['a transaction', { find: 'c', txnNumber: 1, startTransaction: true, autocommit: false }, 20],
    ['a commit', { commitTransaction: 1 }, 20],
    ['a snapshot read', find({}, { readConcern: { level: 'snapshot' } }), 123],
    ['a write concern over other nodes', { insert: 'c', documents: [{}], writeConcern: { w: 2 } }, 2],
    ['a change stream', aggregate({ $changeStream: {} }), 40324],
    ['a negative limit', find({}, { limit: -1 }), 51024],
    ['a filter of the wrong type', { find: 'c', filter: 'x' }, 14],
    ['an unknown query operator', find({ a: { $near: 1 } }), 2],
    ['an unknown top-level operator', find({ $where: '1' }), 2],
    ['text search', find({ $text: { $search: 'x' } }), 2],
    ['an operator beside a plain field', find({ a: { $gt: 1, b: 1 } }), 2],
    ['$in without an array', find({ a: { $in: 1 } }), 2],
    ['an unknown expression', find({ $expr: { $function: {} } }), 168],
    ['an undefined variable', find({ $expr: { $eq: ['$$nope', 1] } }), 17276],
    ['a mixed projection', find({}, { projection: { a: 1, b: 0 } }), 31254],
    ['a sort by an expression', find({}, { sort: { a: { $meta: 'textScore' } } }), 2],
    ['an unknown stage', aggregate({ $graphLookup: {} }), 40324],
    ['a stage with two fields', aggregate({ $match: {}, $limit: 1 }), 40323],
    ['an unknown accumulator', aggregate({ $group: { _id: 1, x: { $stdDevPop: '$a' } } }), 15952],
    ['$lookup with let', aggregate({ $lookup: { from: 'c', let: {}, pipeline: [], as: 'x' } }), 9],
    ['$out', aggregate({ $out: 'other' }), 40324],
    ['an aggregate without cursor', { aggregate: 'c', pipeline: [] }, 9],
    ['a capped collection', { create: 'capped', capped: true, size: 1 }, 40415],
    ['a text index', { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'x' }] }, 67],
    ['an unknown index option', { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', hidden: true }] }, 197],
    [
      'a second name for an index',
      { createIndexes: 'c', indexes: [{ key: { _id: 1 }, name: '_id_', unique: 1, bits: 2 }] },
      197,
    ],
    ['dropping an index that is not there', { dropIndexes: 'c', index: 'nope' }, 27],
    ['dropping _id_', { dropIndexes: 'c', index: '_id_' }, 72],
    ['a cursor that is not open', { getMore: 5n, collection: 'c' }, 43],
    ['a name of a database with a blank', { insert: 'c', documents: [{}], $db: 'x y' }, 73],
  ])('refuses %s', async (_name, command, code) => {
    const target = typeof command['$db'] === 'string' ? client.db(command['$db']) : db;
    await expect(
      target.command(Object.fromEntries(Object.entries(command).filter(([key]) => key !== '$db'))),
    ).rejects.toMatchObject({ code });
  });

  it.each<[string, unknown, number]>([
    ['an unknown operator', { $sets: { a: 1 } }, 9],
    ['a mixture of fields and operators', { b: 1, $set: { a: 1 } }, 52],
    ['two operators on one path', { $set: { b: 1 }, $inc: { b: 1 } }, 40],
    ['operators on a path and below it', { $set: { 'b.c': 1 }, $unset: { b: 1 } }, 40],
    ['a new _id', { $set: { _id: 5 } }, 66],
    ['an empty part of a path', { $set: { 'a..b': 1 } }, 56],
    ['$inc by a string', { $inc: { n: 'x' } }, 14],
    ['$inc of a string', { $inc: { s: 1 } }, 14],
    ['a path through a number', { $set: { 'a.b': 1 } }, 28],
    ['$push to a number', { $push: { a: 1 } }, 2],
    ['an unknown clause of $push', { $push: { list: { $each: [1], $every: 1 } } }, 2],
    ['an array filter that is missing', { $set: { 'list.$[i]': 1 } }, 2],
    ['array updates of a missing array', { $set: { 'none.$[]': 1 } }, 2],
    ['a stage that makes more documents', [{ $group: { _id: 1 } }], 72],
    ['a regular expression as a value', { $set: { r: /x/ } }, 2],
  ])('refuses an update with %s and changes nothing', async (_name, change, code) => {
    const collection = db.collection('updates');
    await collection.deleteMany({});
    const before = { _id: 1 as never, a: 1, s: 'text', list: [1] };
    await collection.insertOne(before);
    // The driver refuses some of these by itself: the command goes to the server as it is.
    const reply = await db.command({ update: 'updates', updates: [{ q: { a: 1 }, u: change }] });
    expect(reply['writeErrors']).toMatchObject([{ index: 0, code }]);
    expect(await collection.findOne({})).toEqual(before);
  });

  it('refuses values that it could not compare, and stores nothing of the batch after them', async () => {
    const reply = await db.command({ insert: 'values', documents: [{ _id: 1 }, { _id: 2, r: /x/ }, { _id: 3 }] });
    expect(reply).toMatchObject({ n: 1, writeErrors: [{ index: 1, code: 2 }] });
    expect(await db.collection('values').countDocuments()).toBe(1);
  });

  it('puts no data into its messages', async () => {
    const collection = db.collection('secrets');
    await collection.createIndex({ mail: 1 }, { unique: true });
    await collection.insertOne({ mail: 'ada@example.com' });
    const error = await collection.insertOne({ mail: 'ada@example.com' }).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 11000, keyPattern: { mail: 1 }, keyValue: { mail: 'ada@example.com' } });
    expect((error as Error).message).not.toContain('ada');
  });
});
