/**
 * `npm run bench:changes [-- --sizes 10000,100000 --changes 1000 --batch 20 --seed N --json FILE]`: how many changes are
 * applied in a second, customers, twins and index documents included, among so many stored records (half people, half
 * events), on the embedded server or at MONGODB_URI; and how that grows. A million takes a while and some GB: `--sizes 1000000`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Store } from '../../datasources/mongo/store.ts';
import { applyChange, writeChange, type Fetched } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { activate, depsOf, fill, learn, withServer, withStore } from '../identity/filledStore.ts';
import { storedPeople } from '../identity/storedPeople.ts';
import { runWith } from '../commandLine.ts';
import { createRandom } from '../random.ts';
import { median } from '../statistics.ts';
import { change, storedEvents, type World } from './script.ts';

const AT_ONCE = 1_000;
/** Batches before the measurement begins: for so long after a fill in bulk LMDB is busy with the list of pages that the fill has freed. */
const WARM_UP = 60;

interface Figures {
  records: number;
  /** Milliseconds per change, median over the batches. */
  msPerChange: number;
  /** Of the batches before. */
  warmUpMsPerChange: number;
  perSecond: number;
}

/** Written as they stand once followed up. */
async function fillEvents(deps: ApplyDeps, { events }: World): Promise<void> {
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const { written } = await writeChange(deps, events.slice(from, from + AT_ONCE).map((record) => ({ ref: record.ref, epoch: 1, record })));
    await deps.store.interactions.settle(written.events);
  }
}

/** What is to be changed, batch by batch. */
function batchesOf(world: World, { changes, batch, seed }: Options): Fetched[][] {
  const random = createRandom(seed + 1);
  // No ref twice in a batch: a lease holds each once.
  const distinct = (made: readonly Fetched[]): Fetched[] => [...new Map(made.map((each) => [each.ref, each])).values()];
  return Array.from({ length: Math.ceil(changes / batch) + WARM_UP }, (_, number) => distinct(Array.from({ length: batch }, (__, position) => change(world, number * batch + position, random))));
}

/** Fills the store, and gives what is to be changed in it: nothing else of what it holds is kept, since a gateway has no million records in hand. */
async function fillStore(store: Store, size: number, options: Options): Promise<Fetched[][]> {
  const people = storedPeople(size >> 1, 0, options.seed).stored;
  const world: World = { people, events: storedEvents(people, size - people.length, createRandom(options.seed)) };
  const model = learn(people);
  await activate(store, model);
  await fill(store, people, model);
  await fillEvents(depsOf(store), world);
  return batchesOf(world, options);
}

async function measure(store: Store, records: number, batches: readonly Fetched[][]): Promise<Figures> {
  const deps = depsOf(store);
  const times: number[] = [];
  for (const some of batches) {
    const startedAt = performance.now();
    await applyChange(deps, some);
    times.push((performance.now() - startedAt) / some.length);
  }
  const msPerChange = median(times.slice(WARM_UP));
  return { records, msPerChange, warmUpMsPerChange: median(times.slice(0, WARM_UP)), perSecond: 1_000 / msPerChange };
}

interface Options {
  sizes: number[];
  changes: number;
  batch: number;
  seed: number;
  json: string | undefined;
}

function readOptions(): Options {
  const text = (otherwise: string) => ({ type: 'string', default: otherwise }) as const;
  const { values } = parseArgs({ options: { sizes: text('10000,100000'), changes: text('1000'), batch: text('20'), seed: text('1'), json: { type: 'string' } } });
  const sizes = values.sizes.split(',').map(Number);
  const [changes, batch, seed] = [Number(values.changes), Number(values.batch), Number(values.seed)];
  if (![...sizes, changes, batch, seed].every((each) => Number.isSafeInteger(each) && each >= 1)) throw new Error('--sizes, --changes, --batch and --seed are whole numbers above 0');
  return { sizes, changes, batch, seed, json: values.json };
}

async function run(options: Options): Promise<void> {
  const { sizes, json, batch } = options;
  await withServer(async (uri, server) => {
    console.log(`Changes applied in batches of ${batch}, ${server}\n${'stored'.padStart(10)}${'ms per change'.padStart(16)}${'per second'.padStart(12)}`);
    const rows: Figures[] = [];
    for (const size of sizes) {
      await withStore(uri, `changes_bench_${size}`, async (store) => {
        const batches = await fillStore(store, size, options);
        globalThis.gc?.();
        const row = await measure(store, size, batches);
        rows.push(row);
        console.log(`${String(row.records).padStart(10)}${row.msPerChange.toFixed(2).padStart(16)}${row.perSecond.toFixed(0).padStart(12)}   (of the first ${WARM_UP} batches after the fill, not counted: ${row.warmUpMsPerChange.toFixed(2)} ms)`);
      });
    }
    for (const [position, { records, msPerChange }] of rows.entries()) {
      const before = rows[position - 1];
      if (before) console.log(`from ${before.records} to ${records}: x ${(msPerChange / before.msPerChange).toFixed(2)} (to be within 1.5)`);
    }
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  });
}

await runWith(readOptions, run);
