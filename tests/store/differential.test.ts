import { MongoClient, type Collection } from 'mongodb';
import { embeddedServer } from '../support/mongoServers.ts';
import { drawOperation, outcomeOf, prepare } from './differential/operations.ts';
import { knownFaults } from './differential/knownFaults.ts';
import { Random } from './differential/random.ts';

const independentUri = process.env['MONGODB_TEST_URI'];
const seeds = Number(process.env['DIFFERENTIAL_SEEDS'] ?? 12);
const firstSeed = Number(process.env['DIFFERENTIAL_FIRST_SEED'] ?? 1);
const operationsPerSeed = 30;

if (!independentUri) {
  process.stderr.write(
    'skipped: the differential test needs an independent MongoDB server; run\n' +
      '  MONGODB_TEST_URI=mongodb://HOST:PORT/?directConnection=true npx jest tests/store/differential\n',
  );
}

/** @throws with everything that is needed to repeat the difference. */
function compare(operation: string, seed: number, step: number, [embedded, independent]: readonly string[]): void {
  if (embedded === independent) return;
  const excluded = Object.keys(knownFaults).join('; ');
  throw new Error(
    `seed ${seed}, step ${step}: ${operation}\n  embedded:    ${embedded}\n  independent: ${independent}\n  known faults of the independent server: ${excluded}`,
  );
}

(independentUri ? describe : describe.skip)('the embedded and the independent server', () => {
  const embedded = embeddedServer();
  // Types are part of the answer: nothing is turned into plain JavaScript numbers.
  const options = { promoteValues: false, bsonRegExp: true };
  let clients: MongoClient[];

  beforeAll(async () => {
    clients = [await embedded.uri(), independentUri as string].map((uri) => new MongoClient(uri, options));
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await embedded.close();
  });

  it.each(Array.from({ length: seeds }, (_, index) => firstSeed + index))(
    'give the same answers and contents for seed %i',
    async (seed) => {
      const databases = clients.map((client) => client.db(`differential_${process.pid}_${seed}`));
      const collections = databases.map((database) => database.collection('c')) as [Collection, Collection];
      await Promise.all(databases.map((database) => database.dropDatabase()));
      for (const collection of collections) await prepare(collection, new Random(seed), 14);
      const random = new Random(seed + 1_000_000);
      for (let step = 0; step < operationsPerSeed; step++) {
        const operation = drawOperation(random);
        const answers = await Promise.all(collections.map((collection) => outcomeOf(() => operation.run(collection))));
        const contents = await Promise.all(
          collections.map((collection) => outcomeOf(() => collection.find().sort({ _id: 1 }).toArray())),
        );
        compare(operation.description, seed, step, answers);
        compare(operation.description, seed, step, contents);
      }
      await Promise.all(databases.map((database) => database.dropDatabase()));
    },
  );

  it('are told apart when one of them holds another document', async () => {
    const [one, other] = clients.map((client) =>
      client.db(`differential_${process.pid}_apart`).collection<{ _id: number }>('c'),
    ) as [Collection<{ _id: number }>, Collection<{ _id: number }>];
    await one.insertOne({ _id: 1 });
    await other.insertOne({ _id: 2 });
    const contents = await Promise.all([one, other].map((collection) => outcomeOf(() => collection.find().toArray())));
    await Promise.all([one, other].map((collection) => collection.drop()));
    expect(() => compare('find {}', 1, 0, contents)).toThrow(/seed 1/);
  });
});

describe('the random operations', () => {
  it('are the same for the same seed', () => {
    const draw = (seed: number): string[] => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => drawOperation(random).description);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});
