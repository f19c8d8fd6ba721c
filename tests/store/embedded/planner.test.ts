import { MongoClient, type Collection, type Document } from 'mongodb';
import { embeddedServer } from '../../support/mongoServers.ts';
import { filter, sort } from '../differential/filters.ts';
import { Random } from '../differential/random.ts';
import { document, number } from '../differential/values.ts';

const rounds = Number(process.env['PLANNER_ROUNDS'] ?? 250);

/** Conditions that several elements of an array can satisfy together, which is where bounds go wrong. */
const arrayRanges = (random: Random): Document =>
  random.oneOf<Document>(
    () => ({ tags: { $gte: number(random), $lt: number(random) } }),
    () => ({ 'items.v': { $gt: number(random), $lte: number(random) }, 'items.k': random.pick(['p', 'q']) }),
    () => ({ 'items.k': { $in: ['p', 'r'] }, 'items.v': number(random) }),
    () => ({ a: { $gte: number(random), $lte: number(random) }, c: { $exists: true } }),
    () => ({ tags: { $all: [number(random), 'a'] } }),
    () => ({ $or: [filter(random), { tags: number(random) }], a: { $ne: null } }),
  );

describe('a query of the embedded server', () => {
  const server = embeddedServer();
  let client: MongoClient;
  let collection: Collection;

  beforeAll(async () => {
    client = new MongoClient(await server.uri());
    collection = client.db('planner').collection('c');
    await collection.createIndexes([
      { key: { a: 1 } },
      { key: { b: 1, a: -1, _id: -1 } },
      { key: { tags: 1, b: 1 } },
      { key: { b: -1, tags: -1 } },
      { key: { 'n.x': -1, c: 1, _id: 1 } },
      { key: { 'items.k': 1, 'items.v': -1 } },
      { key: { 'items.v': 1 } },
      { key: { c: 1 }, sparse: true },
      { key: { a: 1, c: 1 }, name: 'partial', partialFilterExpression: { b: { $gt: 1 } } },
      {
        key: { c: -1, b: 1 },
        name: 'partial2',
        partialFilterExpression: { a: { $exists: true }, c: { $type: 'string' } },
      },
    ]);
    const random = new Random(99);
    await collection.insertMany(
      random.list(300, 300, () => document(random)).map((doc, index) => ({ ...doc, _id: index as never })),
    );
    await collection.updateMany({ _id: { $mod: [3, 0] } as never }, [{ $set: { b: { $type: '$a' } } }]);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  it(
    'finds by its indexes what a scan of the collection finds, in the same order',
    async () => {
      const random = new Random(7);
      const indexes = new Set<string>();
      for (let round = 0; round < rounds; round++) {
        const query = random.chance(0.5)
          ? filter(random)
          : random.chance(0.5)
            ? arrayRanges(random)
            : { $and: [arrayRanges(random), filter(random)] };
        const order = sort(random) as Record<string, 1 | -1>;
        const limit = random.chance(0.4) ? 1 + random.below(8) : 0;
        const planned = collection.find(query).sort(order).limit(limit);
        const scanned = collection.find(query).sort(order).limit(limit).hint({ $natural: 1 });
        const [ids, expected] = await Promise.all(
          [planned, scanned].map(async (cursor) => (await cursor.toArray()).map(({ _id }) => _id)),
        );
        if (JSON.stringify(ids) !== JSON.stringify(expected)) {
          throw new Error(`round ${round}: ${JSON.stringify({ query, order, limit, ids, expected })}`);
        }
        const plan = JSON.stringify(await collection.find(query).sort(order).explain('queryPlanner'));
        for (const [, name] of plan.matchAll(/"indexName":"([^"]+)"/g)) indexes.add(name as string);
      }
      // The comparison means something only when the planner did use what there is.
      expect(indexes.size).toBeGreaterThanOrEqual(8);
    },
    30_000 + rounds * 60,
  );

  it('finds nothing by a value longer than any key, and by a range from or to it what lies there', async () => {
    const long = `zz${'y'.repeat(5_000)}`;
    const few = client.db('planner').collection<{ _id: string; t: string }>('few');
    await few.createIndexes([{ key: { t: 1, _id: 1 } }, { key: { t: -1 } }]);
    await few.insertMany(['a', 'zz', `zz${'y'.repeat(500)}`, 'zzz'].map((text) => ({ _id: text, t: text })));
    const found = async (query: Document, order: 1 | -1 = 1): Promise<string[]> =>
      (await few.find(query).sort({ t: order }).toArray()).map(({ _id }) => _id.slice(0, 4));
    for (const field of ['_id', 't']) {
      expect(await found({ [field]: long })).toEqual([]);
      expect(await found({ [field]: { $in: [long, 'a', `${long}x`] } })).toEqual(['a']);
      expect(await found({ [field]: { $gte: long } })).toEqual(['zzz']);
      expect(await found({ [field]: { $lt: long } }, -1)).toEqual(['zzyy', 'zz', 'a']);
      expect(await found({ [field]: { $gt: long, $lte: `${long}x` } }, -1)).toEqual([]);
    }
    expect(await found({ t: long, _id: { $gt: 'a' } })).toEqual([]);
    expect(await few.countDocuments({ t: { $in: [long, 'zz'] } })).toBe(1);
    expect((await few.updateOne({ _id: long }, { $set: { t: 'b' } })).matchedCount).toBe(0);
    await expect(few.insertOne({ _id: long, t: 'b' })).rejects.toMatchObject({ code: 17280 });
  });
});
