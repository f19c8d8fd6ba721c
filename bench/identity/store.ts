/**
 * `npm run bench:identity:store [-- --sizes 10000,100000 --arriving 400 --seed N --json FILE]`: what it takes to place one
 * record among so many stored people, on the embedded server or at MONGODB_URI, and which share of the true pairs
 * blocking brings together. A million takes a while and some GB: `--sizes 1000000`. Then the same for a first load in batch.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Store } from '../../datasources/mongo/store.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import { blockingKeys } from '../../domain/matching/train.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { writeChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { followUp } from '../../operations/followUp.ts';
import { placeParties } from '../../operations/placeParties.ts';
import { candidatesPerKey } from '../../operations/scoreParties.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { runWith } from '../commandLine.ts';
import { percentile } from '../statistics.ts';
import { activate, depsOf, featuresIn, fill, learn, withServer, withStore } from './filledStore.ts';
import { storedPeople, type StoredPeople } from './storedPeople.ts';

const AT_ONCE = 1_000;
/** Not counted: for so long after a fill in bulk LMDB is busy with the list of pages that the fill has freed. Their 95th in a hundred is printed. */
const WARM_UP = 100;
/** Records of the first load that is measured. */
const LOADED = 4_000;

interface Figures {
  people: number;
  learnedLimit: number;
  keysPerRecord: number;
  /** Looked at for one record, median and 95th in a hundred. */
  candidates: [number, number];
  searchMs: [number, number];
  placeMs: [number, number];
  /** Of the records that are not counted. */
  warmUpPlaceMs: [number, number];
  /** With writing the record, the index and everything else that follows a change. */
  changeMs: [number, number];
  candidateRecall: number;
  truePairs: number;
}

const middleAndHigh = (values: readonly number[]): [number, number] => [percentile(values, 0.5), percentile(values, 0.95)];

async function measureOne(deps: ApplyDeps, record: PartyRecord, model: MatchingModel): Promise<{ found: Set<SourceRef>; keys: number; searchMs: number; placeMs: number; changeMs: number }> {
  const startedAt = performance.now();
  const keys = blockingKeys(featuresIn(record), model);
  const found = await deps.store.parties.byBlocks(keys, candidatesPerKey(model));
  const searchedAt = performance.now();
  const { written } = await writeChange(deps, [{ ref: record.ref, epoch: 1, record }]);
  const writtenAt = performance.now();
  const placed = await placeParties(deps, [record.ref]);
  const placedAt = performance.now();
  await followUp(deps, written, placed);
  return { found: new Set(found.map(({ _id }) => _id)), keys: keys.length, searchMs: searchedAt - startedAt, placeMs: placedAt - writtenAt, changeMs: performance.now() - searchedAt };
}

async function measure(store: Store, { stored, arriving, partyOf }: StoredPeople, model: MatchingModel): Promise<Figures> {
  const deps = depsOf(store);
  const mates = new Map<string, SourceRef[]>();
  for (const { ref } of stored) mates.set(partyOf.get(ref)!, [...(mates.get(partyOf.get(ref)!) ?? []), ref]);
  const warmUp: Awaited<ReturnType<typeof measureOne>>[] = [];
  const all: typeof warmUp = [];
  let [truePairs, found] = [0, 0];
  for (const [position, record] of arriving.entries()) {
    const one = await measureOne(deps, record, model);
    const own = mates.get(partyOf.get(record.ref)!) ?? [];
    truePairs += own.length;
    found += own.filter((ref) => one.found.has(ref)).length;
    mates.set(partyOf.get(record.ref)!, [...own, record.ref]);
    (position < WARM_UP ? warmUp : all).push(one);
  }
  const column = (of: (one: (typeof all)[number]) => number): [number, number] => middleAndHigh(all.map(of));
  return {
    people: stored.length, learnedLimit: model.blocking.limit, keysPerRecord: all.reduce((sum, { keys }) => sum + keys, 0) / all.length,
    candidates: column((one) => one.found.size), searchMs: column((one) => one.searchMs), placeMs: column((one) => one.placeMs), warmUpPlaceMs: middleAndHigh(warmUp.map((one) => one.placeMs)), changeMs: column((one) => one.changeMs),
    candidateRecall: truePairs === 0 ? 1 : found / truePairs, truePairs,
  };
}

/** Milliseconds per thousand records of a first load: written, then placed and indexed in batch. */
async function measureLoad(store: Store, records: readonly PartyRecord[]): Promise<number> {
  const deps = depsOf(store);
  for (let from = 0; from < records.length; from += AT_ONCE) await writeChange(deps, records.slice(from, from + AT_ONCE).map((record) => ({ ref: record.ref, epoch: 1, record })));
  const startedAt = performance.now();
  await settleBacklog(deps, new AbortController().signal, () => undefined, (_, error) => { throw error; });
  return (1_000 * (performance.now() - startedAt)) / records.length;
}

const pair = ([middle, high]: [number, number], digits = 1): string => `${middle.toFixed(digits)} / ${high.toFixed(digits)}`.padStart(18);

function line(of: Figures): string {
  return `${String(of.people).padStart(10)}${String(of.learnedLimit).padStart(7)}${of.keysPerRecord.toFixed(1).padStart(7)}${pair(of.candidates, 0)}${pair(of.searchMs)}${pair(of.placeMs)}${pair(of.changeMs)}${of.candidateRecall.toFixed(4).padStart(10)}${String(of.truePairs).padStart(7)}`;
}

const HEADER = `${'stored'.padStart(10)}${'limit'.padStart(7)}${'keys'.padStart(7)}${'candidates'.padStart(18)}${'search ms'.padStart(18)}${'place ms'.padStart(18)}${'all ms'.padStart(18)}${'recall'.padStart(10)}${'pairs'.padStart(7)}`;

function readOptions() {
  const { values } = parseArgs({ options: { sizes: { type: 'string', default: '10000,100000' }, arriving: { type: 'string', default: '400' }, seed: { type: 'string', default: '1' }, json: { type: 'string' } } });
  const sizes = values.sizes.split(',').map(Number);
  const [arriving, seed] = [Number(values.arriving), Number(values.seed)];
  if (![...sizes, arriving, seed].every((each) => Number.isSafeInteger(each) && each >= 0) || arriving <= WARM_UP) throw new Error(`--sizes, --arriving and --seed are whole numbers, --arriving above ${WARM_UP}`);
  return { sizes, arriving, seed, json: values.json };
}

async function run({ sizes, arriving, seed, json }: ReturnType<typeof readOptions>): Promise<void> {
  await withServer(async (uri, server) => {
    console.log(`One record among so many (median / 95th in a hundred), ${server}\n${HEADER}`);
    const rows: Figures[] = [];
    for (const size of sizes) {
      const people = storedPeople(size, arriving, seed);
      const model = learn(people.stored);
      rows.push(await withStore(uri, `identity_bench_${size}`, async (store) => {
        await activate(store, model);
        await fill(store, people.stored, model);
        return measure(store, people, model);
      }));
      console.log(`${line(rows.at(-1)!)}   (of the first ${WARM_UP} after the fill, not counted: place ${pair(rows.at(-1)!.warmUpPlaceMs).trim()} ms)`);
    }
    for (const [position, { people, placeMs, searchMs }] of rows.entries()) {
      const before = rows[position - 1];
      if (before) console.log(`from ${before.people} to ${people}: search x ${(searchMs[1] / before.searchMs[1]).toFixed(1)}, place x ${(placeMs[1] / before.placeMs[1]).toFixed(1)} (95th in a hundred)`);
    }
    const load = storedPeople(LOADED, 0, seed).stored;
    const perThousandMs = await withStore(uri, 'identity_bench_load', async (store) => {
      await activate(store, learn(load));
      return measureLoad(store, load);
    });
    console.log(`first load of ${LOADED}, placed in batch: ${Math.round(perThousandMs)} ms per 1,000 records`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ rows, load: { records: LOADED, perThousandMs } }, null, 2)}\n`);
  });
}

await runWith(readOptions, run);
