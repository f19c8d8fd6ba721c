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
import { guarded } from './failures.ts';
import { openIdempotency } from './idempotency.ts';
import { openInbox } from './inbox.ts';
import { createIndexes } from './indexes.ts';
import { openInteractions } from './interactions.ts';
import { openLineage } from './lineage.ts';
import { openMarks } from './marks.ts';
import { openParameters } from './parameters.ts';
import { openParties } from './parties.ts';
import { openPulls } from './pulls.ts';
import { openSnapshots } from './snapshots.ts';
import type { Store } from './store.ts';
import { openTokens } from './tokens.ts';

export interface OpenStoreOptions {
  /** `mongodb://…`, a server of ours or anybody's. */
  uri: string;
  database: string;
  /** How long an operation may wait for a server or a free connection. */
  waitMs?: number;
  /** How long an answer may take. */
  answerMs?: number;
  logger?: { warn(fields: object, message: string): void };
  /** Called with every command that is sent, values and all: for tests of what the store asks, never for logs. */
  onCommand?: (command: Document) => void;
}

/**
 * Connects and makes the indexes. Rejects with STORE_UNAVAILABLE where no server answers; afterwards a server that goes
 * away and comes back is found again without help.
 */
export async function openStore({ uri, database: name, waitMs = 2_000, answerMs = 30_000, logger, onCommand }: OpenStoreOptions): Promise<Store> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: waitMs,
    connectTimeoutMS: waitMs,
    waitQueueTimeoutMS: waitMs,
    socketTimeoutMS: answerMs,
    maxPoolSize: 32,
    // The driver's 2 at a time let a burst on a fresh pool wait longer than `waitMs` for its connections.
    maxConnecting: 16,
    appName: 'customer-360-gateway',
    monitorCommands: onCommand !== undefined,
  });
  if (onCommand) client.on('commandStarted', ({ command }) => onCommand(command));
  client.on('serverHeartbeatFailed', ({ connectionId }) => logger?.warn({ server: connectionId }, 'The store did not answer a heartbeat.'));
  const database = client.db(name);
  try {
    await createIndexes(database);
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    customerIndex: openCustomerIndex(database),
    interactions: openInteractions(database),
    eventViews: openEventViews(database),
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
    close: () => client.close(),
  };
}
