import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, type Db, type Document } from 'mongodb';
import { isStoreUnavailable } from '../../domain/errors.ts';
import { openAudit } from './audit.ts';
import { openCustomerIndex } from './customerIndex.ts';
import { openCustomers } from './customers.ts';
import { openDecisions } from './decisions.ts';
import { openDeliveries } from './deliveries.ts';
import { openDiscrepancies } from './discrepancies.ts';
import { openEdges } from './edges.ts';
import { openErasures } from './erasures.ts';
import { openEventViews } from './eventViews.ts';
import { openExportReads, type ExportReads } from './exportReads.ts';
import { guarded } from './failures.ts';
import { tellOfHeartbeats, watchHeartbeats } from './heartbeats.ts';
import { openIdempotency } from './idempotency.ts';
import { openInbox } from './inbox.ts';
import { createIndexes } from './indexes.ts';
import { openInteractions } from './interactions.ts';
import { openLineage } from './lineage.ts';
import { openMarks } from './marks.ts';
import { openParameters } from './parameters.ts';
import { openParties } from './parties.ts';
import { openPastEvents } from './pastEvents.ts';
import { openPulls } from './pulls.ts';
import { openSnapshots } from './snapshots.ts';
import type { Customers, Inbox, Store } from './store.ts';
import { openTokens } from './tokens.ts';

/** Between two tries to reach a server that did not answer. */
const RETRY_MS = 1_000;

export interface OpenStoreOptions {
  /** `mongodb://…`, a server of ours or anybody's. */
  uri: string;
  database: string;
  /** How long an operation may wait for a server or a free connection. */
  waitMs?: number;
  /** How long an answer may take. */
  answerMs?: number;
  /** Between two heartbeats of the driver. */
  heartbeatMs?: number;
  /** After this long without an outcome of a heartbeat the driver has lost it, and is connected anew. */
  silenceMs?: number;
  logger?: { warn(fields: object, message: string): void };
  /** Called with every command that is sent, values and all: for tests of what the store asks, never for logs. */
  onCommand?: (command: Document) => void;
}

/** A client that finds its server again whatever happens to either, and how to end it. */
function connectTo(options: OpenStoreOptions): { client: MongoClient; close(): Promise<void> } {
  const { uri, waitMs = 2_000, answerMs = 30_000, heartbeatMs = 10_000, silenceMs = heartbeatMs + waitMs + 3_000, logger, onCommand } = options;
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: waitMs,
    connectTimeoutMS: waitMs,
    waitQueueTimeoutMS: waitMs,
    socketTimeoutMS: answerMs,
    heartbeatFrequencyMS: heartbeatMs,
    maxPoolSize: 32,
    // The driver's 2 at a time let a burst on a fresh pool wait longer than `waitMs` for its connections.
    maxConnecting: 16,
    appName: 'customer-360-gateway',
    monitorCommands: onCommand !== undefined,
  });
  if (onCommand) client.on('commandStarted', ({ command }) => onCommand(command));
  if (logger) tellOfHeartbeats(client, logger);
  const unwatch = watchHeartbeats(client, silenceMs);
  const close = async (): Promise<void> => {
    await unwatch();
    await client.close();
  };
  return { client, close };
}

/** What an export reads. */
export interface ExportStore {
  reads: ExportReads;
  customers: Customers;
  inbox: Pick<Inbox, 'waiting'>;
  close(): Promise<void>;
}

/** Connects to read a store as it is: makes and changes nothing. Rejects with STORE_UNAVAILABLE where no server answers. */
export async function openExportStore(options: OpenStoreOptions): Promise<ExportStore> {
  const { client, close } = connectTo(options);
  const database = client.db(options.database);
  try {
    await guarded(() => database.command({ ping: 1 }));
  } catch (error) {
    await close();
    throw error;
  }
  return { reads: openExportReads(database), customers: openCustomers(database), inbox: openInbox(database), close };
}

/**
 * Connects and makes the indexes. Rejects with STORE_UNAVAILABLE where no server answers; afterwards a server that goes
 * away and comes back is found again without help.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { client, close } = connectTo(options);
  const database = client.db(options.database);
  try {
    await createIndexes(database);
  } catch (error) {
    await close();
    throw error;
  }
  return storeOf(database, close);
}

/** A store whose server may not have answered yet. */
export interface AwaitedStore {
  store: Store;
  /** Whether its indexes are made: before, its queries reject with STORE_UNAVAILABLE or have no index to go by. */
  isPrepared(): boolean;
  /** Resolves when it is prepared; rejects where the server refuses, or when the store is closed before. */
  prepared: Promise<void>;
}

/**
 * As `openStore`, but where no server answers it goes on asking beside: its methods reject with STORE_UNAVAILABLE, and
 * `ping` gives false, until one does. Rejects where a server refuses.
 */
export async function openAwaitedStore(options: OpenStoreOptions & { retryMs?: number }): Promise<AwaitedStore> {
  const { client, close } = connectTo(options);
  const database = client.db(options.database);
  const closing = new AbortController();
  let isPrepared = false;
  const prepare = async (): Promise<boolean> => {
    try {
      await createIndexes(database);
      return (isPrepared = true);
    } catch (error) {
      if (isStoreUnavailable(error)) return false;
      await close();
      throw error;
    }
  };
  const goOn = async (): Promise<void> => {
    options.logger?.warn({}, 'The store does not answer: it is asked again until it does.');
    do {
      await wait(options.retryMs ?? RETRY_MS, undefined, { signal: closing.signal });
      // A client of the driver (7.9) whose first connection came to nothing stays closed unless it is told.
      await client.close();
      await client.connect().catch(() => undefined);
    } while (!(await prepare()));
    options.logger?.warn({}, 'The store answers.');
  };
  const prepared = (await prepare()) ? Promise.resolve() : goOn();
  // Whoever wants to know asks.
  prepared.catch(() => undefined);
  const store = storeOf(database, async () => {
    closing.abort();
    await prepared.catch(() => undefined);
    await close();
  });
  return { store: { ...store, ping: async (timeoutMs) => isPrepared && (await store.ping(timeoutMs)) }, isPrepared: () => isPrepared, prepared };
}

function storeOf(database: Db, close: () => Promise<void>): Store {
  return {
    customerIndex: openCustomerIndex(database),
    interactions: openInteractions(database),
    eventViews: openEventViews(database),
    pastEvents: openPastEvents(database),
    discrepancies: openDiscrepancies(database),
    parties: openParties(database),
    customers: openCustomers(database),
    decisions: openDecisions(database),
    lineage: openLineage(database),
    edges: openEdges(database),
    parameters: openParameters(database),
    inbox: openInbox(database),
    deliveries: openDeliveries(database),
    pulls: openPulls(database),
    erasures: openErasures(database),
    marks: openMarks(database),
    idempotency: openIdempotency(database),
    tokens: openTokens(database),
    audit: openAudit(database),
    snapshots: openSnapshots(database),
    now: async () => (await guarded(() => database.command({ hello: 1 })))['localTime'] as Date,
    async ping(timeoutMs) {
      try {
        await guarded(() => database.command({ ping: 1 }, { timeoutMS: timeoutMs }));
        return true;
      } catch {
        return false;
      }
    },
    close,
  };
}
