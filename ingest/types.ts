import type { Archive } from '../datasources/archive.ts';
import type { Store } from '../datasources/mongo/store.ts';
import type { Notices } from '../datasources/redis/notices.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import type { RecordReader } from '../datasources/upstream/reads.ts';
import type { RecordType, SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from '../operations/applyDeps.ts';

export interface IngestLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** How far one record type of one system is, for the start-up display. */
export interface IngestProgress {
  system: string;
  type: RecordType;
  /** Records taken in since the process began. */
  done: number;
  /** Records to take in, as far as the pull has come; final once the pull is through. */
  total: number;
}

export interface IngestOptions {
  store: Store;
  /** From `createSources`, in the configured order. */
  sources: ReadonlyMap<string, ConnectedSource>;
  /** Whose cached views are forgotten when a record changes. */
  reader: Pick<RecordReader, 'invalidate'>;
  notices: Pick<Notices, 'publish'>;
  /** How changes are applied; `store` and `now` come from here. */
  apply: Omit<ApplyDeps, 'store' | 'now'>;
  now: () => number;
  logger: IngestLogger;
  /** Where events go that are past their retention (`apply.retention`); left out: they stay. */
  archive?: Archive;
  /** Between two pulls of a source that has no interval of its own, and between two rounds of following up. */
  intervalMs?: number;
  /** Records applied at once. */
  batchSize?: number;
  /** A record is set aside after so many failures of its own. */
  maxAttempts?: number;
  /** How long a worker may take for a batch, or a puller be silent, before another one takes over. */
  leaseMs?: number;
  /** False: others ask the sources what changed; this process only works off the inbox. */
  pulls?: boolean;
  /** False: workers take in what is in the inbox; this process takes in only what a caller waits for (`applyNow`). */
  works?: boolean;
  /** What is in hand when it is stopped may take this long to come to its end; it is given back otherwise. */
  graceMs?: number;
  onProgress?: (progress: IngestProgress) => void;
  /** A round with more records than this finds their customers once, at its end, not batch by batch. */
  largeRound?: number;
  /** Name of this worker, unique among those that share the store. */
  owner?: string;
}

/** What one round did. */
export interface RoundResult {
  /** Refs that the pulls named. */
  signalled: number;
  /** Records taken in. */
  applied: number;
  /** Systems that could not be asked or read in full. */
  failed: string[];
  /** Systems that another instance pulls at this time. */
  elsewhere: string[];
}

export interface RoundOptions {
  /** Of this system alone, beside the gateway's own. */
  only?: string;
  /** Whether sweeps that are due, or under way, are gone through; default: yes. */
  sweeps?: boolean;
}

/** `withRound`: at once. `resting`: a round has just been made, so the next one comes after the interval. */
export type PulseBegin = 'withRound' | 'resting';

export interface Ingest {
  /** One round: pull what changed, then work off the inbox. Never rejects for a source; rejects where the store is gone. */
  runOnce(signal?: AbortSignal, options?: RoundOptions): Promise<RoundResult>;
  /** Takes these refs in now. Resolves when they are in the index, rejects with the signal's reason when it fires. */
  applyNow(refs: readonly SourceRef[], signal: AbortSignal): Promise<void>;
  /** Each source is pulled by its own clock, the first time at once unless told to rest first; what is in the inbox is worked off within a second. */
  start(begin?: PulseBegin): void;
  /** There is something in the inbox: it is looked at now. */
  wake(): void;
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
}

export type { RecordType };
