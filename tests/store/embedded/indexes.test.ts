import { MongoClient, type Collection, type Db, type Document } from 'mongodb';
import { embeddedServer } from '../../support/mongoServers.ts';

/** All stages of a plan, outermost first. */
function stagesOf(plan: Document): string[] {
  const inner = [plan['inputStage'], ...((plan['inputStages'] as Document[] | undefined) ?? [])].filter(
    (stage) => stage !== undefined,
  ) as Document[];
  return [plan['stage'] as string, ...inner.flatMap(stagesOf)];
}

describe('an index of the embedded server', () => {
  const server = embeddedServer();
  let client: MongoClient;
  let db: Db;
  let collection: Collection;

  beforeAll(async () => {
    client = new MongoClient(await server.uri());
    db = client.db('indexes');
    collection = db.collection('events');
    await collection.createIndexes([
      { key: { partyRef: 1, kind: 1, at: -1, _id: -1 }, name: 'timeline' },
      { key: { tags: 1 }, name: 'tags' },
      { key: { status: 1 }, name: 'open', partialFilterExpression: { status: { $in: ['new', 'open'] } } },
      { key: { code: 1 }, name: 'code', sparse: true, unique: true },
    ]);
    const docs = Array.from({ length: 3000 }, (_, index) => ({
      _id: index as never,
      partyRef: `p${index % 30}`,
      kind: index % 2 === 0 ? 'order' : 'call',
      at: new Date(1e12 + ((index * 7919) % 3000) * 1000),
      tags: [`t${index % 10}`, `u${index % 7}`],
      status: ['new', 'open', 'done', 'gone'][index % 4],
      ...(index < 100 ? { code: index } : {}),
    }));
    await collection.insertMany(docs);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const explain = async (
    filter: Document,
    sort: Document = {},
    limit = 0,
  ): Promise<{ stages: string[]; keys: number; docs: number; returned: number; index: unknown }> => {
    const { queryPlanner, executionStats } = (await collection
      .find(filter)
      .sort(sort as never)
      .limit(limit)
      .explain()) as { queryPlanner: Document; executionStats: Document };
    const text = JSON.stringify(queryPlanner);
    return {
      stages: stagesOf(queryPlanner['winningPlan'] as Document),
      index: /"indexName":"([^"]+)"/.exec(text)?.[1],
      keys: executionStats['totalKeysExamined'] as number,
      docs: executionStats['totalDocsExamined'] as number,
      returned: executionStats['nReturned'] as number,
    };
  };

  it('is not claimed for a query that none can answer', async () => {
    const plan = await explain({ other: 1 });
    expect(plan).toMatchObject({ stages: ['COLLSCAN'], docs: 3000 });
  });

  it('is not used by a partial index for a query that its filter does not hold', async () => {
    expect((await explain({ status: 'done' })).stages).toEqual(['COLLSCAN']);
    expect((await explain({ status: { $in: ['new', 'done'] } })).stages).toEqual(['COLLSCAN']);
    expect(await explain({ status: 'new' })).toMatchObject({ index: 'open', docs: 750, returned: 750 });
  });

  it('is not used by a sparse index for a query that matches what it lacks', async () => {
    expect((await explain({ code: null })).stages).toEqual(['COLLSCAN']);
    expect(await explain({ code: { $gte: 90 } })).toMatchObject({ index: 'code', docs: 10, returned: 10 });
  });

  it('reads only the first rows of each of several parties in order', async () => {
    const filter = { partyRef: { $in: ['p0', 'p2', 'p4', 'p6', 'p8'] }, kind: 'order' };
    const plan = await explain(filter, { at: -1, _id: -1 }, 20);
    expect(plan).toMatchObject({ index: 'timeline', returned: 20 });
    expect(plan.stages).toContain('SORT_MERGE');
    expect(plan.stages).not.toContain('SORT');
    expect(plan.docs).toBe(20);
    expect(plan.keys).toBeLessThan(40);
    const rows = await collection.find(filter).sort({ at: -1, _id: -1 }).limit(20).toArray();
    const all = (await collection
      .find({ $and: [filter] })
      .hint({ $natural: 1 })
      .toArray()) as unknown as { _id: number; at: Date }[];
    const expected = all.sort((a, b) => b.at.getTime() - a.at.getTime() || b._id - a._id).slice(0, 20);
    expect(rows).toEqual(expected);
  });

  it('answers the same order backwards', async () => {
    const plan = await explain({ partyRef: 'p3', kind: 'call' }, { at: 1, _id: 1 }, 5);
    expect(plan).toMatchObject({ index: 'timeline', docs: 5, keys: 5 });
    expect(plan.stages).not.toContain('SORT');
  });

  it('answers a range with the rest of the query checked', async () => {
    const at = new Date(1e12 + 1500 * 1000);
    const plan = await explain({ partyRef: 'p3', kind: 'call', at: { $gt: at } });
    expect(plan.index).toBe('timeline');
    expect(plan.docs).toBe(plan.returned);
    expect(plan.returned).toBeGreaterThan(0);
  });

  it('answers every branch of an $or', async () => {
    const plan = await explain({ $or: [{ partyRef: 'p1' }, { tags: 't5' }] });
    expect(plan.stages).toEqual(['FETCH', 'OR', 'IXSCAN', 'IXSCAN']);
    expect(plan.returned).toBe(
      await collection.countDocuments({ $or: [{ partyRef: 'p1' }, { tags: 't5' }] }, { hint: { $natural: 1 } }),
    );
  });

  it('gives each document once though several of its elements match', async () => {
    const filter = { tags: { $in: ['t1', 'u1', 't2'] } };
    const plan = await explain(filter);
    expect(plan).toMatchObject({ index: 'tags' });
    expect(plan.returned).toBe(await collection.countDocuments(filter, { hint: { $natural: 1 } }));
  });

  it('gives nothing that has ceased to match while the cursor rested', async () => {
    const resting = db.collection('resting');
    await resting.createIndex({ a: 1 });
    await resting.insertMany(Array.from({ length: 10 }, (_, index) => ({ _id: index as never, a: 1 })));
    const cursor = resting.find({ a: 1 }, { batchSize: 2 });
    const seen = [await cursor.next(), await cursor.next()];
    await resting.updateMany({ _id: { $gte: 5 as never } }, { $set: { a: 2 } });
    for await (const doc of cursor) seen.push(doc);
    expect(seen.map((doc) => doc?.['a'] as number)).toEqual([1, 1, 1, 1, 1]);
  });

  it('does not let two ranges on an array meet in one element', async () => {
    const arrays = db.collection('arrays');
    await arrays.createIndex({ v: 1 });
    await arrays.insertOne({ _id: 1 as never, v: [1, 10] });
    expect(await arrays.countDocuments({ v: { $gt: 5, $lt: 3 } })).toBe(1);
    expect(await arrays.countDocuments({ v: { $elemMatch: { $gt: 5, $lt: 3 } } })).toBe(0);
  });

  it('is told for updates, deletes, counts and aggregates too', async () => {
    const commands: Document[] = [
      { update: 'events', updates: [{ q: { partyRef: 'p1' }, u: { $set: { x: 1 } } }] },
      { delete: 'events', deletes: [{ q: { partyRef: 'p1' }, limit: 0 }] },
      { count: 'events', query: { partyRef: 'p1' } },
      { aggregate: 'events', pipeline: [{ $match: { partyRef: 'p1' } }, { $group: { _id: '$kind' } }], cursor: {} },
      { findAndModify: 'events', query: { partyRef: 'p1' }, remove: true },
    ];
    for (const explained of commands) {
      const { queryPlanner } = (await db.command({ explain: explained, verbosity: 'queryPlanner' })) as {
        queryPlanner: Document;
      };
      expect(stagesOf(queryPlanner['winningPlan'] as Document)).toContain('IXSCAN');
    }
    expect(await collection.countDocuments({ partyRef: 'p1' })).toBe(100);
    expect((await explain({ _id: 5 })).stages).toEqual(['IDHACK']);
  });

  describe('that is unique', () => {
    it('refuses a second document, by insert, update, upsert and build, and names the key', async () => {
      const unique = db.collection('unique');
      await unique.createIndex({ a: 1, b: -1 }, { unique: true });
      await unique.insertMany([
        { _id: 1 as never, a: 1, b: 1 },
        { _id: 2 as never, a: 1, b: 2 },
      ]);
      const duplicate = { code: 11000, keyPattern: { a: 1, b: -1 }, keyValue: { a: 1, b: 1 } };
      await expect(unique.insertOne({ a: 1, b: 1 })).rejects.toMatchObject(duplicate);
      await expect(unique.updateOne({ _id: 2 as never }, { $set: { b: 1 } })).rejects.toMatchObject(duplicate);
      await expect(
        unique.updateOne({ _id: 3 as never }, { $set: { a: 1, b: 1 } }, { upsert: true }),
      ).rejects.toMatchObject(duplicate);
      expect(await unique.find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, a: 1, b: 1 },
        { _id: 2, a: 1, b: 2 },
      ]);
      await expect(unique.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
      expect((await unique.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1_b_-1']);
      await unique.updateOne({ _id: 2 as never }, { $set: { b: 1 }, $inc: { a: 1 } });
    });

    it('takes 1 and 1.0 and Decimal128 1.00 for one key', async () => {
      const numbers = db.collection('numbers');
      await numbers.insertOne({ _id: 1 as never });
      await expect(
        db.command({
          insert: 'numbers',
          documents: [{ _id: (await import('mongodb')).Decimal128.fromString('1.00') }],
        }),
      ).resolves.toMatchObject({ writeErrors: [{ code: 11000 }] });
    });

    it('binds only the documents of its partial filter', async () => {
      const partial = db.collection('partial');
      await partial.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { active: true } });
      await partial.insertMany([{ a: 1 }, { a: 1 }, { a: 1, active: true }]);
      await expect(partial.insertOne({ a: 1, active: true })).rejects.toMatchObject({ code: 11000 });
    });

    it('admits one document without the field, any number when sparse', async () => {
      const plain = db.collection('missing');
      await plain.createIndex({ a: 1 }, { unique: true });
      await plain.createIndex({ b: 1 }, { unique: true, sparse: true });
      await plain.insertOne({});
      await expect(plain.insertOne({})).rejects.toMatchObject({ code: 11000, keyPattern: { a: 1 } });
      await plain.insertOne({ a: 1 });
    });
  });

  it('is built over what is there, and gone when dropped', async () => {
    const later = db.collection('later');
    await later.insertMany(Array.from({ length: 50 }, (_, index) => ({ a: index % 5 })));
    const plan = async (): Promise<string[]> =>
      stagesOf(
        ((await later.find({ a: 3 }).explain('queryPlanner')) as { queryPlanner: { winningPlan: Document } })
          .queryPlanner.winningPlan,
      );
    expect(await plan()).toEqual(['COLLSCAN']);
    await later.createIndex({ a: 1 });
    expect(await plan()).toEqual(['FETCH', 'IXSCAN']);
    expect(await later.countDocuments({ a: 3 })).toBe(10);
    await later.dropIndex('a_1');
    expect(await plan()).toEqual(['COLLSCAN']);
    await expect(later.createIndexes([{ key: { a: 1 }, name: 'x' }])).resolves.toEqual(['x']);
    await expect(later.createIndex({ a: 1 }, { name: 'y' })).rejects.toMatchObject({ code: 85 });
    await expect(later.createIndex({ b: 1 }, { name: 'x' })).rejects.toMatchObject({ code: 86 });
  });
});
