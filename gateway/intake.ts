/** What every process has that takes changes in, a gateway or a worker alone: sources, the reader of their records, ingest. */
import { openArchive } from '../datasources/archive.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { createSources, type ConnectedSource } from '../datasources/systems/index.ts';
import type { SourceObserver } from '../datasources/upstream/observer.ts';
import { createRecordReader, type CountingRecordReader } from '../datasources/upstream/recordReader.ts';
import { withAnswerTimes } from './config/answerTimes.ts';
import { retentionOf } from './config/retention.ts';
import { identityConfig, type IdentityConfig } from '../domain/identity/config.ts';
import { createIngest } from '../ingest/ingest.ts';
import type { Ingest, IngestOptions } from '../ingest/types.ts';
import { createParametersHolder, type ParametersHolder } from '../operations/parameters/activeParameters.ts';
import { learnInThread } from '../operations/parameters/inThread.ts';
import type { Closers } from './closers.ts';
import type { GatewayConfig } from './config.ts';
import { createKeyedHash } from './context.ts';
import { graceWithin } from './engine/deadline.ts';
import type { Logger } from './logger.ts';
import type { SharedState } from './shared.ts';
import { uuidV7 } from './uuid.ts';

export interface IntakeParts {
  store: Store;
  shared: Pick<SharedState, 'cache' | 'notices'>;
  /** Equal in all processes that share the store. */
  secret: Buffer;
  now: () => number;
  logger: Logger;
  /** Told of the calls to the sources; left out: nobody is. */
  observer?: SourceObserver | undefined;
}

export interface Intake {
  sources: Map<string, ConnectedSource>;
  reader: CountingRecordReader;
  identity: IdentityConfig;
  parameters: ParametersHolder;
  ingest: Ingest;
}

/** Connects the sources and makes ingest over them; nothing is asked yet. `options`: what this process does of it. */
export function openIntake(config: GatewayConfig, { store, shared, secret, now, logger, observer }: IntakeParts, closers: Closers, options: Partial<IngestOptions> = {}): Intake {
  const sources = createSources(withAnswerTimes(config.sources, config.deadlineMs), { defaultRegion: config.defaultRegion, now, ...(observer && { observer }) });
  closers.add(() => Promise.all([...sources.values()].map((source) => source.close())));
  const reader = createRecordReader({
    sources,
    cache: shared.cache,
    async snapshots(refs) {
      const found = await store.snapshots(refs);
      return new Map([...found].map(([ref, { record, fetchedAtMs }]) => [ref, { record, fetchedAt: new Date(fetchedAtMs) }]));
    },
    now,
    // The rest of it is for making the answer.
    lateSnapshotMs: Math.floor(graceWithin(config.deadlineMs) * 0.75),
    consentMaxAgeMs: config.contactPolicy.consentMaxAgeMs,
    ...(observer && { observer }),
  });
  const systems = [...sources.keys()];
  const identity = identityConfig(config.identity, systems);
  const parameters = createParametersHolder({ store, settings: config.identity, systems, learn: learnInThread });
  const { survivorship, rowScopes, eventRank, reconciliation, retention } = config;
  const ingest = createIngest({
    store, sources, reader, now, logger,
    notices: shared.notices,
    apply: { identity, parameters, survivorship, rowScopes, eventRank, reconciliation, ...(retention && { retention: retentionOf(retention) }), keyedHash: createKeyedHash(secret), newId: () => uuidV7(now()) },
    ...(retention && { archive: openArchive(retention.archivePath, now) }),
    intervalMs: config.ingest.intervalMs,
    leaseMs: config.ingest.leaseMs,
    batchSize: config.ingest.batchSize,
    maxAttempts: config.ingest.maxAttempts,
    ...options,
  });
  return { sources, reader, identity, parameters, ingest };
}
