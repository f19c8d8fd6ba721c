import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, type Collection } from 'mongodb';
import { joinEmbeddedMongo, type EmbeddedMongo } from '../../../embedded-mongo/join.ts';
import { tries } from '../../support/depth.ts';

interface Row {
  _id: string;
  n: number;
  tag: string;
}

/** Writes from several sides until the server dies; answers what was acknowledged. */
async function writeUntilDead(
  collection: Collection<Row>,
  round: number,
): Promise<{ acknowledged: string[]; increments: number }> {
  const acknowledged: string[] = [];
  let increments = 0;
  const writer = async (writerId: number): Promise<void> => {
    try {
      for (let index = 0; ; index++) {
        const _id = `${round}-${writerId}-${index}`;
        if (index % 3 === 0) await collection.insertOne({ _id, n: index, tag: `t${index % 7}` });
        else if (index % 3 === 1)
          await collection.updateOne({ _id }, { $set: { n: index, tag: `t${index % 7}` } }, { upsert: true });
        else await collection.bulkWrite([{ insertOne: { document: { _id, n: index, tag: `t${index % 7}` } } }]);
        acknowledged.push(_id);
        await collection.updateOne({ _id: 'counter' }, { $inc: { n: 1 } }, { upsert: true });
        increments++;
      }
    } catch (error) {
      // A refusal has a code; a server that died has none, whatever class the driver wraps it in.
      if (typeof (error as { code?: unknown }).code === 'number') throw error;
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, writerId) => writer(writerId)));
  return { acknowledged, increments };
}

describe('a write that the embedded server has acknowledged', () => {
  let dataDir: string;
  let server: EmbeddedMongo;
  let client: MongoClient;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'embedded-kill-'));
    server = await joinEmbeddedMongo({ dataDir });
    client = new MongoClient(server.uri, { serverSelectionTimeoutMS: 15_000 });
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is there after kill -9, time and again, in the documents and in every index', async () => {
    const collection = client.db('kill').collection<Row>('rows');
    await collection.createIndex({ tag: 1, n: 1 });
    const expected = new Set<string>();
    let increments = 0;
    for (let round = 0; round < tries(4, 2); round++) {
      const pid = Number((await client.db('admin').command({ serverStatus: 1 }))['pid']);
      const writing = writeUntilDead(collection, round);
      await delay(150 + round * 130);
      process.kill(pid, 'SIGKILL');
      const done = await writing;
      expect(done.acknowledged.length).toBeGreaterThan(0);
      done.acknowledged.forEach((_id) => expected.add(_id));
      increments += done.increments;
      await server.ensure();

      const rows = await collection.find({ _id: { $ne: 'counter' } }).toArray();
      const found = new Set(rows.map(({ _id }) => _id));
      expect([...expected].filter((_id) => !found.has(_id))).toEqual([]);
      // Each writer may have had one write applied whose answer was lost with the server.
      expect(found.size - expected.size).toBeLessThanOrEqual(6 * (round + 1));
      rows.forEach(({ _id }) => expected.add(_id));
      // Killed before the first count, it has none yet.
      const counted = await collection.findOne({ _id: 'counter' });
      const counter = counted?.n ?? 0;
      expect(counter).toBeGreaterThanOrEqual(increments);
      expect(counter).toBeLessThanOrEqual(increments + 6 * (round + 1));
      const indexed = await collection
        .find({ tag: { $in: ['t0', 't1', 't2', 't3', 't4', 't5', 't6'] } })
        .hint('tag_1_n_1')
        .toArray();
      expect(indexed.map(({ _id }) => _id).sort()).toEqual(rows.map(({ _id }) => _id).sort());
      expect(await collection.countDocuments({})).toBe(rows.length + (counted ? 1 : 0));
      expect(await collection.estimatedDocumentCount()).toBe(rows.length + (counted ? 1 : 0));
    }
  });
});
