/**
 * `npm run bench:scale [-- --people N --seed N --customers N --interactions N --json FILE]`: takes the sample company in with its
 * own configuration, as a first start does, and tells how large its documents and indexes are and how long their arrays, by
 * collection and for events by kind. Then what so many customers and interactions would be at these sizes (docs/scale.md).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { INDEXES } from '../../datasources/mongo/indexes.ts';
import { withSampleStore } from '../sampleStore.ts';
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

await withSampleStore(values, async ({ uri, database }) => {
  const measured = await measure(uri, database);
  printFigures(measured.figures);
  printExtrapolated(measured, Number(values.customers), Number(values.interactions));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ customers: measured.customers, ...Object.fromEntries(measured.figures) }, null, 1)}\n`);
});
