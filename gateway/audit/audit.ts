/** The read audit of one process: what the engine calls before an answer leaves. */
import { join } from 'node:path';
import type { AuditStore } from '../../datasources/mongo/audit.ts';
import type { ReadRecord } from '../../domain/audit.ts';
import { logDefect, type ErrorLogger } from '../errors.ts';
import { uuidV7 } from '../uuid.ts';
import { createChain } from './chain.ts';
import { createShapes } from './shapes.ts';

export interface AuditOptions {
  store: Pick<AuditStore, 'append' | 'putShape'>;
  /** The heads of the chain go to the folder `audit` in it. */
  dataDir: string;
  logger: ErrorLogger;
  now(): number;
  lingerMs?: number;
  intervalMs?: number;
  timeoutMs?: number;
  retryMs?: number;
  maxWaiting?: number;
}

export interface Audit {
  /**
   * Takes a record. For operations that show a sensitive class, and for mutations, resolves once it is durable; for
   * others at once, unless too many wait to be written. Throws, or rejects with, AUDIT_UNAVAILABLE: then nothing may be shown.
   */
  record(read: ReadRecord): void | Promise<void>;
  /** Entries, and ids that they name, which are not durable yet. */
  waiting(): number;
  /** Writes what waits, and that the chain ends here. */
  close(): Promise<void>;
}

const LINGER_MS = 100;
/** A batch costs as much as some twenty of its entries, so those of a busy moment go together. */
const INTERVAL_MS = 8;
const TIMEOUT_MS = 5_000;
const RETRY_MS = 500;
/** Some 20 MB of entries and ids. */
const MAX_WAITING = 200_000;
/** Longer texts of a token are cut, at most 750 bytes of UTF-8: keys of an index have a bound. */
const MAX_TEXT_LENGTH = 250;

/** Where the heads of a data folder's chains are. */
export const headsFolder = (dataDir: string): string => join(dataDir, 'audit');

/** A text of a token as any store gives it back: without halves of surrogate pairs, and not longer than an index takes. */
const kept = (text: string | null): string | null => text && Buffer.from(text.slice(0, MAX_TEXT_LENGTH), 'utf8').toString('utf8');

export function createAudit(options: AuditOptions): Audit {
  const { store, dataDir, logger, now, lingerMs = LINGER_MS, intervalMs = INTERVAL_MS, timeoutMs = TIMEOUT_MS, retryMs = RETRY_MS, maxWaiting = MAX_WAITING } = options;
  const chain = createChain({
    chain: uuidV7(now()),
    store,
    shapes: createShapes(store, timeoutMs),
    folder: headsFolder(dataDir),
    lingerMs, intervalMs, timeoutMs, retryMs, maxWaiting, now,
    onFailure: (error) => logDefect(logger, error, { failure: 'audit' }),
  });

  return {
    record({ atMs, requestId, principal, policyHash, operation, coordinates, customers, outcome }) {
      const draft = {
        at: new Date(atMs),
        operation: operation as 'query' | 'mutation' | 'subscription',
        subject: kept(principal.subject),
        role: principal.role,
        onBehalfOf: kept(principal.onBehalfOf),
        purpose: kept(principal.purpose),
        tokenId: principal.issuedToken?.id ?? null,
        requestId,
        about: [...customers],
        coordinates,
        policy: policyHash,
        outcome,
      };
      const shows = coordinates.sensitive && outcome === 'answered';
      return chain.add(draft, shows || operation === 'mutation');
    },
    waiting: () => chain.waiting(),
    async close() {
      const lost = await chain.close();
      if (lost > 0) logger.error({ failure: 'audit', count: lost }, 'Entries of the audit could not be written before the end');
    },
  };
}
