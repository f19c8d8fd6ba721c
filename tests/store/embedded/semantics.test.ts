import { Decimal128, Double, Int32, Long, MongoClient, type Collection, type Db, type Document } from 'mongodb';
import { embeddedServer } from '../../support/mongoServers.ts';

/** MongoDB's answers where the independent server of the differential test gives others (differential/knownFaults.ts). */
describe('the embedded server', () => {
  const server = embeddedServer();
  let client: MongoClient;
  let db: Db;
  let count = 0;

  beforeAll(async () => {
    client = new MongoClient(await server.uri(), { promoteValues: false });
    db = client.db('semantics');
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const holding = async (...docs: Document[]): Promise<Collection> => {
    const collection = db.collection(`c${++count}`);
    await collection.insertMany(docs.map((doc, index) => ({ _id: new Int32(index) as never, ...doc })));
    return collection;
  };
  const idsOf = async (collection: Collection, filter: Document): Promise<number[]> =>
    (await collection.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => (_id as unknown as Int32).value);

  it('compares numbers by value, documents by order, and null as the manual says', async () => {
    const collection = await holding(
      { a: Decimal128.fromString('1.00') },
      { a: Long.fromNumber(1) },
      { a: null },
      {},
      { a: { x: 1, y: 2 } },
      { a: [] },
    );
    expect(await idsOf(collection, { a: Decimal128.fromString('1.0') })).toEqual([0, 1]);
    expect(await idsOf(collection, { a: new Double(1) })).toEqual([0, 1]);
    expect(await idsOf(collection, { a: { $gte: null } })).toEqual([2, 3]);
    expect(await idsOf(collection, { a: { $gt: null } })).toEqual([]);
    expect(await idsOf(collection, { a: { y: 2, x: 1 } })).toEqual([]);
    expect(await idsOf(collection, { a: { x: 1, y: 2 } })).toEqual([4]);
    expect(await idsOf(collection, { a: { $lt: 'text' } })).toEqual([]);
    expect(await idsOf(collection, { 'a.b': null })).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps the type of every number, and widens only where the sum does not fit', async () => {
    const collection = await holding({
      i: new Int32(2_147_483_647),
      l: Long.fromNumber(1),
      d: new Double(1),
      m: Decimal128.fromString('1.10'),
    });
    await collection.updateOne({}, { $inc: { i: 1, l: 1, d: 1, m: 1 } });
    expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({
      i: Long.fromNumber(2_147_483_648),
      l: Long.fromNumber(2),
      d: new Double(2),
      m: Decimal128.fromString('2.10'),
    });
    await collection.updateOne({}, { $set: { l: Long.MAX_VALUE } });
    await expect(collection.updateOne({}, { $inc: { l: 1 } })).rejects.toMatchObject({ code: new Int32(2) });
  });

  it('adds new fields in the order of their names, and keeps the order of those that are there', async () => {
    const collection = await holding({ z: 1, m: 1 });
    await collection.updateOne({}, { $set: { z: 2, y: 1 }, $inc: { b: 1 }, $unset: { m: '' } });
    expect(Object.keys((await collection.findOne({})) as Document)).toEqual(['_id', 'z', 'b', 'y']);
  });

  it('counts as modified only what changed', async () => {
    const collection = await holding({ a: 1 });
    const result = await collection.updateOne({}, { $set: { a: 1 } });
    expect([Number(result.matchedCount), Number(result.modifiedCount)]).toEqual([1, 0]);
    expect(Number((await collection.updateOne({}, { $set: { a: Long.fromNumber(1) } })).modifiedCount)).toBe(1);
  });

  it('makes an upsert of the equalities of the query, without what only compares', async () => {
    const collection = await holding({ a: 1 });
    await collection.updateOne(
      { 'k.x': 1, b: { $gt: 5 }, c: { $eq: 2 }, _id: 'new' as never },
      { $set: { d: 1 }, $setOnInsert: { e: 1 } },
      { upsert: true },
    );
    expect(await collection.findOne({ _id: 'new' as never })).toEqual({
      _id: 'new',
      c: new Int32(2),
      k: { x: new Int32(1) },
      d: new Int32(1),
      e: new Int32(1),
    });
  });

  it('answers no document for $count of nothing, and a Long for the position of $unwind', async () => {
    const collection = await holding({ a: ['x', 'y'] });
    expect(await collection.aggregate([{ $match: { b: 1 } }, { $count: 'n' }]).toArray()).toEqual([]);
    const rows = await collection.aggregate([{ $unwind: { path: '$a', includeArrayIndex: 'at' } }]).toArray();
    expect(rows.map(({ at }) => at as unknown)).toEqual([Long.fromNumber(0), Long.fromNumber(1)]);
  });

  it('finds the distinct values through arrays of documents, equal numbers once', async () => {
    const collection = await holding(
      { items: [{ k: 'p' }, { k: 3 }] },
      { items: [{ k: Decimal128.fromString('3.0') }, { k: true }] },
    );
    expect(await collection.distinct('items.k')).toEqual(['p', new Int32(3), true]);
  });

  it('adds to a nested document in $set of a pipeline, and makes one of a scalar', async () => {
    const collection = await holding({ n: { x: 1, y: 2 } }, { n: 5 });
    await collection.updateMany({}, [{ $set: { n: { y: 3, z: 4 } } }]);
    const rows = await collection.find().sort({ _id: 1 }).toArray();
    expect(rows.map(({ n }) => n as unknown)).toEqual([
      { x: new Int32(1), y: new Int32(3), z: new Int32(4) },
      { y: new Int32(3), z: new Int32(4) },
    ]);
  });

  it('updates and shows the array element that the query matched', async () => {
    const collection = await holding({
      items: [
        { k: 'p', v: 1 },
        { k: 'q', v: 2 },
        { k: 'q', v: 3 },
      ],
    });
    await collection.updateOne({ 'items.k': 'q' }, { $set: { 'items.$.v': 9 } });
    await collection.updateOne({ items: { $elemMatch: { k: 'q', v: 3 } } }, { $inc: { 'items.$.v': 1 } });
    const [row] = await collection.find({ 'items.k': 'q' }, { projection: { _id: 0, 'items.$': 1 } }).toArray();
    expect(row).toEqual({ items: [{ k: 'q', v: new Int32(9) }] });
    expect((await collection.findOne({}))?.['items']).toEqual([
      { k: 'p', v: new Int32(1) },
      { k: 'q', v: new Int32(9) },
      { k: 'q', v: new Int32(4) },
    ]);
    await expect(
      collection.updateOne({ _id: new Int32(0) as never }, { $set: { 'items.$.v': 1 } }),
    ).rejects.toMatchObject({ code: new Int32(2) });
  });

  it('reads a large result in batches, and goes on when documents vanish between them', async () => {
    const collection = await holding(...Array.from({ length: 500 }, (_, index) => ({ a: index % 2 })));
    const cursor = collection.find({ a: 1 }, { batchSize: 20 }).sort({ _id: -1 });
    const seen: number[] = [];
    for await (const { _id } of cursor) {
      seen.push((_id as unknown as Int32).value);
      if (seen.length === 30) await collection.deleteMany({ _id: { $lt: new Int32(100) as never } });
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => 499 - 2 * index));
  });

  it('runs a mixed bulk write and says what each part did', async () => {
    const { collectionName } = await holding({ a: 1 }, { a: 2 });
    const collection = db.collection(collectionName, { promoteValues: true });
    const result = await collection.bulkWrite([
      { insertOne: { document: { _id: 'x' as never } } },
      { updateMany: { filter: { a: { $exists: true } }, update: { $inc: { a: 1 } } } },
      { replaceOne: { filter: { _id: 'y' as never }, replacement: { b: 1 }, upsert: true } },
      { deleteOne: { filter: { a: 3 } } },
    ]);
    expect([
      result.insertedCount,
      result.matchedCount,
      result.modifiedCount,
      result.upsertedCount,
      result.deletedCount,
    ]).toEqual([1, 2, 2, 1, 1]);
    expect(await collection.countDocuments()).toBe(3);
  });

  it('writes its own time with $currentDate', async () => {
    const collection = await holding({});
    const before = Date.now();
    await collection.updateOne({}, { $currentDate: { at: true, also: { $type: 'date' } } as never });
    const doc = (await collection.findOne({})) as unknown as { at: Date; also: Date };
    expect(doc.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(doc.also).toEqual(doc.at);
    await expect(
      collection.updateOne({}, { $currentDate: { at: { $type: 'timestamp' } } as never }),
    ).rejects.toMatchObject({ code: new Int32(2) });
  });

  it('lists collections and drops a database', async () => {
    const other = client.db('semantics_other');
    await other.collection('a').insertOne({});
    await other.collection('b').insertOne({});
    expect((await other.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['a', 'b']);
    await other.dropDatabase();
    expect(await other.listCollections().toArray()).toEqual([]);
    expect(await other.collection('a').countDocuments()).toBe(0);
  });
});
