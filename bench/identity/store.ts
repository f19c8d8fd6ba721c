/**
 * `npm run bench:identity:store [-- --sizes 10000,100000 --arriving 200 --seed N --json FILE]`: what it takes to place one
 * record among so many stored people, on the embedded server or at MONGODB_URI, and which share of the true pairs
 * blocking brings together. A million takes a while and some GB: `--sizes 1000000`. Then the same for a first load in batch.
 */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { contentHash } from '../../domain/contentHash.ts';
import { identityConfig } from '../../domain/identity/config.ts';
import { featuresOf } from '../../domain/identity/features.ts';
import { keysOf } from '../../domain/identity/keys.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import { createRandomStream } from '../../domain/matching/random.ts';
import { blockingKeys, train } from '../../domain/matching/train.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { parseSourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import { uuidV7 } from '../../gateway/uuid.ts';
import { writeChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { ACTIVE_MARK, createParametersHolder } from '../../operations/parameters/activeParameters.ts';
import { followUp } from '../../operations/followUp.ts';
import { PAIRS_PER_RECORD } from '../../domain/identity/learn.ts';
import { placeParties } from '../../operations/placeParties.ts';
import { candidatesPerKey } from '../../operations/scoreParties.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { storedPeople, SYSTEMS, type StoredPeople } from './storedPeople.ts';

/** As much as a product learns from; more are not needed to measure. */
const LEARNED_FROM = 100_000;
const AT_ONCE = 1_000;
const WARM_UP = 20;
/** Records of the first load that is measured. */
const LOADED = 4_000;

const config = identityConfig({}, SYSTEMS);

interface Figures {
  people: number;
  learnedLimit: number;
  keysPerRecord: number;
  /** Looked at for one record, median and 95th in a hundred. */
  candidates: [number, number];
  searchMs: [number, number];
  placeMs: [number, number];
  /** With writing the record, the index and everything else that follows a change. */
  changeMs: [number, number];
  candidateRecall: number;
  truePairs: number;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const middleAndHigh = (values: readonly number[]): [number, number] => [percentile(values, 0.5), percentile(values, 0.95)];

const featuresIn = (record: PartyRecord) => featuresOf(record, config);

function learn(records: readonly PartyRecord[], seed: number): MatchingModel {
  const features = records.slice(0, LEARNED_FROM).map(featuresIn).sort((a, b) => (a.id < b.id ? -1 : 1));
  return train(features, { random: createRandomStream(seed), pairsPerRecord: PAIRS_PER_RECORD }).model;
}

async function activate(store: Store, model: MatchingModel | null): Promise<void> {
  const at = new Date();
  await store.parameters.add({ _id: 1, rules: {}, rulesHash: '', model, trainedAt: at, trainedBy: 'bench', activatedAt: at, activatedBy: 'bench', reason: null, dryRun: null });
  await store.marks.put(ACTIVE_MARK, '1');
}

function depsOf(store: Store): ApplyDeps {
  return {
    store, identity: config, parameters: createParametersHolder({ store, settings: {}, systems: SYSTEMS }), survivorship: { priority: { default: SYSTEMS } }, eventRank: SYSTEMS,
    keyedHash: (text) => createHmac('sha256', 'bench').update(text).digest('hex'), newId: () => uuidV7(Date.now()), now: Date.now,
  };
}

/** Stored people, each a customer by itself, as they stand once placed. */
async function fill(store: Store, records: readonly PartyRecord[], model: MatchingModel): Promise<void> {
  const at = new Date();
  for (let from = 0; from < records.length; from += AT_ONCE) {
    const some = records.slice(from, from + AT_ONCE).map((record) => ({ record, hash: contentHash(record), id: uuidV7(Date.now()) }));
    await store.parties.upsert(some.map(({ record, hash }) => ({
      _id: record.ref, system: parseSourceRef(record.ref).system, epoch: 1, hash, state: 'LIVE', record, keys: keysOf(record), formerKeys: [], settled: true, fetchedAt: at, schemaVersion: 1,
      blocks: blockingKeys(featuresIn(record), model), blocked: `1 ${hash}`,
    })));
    await store.customers.create(some.map(({ id }) => ({ _id: id, createdAt: at, mergedInto: null, revision: 1 })));
    await store.parties.setLinks(some.map(({ record, id }) => ({
      ref: record.ref, evidence: [],
      link: { customerId: id, rule: 'founded', fields: [], withRef: null, linkedAt: at, actor: 'gateway', firstCustomerId: id, revision: 1 },
    })));
  }
}

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
  const all: Awaited<ReturnType<typeof measureOne>>[] = [];
  let [truePairs, found] = [0, 0];
  for (const [position, record] of arriving.entries()) {
    const one = await measureOne(deps, record, model);
    const own = mates.get(partyOf.get(record.ref)!) ?? [];
    truePairs += own.length;
    found += own.filter((ref) => one.found.has(ref)).length;
    mates.set(partyOf.get(record.ref)!, [...own, record.ref]);
    if (position >= WARM_UP) all.push(one);
  }
  const column = (of: (one: (typeof all)[number]) => number): [number, number] => middleAndHigh(all.map(of));
  return {
    people: stored.length, learnedLimit: model.blocking.limit, keysPerRecord: all.reduce((sum, { keys }) => sum + keys, 0) / all.length,
    candidates: column((one) => one.found.size), searchMs: column((one) => one.searchMs), placeMs: column((one) => one.placeMs), changeMs: column((one) => one.changeMs),
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

/** Calls `use` with an empty store, and takes it away afterwards. */
async function withStore<Result>(uri: string, name: string, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({ uri, database: name, waitMs: 20_000, answerMs: 600_000 });
  const client = new MongoClient(uri);
  try {
    return await use(store);
  } finally {
    await client.db(name).dropDatabase();
    await Promise.all([store.close(), client.close()]);
  }
}

const pair = ([middle, high]: [number, number], digits = 1): string => `${middle.toFixed(digits)} / ${high.toFixed(digits)}`.padStart(18);

function line(of: Figures): string {
  return `${String(of.people).padStart(10)}${String(of.learnedLimit).padStart(7)}${of.keysPerRecord.toFixed(1).padStart(7)}${pair(of.candidates, 0)}${pair(of.searchMs)}${pair(of.placeMs)}${pair(of.changeMs)}${of.candidateRecall.toFixed(4).padStart(10)}${String(of.truePairs).padStart(7)}`;
}

const HEADER = `${'stored'.padStart(10)}${'limit'.padStart(7)}${'keys'.padStart(7)}${'candidates'.padStart(18)}${'search ms'.padStart(18)}${'place ms'.padStart(18)}${'all ms'.padStart(18)}${'recall'.padStart(10)}${'pairs'.padStart(7)}`;

function readOptions() {
  const { values } = parseArgs({ options: { sizes: { type: 'string', default: '10000,100000' }, arriving: { type: 'string', default: '220' }, seed: { type: 'string', default: '1' }, json: { type: 'string' } } });
  const sizes = values.sizes.split(',').map(Number);
  const [arriving, seed] = [Number(values.arriving), Number(values.seed)];
  if (![...sizes, arriving, seed].every((each) => Number.isSafeInteger(each) && each >= 0) || arriving <= WARM_UP) throw new Error(`--sizes, --arriving and --seed are whole numbers, --arriving above ${WARM_UP}`);
  return { sizes, arriving, seed, json: values.json };
}

async function run({ sizes, arriving, seed, json }: ReturnType<typeof readOptions>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'identity-bench-'));
  const given = process.env['MONGODB_URI'];
  const embedded = given ? undefined : await joinEmbeddedMongo({ dataDir });
  const uri = given ?? embedded!.uri;
  try {
    console.log(`One record among so many (median / 95th in a hundred), ${given ? 'MONGODB_URI' : 'embedded server'}\n${HEADER}`);
    const rows: Figures[] = [];
    for (const size of sizes) {
      const people = storedPeople(size, arriving, seed);
      const model = learn(people.stored, seed);
      rows.push(await withStore(uri, `identity_bench_${size}`, async (store) => {
        await activate(store, model);
        await fill(store, people.stored, model);
        return measure(store, people, model);
      }));
      console.log(line(rows.at(-1)!));
    }
    for (const [position, { people, placeMs, searchMs }] of rows.entries()) {
      const before = rows[position - 1];
      if (before) console.log(`from ${before.people} to ${people}: search x ${(searchMs[1] / before.searchMs[1]).toFixed(1)}, place x ${(placeMs[1] / before.placeMs[1]).toFixed(1)} (95th in a hundred)`);
    }
    const load = storedPeople(LOADED, 0, seed).stored;
    const perThousandMs = await withStore(uri, 'identity_bench_load', async (store) => {
      await activate(store, learn(load, seed));
      return measureLoad(store, load);
    });
    console.log(`first load of ${LOADED}, placed in batch: ${Math.round(perThousandMs)} ms per 1,000 records`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ rows, load: { records: LOADED, perThousandMs } }, null, 2)}\n`);
  } finally {
    await embedded?.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

let options;
try {
  options = readOptions();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
if (options) await run(options);
