/** The one store of a run: the embedded server in a folder of its own, or MONGODB_URI; filled with what reads need. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openStore } from '../datasources/mongo/connect.ts';
import { buildContent, type LinkedParty } from '../domain/customerIndex/build.ts';
import type { StoredCustomerIndexDocument } from '../domain/customerIndex/types.ts';
import { keysOf } from '../domain/identity/keys.ts';
import type { CustomerDocument, Link } from '../domain/identity/link.ts';
import { parseSourceRef, type EventType } from '../domain/sourceRef.ts';
import type { TimelineHeadRow } from '../domain/timelineHead.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import { BENCH_CONFIG } from './business.ts';
import { SYSTEMS, type BenchCustomer } from './data.ts';

export interface BenchStore {
  uri: string;
  database: string;
  /** `embedded` or `MONGODB_URI`, for the report. */
  kind: string;
  /** Ends what was started and removes what was written. */
  close(): Promise<void>;
}

const LINKED_AT = new Date(Date.UTC(2026, 0, 1));
const DOCUMENTS_PER_WRITE = 100;

function linkOf(customerId: string, { rule }: BenchCustomer['parties'][number]): Link {
  return { customerId, rule, fields: rule === 'founded' ? [] : [rule], withRef: null, linkedAt: LINKED_AT, actor: 'gateway', firstCustomerId: customerId, revision: 1 };
}

function rowsOf({ events }: BenchCustomer): TimelineHeadRow[] {
  return events.map(({ ref, type, at, party }) => ({
    ref, kind: type as EventType, atMs: Date.parse(at), twins: [], partyRef: 'ref' in party ? party.ref : '',
  }));
}

/** The index document of one customer, as the gateway's own builder makes it. */
export function indexDocumentOf(customer: BenchCustomer): StoredCustomerIndexDocument {
  const { id } = customer;
  const stored: CustomerDocument = { _id: id, createdAt: LINKED_AT, mergedInto: null, revision: 1 };
  const parties = customer.parties.map((party): LinkedParty => ({
    _id: party.record.ref, system: parseSourceRef(party.record.ref).system, record: party.record, keys: keysOf(party.record),
    link: linkOf(id, party), evidence: party.evidence, fetchedAt: LINKED_AT,
  }));
  const content = buildContent({
    planned: { _id: id, customerId: id, audience: ['staff', 'outside'], ids: [id], verifiedOnly: false },
    customers: new Map([[id, stored]]),
    parties,
    related: new Map(),
    rows: rowsOf(customer),
    survivorship: BENCH_CONFIG.survivorship,
    systems: SYSTEMS,
  });
  return { ...content, asOf: LINKED_AT, hash: createHash('sha256').update(id).digest('hex'), revision: 1 };
}

async function fill(uri: string, database: string, customers: readonly BenchCustomer[]): Promise<void> {
  const store = await openStore({ uri, database, answerMs: 30_000 });
  try {
    const documents = customers.map(indexDocumentOf);
    for (let from = 0; from < documents.length; from += DOCUMENTS_PER_WRITE) {
      const refused = await store.customerIndex.put(documents.slice(from, from + DOCUMENTS_PER_WRITE));
      if (refused.length > 0) throw new Error(`The store refused ${refused.length} of the benchmark's documents.`);
    }
  } finally {
    await store.close();
  }
}

/** Starts or finds the server and writes the customers. `givenUri`: a server to use instead of the embedded one. */
export async function openBenchStore(customers: readonly BenchCustomer[], givenUri: string | undefined): Promise<BenchStore> {
  const database = `c360-bench-${process.pid}`;
  if (givenUri) {
    await fill(givenUri, database, customers);
    const close = async () => {
      const client = new MongoClient(givenUri);
      await client.db(database).dropDatabase().finally(() => client.close());
    };
    return { uri: givenUri, database, kind: 'MONGODB_URI', close };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'c360-bench-'));
  const server = await joinEmbeddedMongo({ dataDir });
  const close = async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    await fill(server.uri, database, customers);
  } catch (error) {
    await close();
    throw error;
  }
  return { uri: server.uri, database, kind: 'embedded', close };
}
