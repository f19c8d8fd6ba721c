/**
 * `npm run bench:scale [-- --people N --seed N --customers N --interactions N --json FILE]`: takes the sample company in with its
 * own configuration, as a first start does, and tells how large its documents and indexes are and how long their arrays, by
 * collection and for events by kind. Then what so many customers and interactions would be at these sizes (docs/scale.md).
 */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { openStore } from '../../datasources/mongo/connect.ts';
import { INDEXES } from '../../datasources/mongo/indexes.ts';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import { createSources } from '../../datasources/systems/index.ts';
import { identityConfig } from '../../domain/identity/config.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import { startAcme } from '../../examples/acme/index.ts';
import { loadConfig } from '../../gateway/config.ts';
import { uuidV7 } from '../../gateway/uuid.ts';
import { createIngest } from '../../ingest/ingest.ts';
import { createParametersHolder } from '../../operations/parameters/activeParameters.ts';
import { addDocument, emptyFigures, type CollectionFigures } from './measure.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '2000' }, seed: { type: 'string' }, customers: { type: 'string', default: '100000000' }, interactions: { type: 'string', default: '5000000000' }, json: { type: 'string' } },
});
/** How many grow with interactions; all others grow with customers. */
const BY_INTERACTIONS = new Set(['interactions', 'inbox', 'discrepancies']);
/** Do not grow with either. */
const FIXED = new Set(['parameters', 'pulls', 'marks']);
const TIB = 2 ** 40;

interface Measured {
  /** By collection; of `interactions` by kind as well, under `interactions.order` and so on. */
  figures: Map<string, CollectionFigures>;
  /** As staff see them. */
  customers: number;
}

async function measure(uri: string, database: string): Promise<Measured> {
  const client = await new MongoClient(uri).connect();
  const figures = new Map<string, CollectionFigures>();
  try {
    for (const { name } of await client.db(database).listCollections().toArray()) {
      for await (const document of client.db(database).collection(name).find({})) {
        for (const key of name === 'interactions' ? [name, `${name}.${String(document['kind'])}`] : [name]) {
          if (!figures.has(key)) figures.set(key, emptyFigures());
          addDocument(figures.get(key)!, document, INDEXES[name] ?? []);
        }
      }
    }
    const customers = await client.db(database).collection('customerIndex').countDocuments({ audience: 'staff' });
    return { figures: new Map([...figures].sort(([a], [b]) => (a < b ? -1 : 1))), customers };
  } finally {
    await client.close();
  }
}

const average = (bytes: number, documents: number): string => (documents === 0 ? '-' : Math.round(bytes / documents).toLocaleString('en'));

function printFigures(figures: ReadonlyMap<string, CollectionFigures>): void {
  console.log('collection | documents | bytes each | largest | index entries each | index key bytes each');
  for (const [name, { documents, bytes, largest, indexes }] of figures) {
    const [entries, keyBytes] = Object.values(indexes).reduce(([count, size], index) => [count + index.entries, size + index.keyBytes], [0, 0]);
    console.log(`${name} | ${documents.toLocaleString('en')} | ${average(bytes, documents)} | ${largest.toLocaleString('en')} | ${(entries / documents).toFixed(1)} | ${average(keyBytes, documents)}`);
  }
  console.log('\nindex | entries for each document | key bytes for each document');
  for (const [name, { documents, indexes }] of figures) {
    if (name.includes('.')) continue;
    for (const [index, { entries, keyBytes }] of Object.entries(indexes)) console.log(`${name}.${index} | ${(entries / documents).toFixed(2)} | ${(keyBytes / documents).toFixed(1)}`);
  }
  console.log('\nlongest arrays');
  for (const [name, { longestArrays }] of figures) if (!name.includes('.')) console.log(`${name}: ${Object.entries(longestArrays).map(([path, length]) => `${path} ${length}`).join(', ')}`);
}

function printExtrapolated({ figures, customers: customersHere }: Measured, customers: number, interactions: number): void {
  const events = figures.get('interactions')!;
  console.log(`\nat ${customers.toLocaleString('en')} customers (here ${customersHere.toLocaleString('en')}) and ${interactions.toLocaleString('en')} interactions (here ${events.documents.toLocaleString('en')}), before compression`);
  console.log('collection | documents | TiB of documents | TiB of index keys');
  let [allBytes, allKeys] = [0, 0];
  for (const [name, { documents, bytes, indexes }] of figures) {
    if (name.includes('.') || FIXED.has(name)) continue;
    const factor = BY_INTERACTIONS.has(name) ? interactions / events.documents : customers / customersHere;
    const keyBytes = Object.values(indexes).reduce((sum, each) => sum + each.keyBytes, 0);
    allBytes += bytes * factor;
    allKeys += keyBytes * factor;
    console.log(`${name} | ${Math.round(documents * factor).toLocaleString('en')} | ${((bytes * factor) / TIB).toFixed(2)} | ${((keyBytes * factor) / TIB).toFixed(2)}`);
  }
  console.log(`all | | ${(allBytes / TIB).toFixed(2)} | ${(allKeys / TIB).toFixed(2)}`);
}

const acme = await startAcme({ people: Number(values.people), ...(values.seed === undefined ? {} : { seed: Number(values.seed) }) });
const dataDir = await mkdtemp(join(tmpdir(), 'c360-scale-'));
const mongo = await joinEmbeddedMongo({ dataDir });
try {
  const config = loadConfig({
    DATA_DIR: dataDir, ACME_TRYTON_URL: acme.urls.tryton, ACME_RT_URL: acme.urls.rt, ACME_VENDURE_URL: acme.urls.vendure, ACME_GHOST_URL: acme.urls.ghost, ACME_GHOST_KEY: acme.credentials.ghost.adminKey, ACME_GHOST_WEBHOOK_SECRET: 'w'.repeat(32),
  });
  const store = await openStore({ uri: mongo.uri, database: 'bench' });
  const sources = createSources(config.sources, { defaultRegion: config.defaultRegion });
  const systems = [...sources.keys()];
  const { survivorship, rowScopes, eventRank, reconciliation } = config;
  const ingest = createIngest({
    store, sources, now: Date.now,
    reader: { invalidate: () => Promise.resolve() },
    notices: createMemoryNotices(),
    logger: { info: () => undefined, warn: (fields, message) => console.error(message, fields) },
    apply: {
      identity: identityConfig(config.identity, systems), parameters: createParametersHolder({ store, settings: config.identity, systems }), survivorship, rowScopes, eventRank, reconciliation,
      keyedHash: (text) => createHmac('sha256', 'bench').update(text).digest('hex'), newId: () => uuidV7(Date.now()),
    },
  });
  await ingest.runOnce();
  await store.close();
  await Promise.all([...sources.values()].map((source) => source.close()));
  const measured = await measure(mongo.uri, 'bench');
  printFigures(measured.figures);
  printExtrapolated(measured, Number(values.customers), Number(values.interactions));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ customers: measured.customers, ...Object.fromEntries(measured.figures) }, null, 1)}\n`);
} finally {
  await acme.close();
  await mongo.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
