import { MongoClient, type Document } from 'mongodb';
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
import { watchHeartbeats } from './heartbeats.ts';
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
  client.on('serverHeartbeatFailed', ({ connectionId }) => logger?.warn({ server: connectionId }, 'The store did not answer a heartbeat.'));
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
