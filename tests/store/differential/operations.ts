import { EJSON } from 'bson';
import {
  Decimal128,
  Double,
  Int32,
  Long,
  MongoServerError,
  MongoBulkWriteError,
  type Collection,
  type Document,
  type AnyBulkWriteOperation,
} from 'mongodb';
import { filter, sort } from './filters.ts';
import type { Random } from './random.ts';
import { positionalUpdate, replacement, safeUpdate, update } from './updates.ts';
import { document, id } from './values.ts';

/** One operation, described for a report and ready to run on either server. */
export interface Operation {
  readonly description: string;
  run(collection: Collection): Promise<unknown>;
}

const operation = (name: string, args: unknown, run: Operation['run']): Operation => ({
  description: `${name} ${EJSON.stringify(args as Document, { relaxed: false })}`,
  run,
});

/** A query that at most one document matches, so that both servers change the same one. */
const single = (random: Random): Document => ({ _id: id(random), ...(random.chance(0.25) ? filter(random) : {}) });

const projection = (random: Random): Document =>
  random.pick<Document>([
    { a: 1, 'n.x': 1 },
    { a: 0, n: 0 },
    { _id: 0, b: 1, tags: 1 },
    { 'items.v': 1 },
    { 'items.k': 0 },
    { tags: { $slice: 2 } },
    { items: { $elemMatch: { k: 'p' } } },
    { sum: { $ifNull: ['$a', '$b'] }, c: 1 },
  ]);

const find = (random: Random): Operation => {
  const query = filter(random);
  const options = {
    sort: sort(random),
    ...(random.chance(0.4) ? { limit: 1 + random.below(5) } : {}),
    ...(random.chance(0.2) ? { skip: random.below(4) } : {}),
    ...(random.chance(0.4) ? { projection: projection(random) } : {}),
    ...(random.chance(0.2) ? { batchSize: 2 } : {}),
  };
  return operation('find', { query, ...options }, (collection) => collection.find(query, options).toArray());
};

const stages = (random: Random): Document[][] => [
  [{ $group: { _id: '$a', n: { $sum: 1 }, least: { $min: '$b' }, most: { $max: '$c' } } }, { $sort: { _id: 1 } }],
  [
    { $sort: { _id: 1 } },
    { $group: { _id: { $type: '$a' }, first: { $first: '$a' }, all: { $push: '$b' }, total: { $sum: '$count' } } },
    { $sort: { _id: 1 } },
  ],
  [
    { $unwind: random.pick<unknown>(['$tags', { path: '$tags', preserveNullAndEmptyArrays: true }, '$items']) },
    { $sort: { _id: 1, tags: 1, 'items.v': 1, 'items.k': 1 } },
  ],
  [
    { $sort: sort(random) },
    { $skip: random.below(3) },
    { $limit: 1 + random.below(5) },
    { $project: projection(random)['tags'] ? { tags: 1 } : { a: 1, b: 1 } },
  ],
  [
    {
      $set: {
        size: { $cond: [{ $isArray: '$tags' }, { $size: '$tags' }, -1] },
        low: { $min: ['$a', '$b'] },
        cmp: { $cmp: ['$a', '$b'] },
      },
    },
    { $sort: { _id: 1 } },
  ],
  [{ $facet: { some: [{ $sort: { _id: 1 } }, { $limit: 2 }], n: [{ $group: { _id: null, n: { $sum: 1 } } }] } }],
  [{ $lookup: { from: 'other', localField: 'b', foreignField: 'k', as: 'found' } }, { $sort: { _id: 1 } }],
  [
    {
      $set: {
        kept: { $filter: { input: { $cond: [{ $isArray: '$tags' }, '$tags', []] }, cond: { $gte: ['$$this', 'b'] } } },
        last: { $arrayElemAt: [{ $cond: [{ $isArray: '$items' }, '$items', []] }, -1] },
      },
    },
    { $sort: { _id: 1 } },
  ],
];

const aggregate = (random: Random): Operation => {
  const pipeline = [...(random.chance(0.7) ? [{ $match: filter(random) }] : []), ...random.pick(stages(random))];
  return operation('aggregate', pipeline, (collection) => collection.aggregate(pipeline).toArray());
};

const write = (random: Random): AnyBulkWriteOperation<Document> =>
  random.oneOf<AnyBulkWriteOperation<Document>>(
    () => ({ insertOne: { document: document(random) } }),
    () => {
      const query = single(random);
      return {
        updateOne: {
          filter: query,
          ...update(random),
          upsert: mayUpsert(query) && random.chance(0.4),
        } as never,
      };
    },
    () => ({ updateMany: { filter: filter(random), ...safeUpdate(random) } as never }),
    () => ({
      updateMany: {
        filter: { $and: [filter(random), { items: { $type: 'array' } }] },
        ...positionalUpdate(random),
      } as never,
    }),
    () => ({
      replaceOne: {
        filter: { _id: id(random) } as never,
        replacement: replacement(random),
        upsert: random.chance(0.5),
      },
    }),
    () => ({ deleteOne: { filter: single(random) as never } }),
  );

const bulk = (random: Random): Operation => {
  const writes = random.list(1, 5, () => write(random));
  const ordered = random.chance(0.5);
  return operation('bulkWrite', { writes, ordered }, async (collection) => {
    // The driver adds up the counts of a bulk write only when they come as plain numbers.
    const counting = collection.db.collection(collection.collectionName, { promoteValues: true });
    const result = await counting.bulkWrite(writes, { ordered });
    return [result.insertedCount, result.matchedCount, result.modifiedCount, result.deletedCount, result.upsertedIds];
  });
};

const findAndModify = (random: Random): Operation => {
  const query = random.chance(0.5) ? single(random) : filter(random);
  const options = {
    sort: sort(random),
    ...(random.chance(0.3) ? { projection: { a: 1, tags: 1, n: 1 } } : {}),
    returnDocument: random.pick(['before', 'after'] as const),
  };
  const { update: change } = update(random);
  // An upsert without `_id` in its query makes a random one.
  const upsert = mayUpsert(query) && random.chance(0.4);
  return random.oneOf(
    () =>
      operation('findOneAndDelete', { query, ...options }, (collection) =>
        collection.findOneAndDelete(query, { sort: options.sort }),
      ),
    () =>
      operation('findOneAndUpdate', { query, change, upsert, ...options }, (collection) =>
        collection.findOneAndUpdate(query, change, { ...options, upsert }),
      ),
  );
};

/** `_id` is given, and no `$in`, of which the embedded server refuses a single value in an upsert. */
const mayUpsert = (query: Document): boolean =>
  query['_id'] !== undefined && !isDocument(query['_id']) && !canonical(query).includes('"$in"');

const isDocument = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const reads = (random: Random): Operation => {
  const query = filter(random);
  const key = random.pick(['a', 'b', 'n.x', 'tags']);
  return random.oneOf(
    () => operation('count', query, (collection) => collection.countDocuments(query)),
    () =>
      operation('distinct', { key, query }, async (collection) =>
        distinctValues(await collection.distinct(key, query)),
      ),
  );
};

const deleteMany = (random: Random): Operation => {
  const query = { $and: [filter(random), filter(random)] };
  return operation('deleteMany', query, async (collection) => (await collection.deleteMany(query)).deletedCount);
};

const canonical = (value: unknown): string => EJSON.stringify(value as Document, { relaxed: false });

/** The values as a sorted set, numbers of all types as one and without 0, 1, true and false: see `knownFaults`. */
function distinctValues(values: unknown[]): string[] {
  const plain = values.map((value) => (isNumber(value) ? Number(String(value)) : value));
  return [...new Set(plain.filter((value) => ![0, 1, true, false].includes(value as number)).map(canonical))].sort();
}

const isNumber = (value: unknown): boolean => [Int32, Long, Double, Decimal128].some((type) => value instanceof type);

/** Draws one operation. */
export const drawOperation = (random: Random): Operation =>
  random.oneOf(
    () => find(random),
    () => find(random),
    () => find(random),
    () => aggregate(random),
    () => reads(random),
    () => bulk(random),
    () => bulk(random),
    () => findAndModify(random),
    () => deleteMany(random),
  );

/** What an operation answered, in a form that compares: results with their BSON types, or error codes. */
export async function outcomeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    return canonical({ result: await run() });
  } catch (error) {
    if (error instanceof MongoBulkWriteError) {
      const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      const { result } = error;
      return canonical({
        codes: errors.map((one) => [one.index, one.code]),
        n: [result.insertedCount, result.matchedCount, result.modifiedCount, result.deletedCount],
      });
    }
    if (error instanceof MongoServerError) return canonical({ code: error.code });
    throw error;
  }
}

/** The documents that both servers start from, and the indexes of both. */
export async function prepare(collection: Collection, random: Random, docs: number): Promise<void> {
  const seen = new Set<string>();
  const initial: Document[] = [];
  for (const doc of random.list(docs, docs, () => document(random))) {
    const key = canonical(doc['_id']);
    if (!seen.has(key)) initial.push(doc);
    seen.add(key);
  }
  await collection.createIndexes([
    { key: { a: 1 }, name: 'a' },
    { key: { b: 1, a: -1, _id: -1 }, name: 'b_a' },
    { key: { tags: 1 }, name: 'tags' },
    { key: { 'n.x': -1, c: 1 }, name: 'nx_c' },
    { key: { 'items.k': 1 }, name: 'items' },
    { key: { c: 1 }, name: 'c_sparse', sparse: true },
    { key: { a: 1, c: 1 }, name: 'a_partial', partialFilterExpression: { b: { $gt: 1 } } },
  ]);
  await collection.insertMany(initial as never[]);
  await collection.db
    .collection('other')
    .insertMany(
      [{ k: 1 }, { k: 'a' }, { k: null }, { k: [2, 'b'] }, {}].map((doc, index) => ({ _id: index as never, ...doc })),
    );
}
