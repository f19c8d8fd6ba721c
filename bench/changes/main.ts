/**
 * `npm run bench:changes [-- --sizes 10000,100000 --changes 1000 --batch 20 --seed N --json FILE]`: how many changes are
 * applied in a second, customers, twins and index documents included, among so many stored records (half people, half
 * events), on embedded servers or at MONGODB_URI; and how that grows. A million takes a while and some GB: `--sizes 1000000`.
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
/** Batches of one size before the next has its turn. */
const IN_TURN = 5;

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

/** A store that is filled, and what is to be changed in it. */
interface Filled {
  size: number;
  deps: ApplyDeps;
  batches: readonly Fetched[][];
}

/** Milliseconds per change, for each of these batches. */
async function timesOf({ deps, batches }: Filled, from: number, to: number): Promise<number[]> {
  const times: number[] = [];
  for (const some of batches.slice(from, to)) {
    const startedAt = performance.now();
    await applyChange(deps, some);
    times.push((performance.now() - startedAt) / some.length);
  }
  return times;
}

/** In turns, so that what else the machine does in these minutes falls on all sizes alike. */
async function measure(filled: readonly Filled[]): Promise<Figures[]> {
  const warmUps: number[][] = [];
  for (const each of filled) warmUps.push(await timesOf(each, 0, WARM_UP));
  const times: number[][] = filled.map(() => []);
  const most = Math.max(...filled.map(({ batches }) => batches.length));
  for (let from = WARM_UP; from < most; from += IN_TURN) {
    for (const [position, each] of filled.entries()) times[position]!.push(...(await timesOf(each, from, from + IN_TURN)));
  }
  return filled.map(({ size }, position) => {
    const msPerChange = median(times[position]!);
    return { records: size, msPerChange, warmUpMsPerChange: median(warmUps[position]!), perSecond: 1_000 / msPerChange };
  });
}

/** Each size on an embedded server of its own: those of one server share a tree, whose depth would be that of the largest. */
async function withFilled(sizes: readonly number[], options: Options, use: (filled: Filled[], server: string) => Promise<void>, before: Filled[] = []): Promise<void> {
  const [size, ...others] = sizes;
  await withServer((uri, server) =>
    withStore(uri, `changes_bench_${size}`, async (store) => {
      const filled = [...before, { size: size!, deps: depsOf(store), batches: await fillStore(store, size!, options) }];
      await (others.length > 0 ? withFilled(others, options, use, filled) : use(filled, server));
    }));
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
  await withFilled(sizes, options, async (filled, server) => {
    globalThis.gc?.();
    const rows = await measure(filled);
    console.log(`Changes applied in batches of ${batch}, ${server}\n${'stored'.padStart(10)}${'ms per change'.padStart(16)}${'per second'.padStart(12)}`);
    for (const { records, msPerChange, perSecond, warmUpMsPerChange } of rows) {
      console.log(`${String(records).padStart(10)}${msPerChange.toFixed(2).padStart(16)}${perSecond.toFixed(0).padStart(12)}   (of the first ${WARM_UP} batches after the fill, not counted: ${warmUpMsPerChange.toFixed(2)} ms)`);
    }
    const [smallest, ...larger] = rows;
    for (const { records, msPerChange } of larger) console.log(`from ${smallest!.records} to ${records}: x ${(msPerChange / smallest!.msPerChange).toFixed(2)} (to be within 1.5)`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  });
}

await runWith(readOptions, run);
