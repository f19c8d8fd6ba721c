import { MongoClient, type Collection, type Document } from 'mongodb';
import { embeddedServer } from '../../support/mongoServers.ts';

describe('many writers at the embedded server', () => {
  const server = embeddedServer();
  let clients: MongoClient[];
  let collections: Collection<Document & { _id: string }>[];

  beforeAll(async () => {
    const uri = await server.uri();
    clients = Array.from({ length: 4 }, () => new MongoClient(uri, { maxPoolSize: 10 }));
    collections = clients.map((client) => client.db('many').collection('c'));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
  });

  const on = (index: number): Collection<Document & { _id: string }> =>
    collections[index % collections.length] as Collection<Document & { _id: string }>;

  it('lose no increment of one document, nor make it twice', async () => {
    await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        on(index).updateOne({ _id: 'n' }, { $inc: { n: 1 }, $push: { seen: index } as never }, { upsert: true }),
      ),
    );
    const doc = await on(0).findOne({ _id: 'n' });
    expect(doc?.['n']).toBe(400);
    expect(new Set(doc?.['seen'] as number[]).size).toBe(400);
  });

  it('win a compare-and-set once', async () => {
    await on(0).insertOne({ _id: 'lease', owner: null, epoch: 0 });
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        on(index).findOneAndUpdate(
          { _id: 'lease', owner: null },
          { $set: { owner: index }, $inc: { epoch: 1 } },
          { returnDocument: 'after' },
        ),
      ),
    );
    expect(results.filter((doc) => doc !== null)).toHaveLength(1);
    expect((await on(0).findOne({ _id: 'lease' }))?.['epoch']).toBe(1);
  });

  it('make one document of one unique key', async () => {
    await on(0).createIndex({ key: 1 }, { unique: true, sparse: true });
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => on(index).insertOne({ _id: `u${index}`, key: 'same' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 11000 });
  });

  it('do not lose their neighbours when one of a group is refused', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        on(index).updateOne(
          { _id: `g${index}` },
          index % 3 === 0 ? { $inc: { _id: 1 } as never } : { $set: { ok: true } },
          { upsert: true },
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    expect(await on(0).countDocuments({ ok: true })).toBe(40);
  });

  it('use the clock of the server for leases', async () => {
    await on(0).insertOne({ _id: 'timed', until: new Date(0) });
    const before = Date.now();
    const lease = await on(1).findOneAndUpdate(
      { _id: 'timed', $expr: { $lt: ['$until', '$$NOW'] } },
      [{ $set: { until: { $add: ['$$NOW', 60_000] } } }],
      { returnDocument: 'after' },
    );
    const until = (lease?.['until'] as Date).getTime();
    expect(until).toBeGreaterThanOrEqual(before + 60_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 60_000);
    expect(
      await on(2).findOneAndUpdate({ _id: 'timed', $expr: { $lt: ['$until', '$$NOW'] } }, { $set: { stolen: true } }),
    ).toBeNull();
  });
});
