import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { startServer, type RunningServer } from '../../../embedded-mongo/server.ts';
import { joinEmbeddedMongo } from '../../../embedded-mongo/join.ts';

describe('a TTL index', () => {
  let dataDir: string;
  let server: RunningServer;
  let client: MongoClient;
  let nowMs = 1_700_000_000_000;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'embedded-ttl-'));
    server = (await startServer({
      dataDir,
      transport: 'unix',
      expirySweepMs: 10,
      now: () => new Date(nowMs),
    })) as RunningServer;
    const joined = await joinEmbeddedMongo({ dataDir, transport: 'unix' });
    client = new MongoClient(joined.uri);
    await joined.close();
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('removes only dates that are past, the earliest of several, and what has none never', async () => {
    const collection = client.db('ttl').collection<{ _id: string; at?: unknown }>('c');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const date = (seconds: number): Date => new Date(nowMs + seconds * 1000);
    await collection.insertMany([
      { _id: 'old', at: date(-30) },
      { _id: 'new', at: date(0) },
      { _id: 'several', at: [date(500), date(-40)] },
      { _id: 'none' },
      { _id: 'number', at: 5 },
      { _id: 'null', at: null },
    ]);
    const ids = async (): Promise<string[]> =>
      (await collection.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(await ids()).toHaveLength(6);
    nowMs += 31_000;
    while ((await ids()).length > 4) await delay(5);
    expect(await ids()).toEqual(['new', 'none', 'null', 'number']);
    nowMs += 30_000;
    while ((await ids()).length > 3) await delay(5);
    expect(await ids()).toEqual(['none', 'null', 'number']);
    await delay(40);
    expect(await ids()).toHaveLength(3);
  });

  it('is made over one field only', async () => {
    const collection = client.db('ttl').collection('c');
    await expect(collection.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 1 })).rejects.toMatchObject({ code: 67 });
    await expect(collection.createIndex({ a: 1 }, { expireAfterSeconds: -1 })).rejects.toMatchObject({ code: 67 });
  });
});
