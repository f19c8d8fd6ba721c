/** Stores filled with invented people, for benchmarks: written as they stand once placed, since placing a million takes hours. */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { contentHash } from '../../domain/contentHash.ts';
import { identityConfig } from '../../domain/identity/config.ts';
import { featuresOf } from '../../domain/identity/features.ts';
import { keysOf } from '../../domain/identity/keys.ts';
import { createLearner } from '../../domain/identity/learn.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import { blockingKeys } from '../../domain/matching/train.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { parseSourceRef } from '../../domain/sourceRef.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import { uuidV7 } from '../../gateway/uuid.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { ACTIVE_MARK, createParametersHolder } from '../../operations/parameters/activeParameters.ts';
import { MOST_RECORDS } from '../../operations/parameters/trainParameters.ts';
import { SYSTEMS } from './storedPeople.ts';

const AT_ONCE = 1_000;

export const config = identityConfig({}, SYSTEMS);

export const featuresIn = (record: PartyRecord) => featuresOf(record, config);

/** As the gateway learns from a store that holds these. */
export function learn(records: readonly PartyRecord[]): MatchingModel {
  const standsFor = Math.ceil(records.length / MOST_RECORDS);
  const learner = createLearner({ config, standsFor });
  learner.add(records.filter((_, position) => position % standsFor === 0));
  return learner.finish();
}

/** Makes it the one that placing goes by; null: rules alone. */
export async function activate(store: Store, model: MatchingModel | null): Promise<void> {
  const at = new Date();
  await store.parameters.add({ _id: 1, rules: {}, rulesHash: '', model, trainedAt: at, trainedBy: 'bench', activatedAt: at, activatedBy: 'bench', reason: null, dryRun: null });
  await store.marks.put(ACTIVE_MARK, '1');
}

export function depsOf(store: Store): ApplyDeps {
  return {
    store, identity: config, parameters: createParametersHolder({ store, settings: {}, systems: SYSTEMS }), survivorship: { priority: { default: SYSTEMS } }, eventRank: SYSTEMS,
    keyedHash: (text) => createHmac('sha256', 'bench').update(text).digest('hex'), newId: () => uuidV7(Date.now()), now: Date.now,
  };
}

/** Stored people, each a customer by itself, as they stand once placed. */
export async function fill(store: Store, records: readonly PartyRecord[], model: MatchingModel): Promise<void> {
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

/** Calls `use` with an empty store, and takes it away afterwards. */
export async function withStore<Result>(uri: string, name: string, use: (store: Store) => Promise<Result>): Promise<Result> {
  // A server that writes or drops a million is silent for longer than one that is asked.
  const store = await openStore({ uri, database: name, waitMs: 120_000, answerMs: 600_000 });
  const client = new MongoClient(uri, { connectTimeoutMS: 600_000, heartbeatFrequencyMS: 600_000 });
  try {
    return await use(store);
  } finally {
    await client.db(name).dropDatabase();
    await Promise.all([store.close(), client.close()]);
  }
}

/** Calls `use` with the server at MONGODB_URI, or an embedded one in a folder of its own that goes afterwards. */
export async function withServer(use: (uri: string, name: string) => Promise<void>): Promise<void> {
  const given = process.env['MONGODB_URI'];
  if (given) return use(given, 'MONGODB_URI');
  const dataDir = await mkdtemp(join(tmpdir(), 'stored-people-'));
  const embedded = await joinEmbeddedMongo({ dataDir });
  try {
    await use(embedded.uri, 'embedded server');
  } finally {
    await embedded.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
