/** Ingest without a gateway around it: what a process of the command line takes sources in with. */
import { openStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { createSources } from '../datasources/systems/index.ts';
import { createRecordReader } from '../datasources/upstream/recordReader.ts';
import { identityConfig } from '../domain/identity/config.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import { createIngest } from '../ingest/ingest.ts';
import type { Ingest, IngestProgress } from '../ingest/types.ts';
import { createParametersHolder } from '../operations/parameters/activeParameters.ts';
import type { GatewayConfig } from './config.ts';
import { createKeyedHash } from './context.ts';
import { instanceSecret } from './instanceSecret.ts';
import type { Logger } from './logger.ts';
import { openShared } from './shared.ts';
import { uuidV7 } from './uuid.ts';

export interface OpenedStore {
  store: Store;
  close(): Promise<void>;
}

/** The store of a configuration; the embedded server is joined, or started where nobody has. */
export async function openStoreOf({ mongoUri, database, dataDir }: Pick<GatewayConfig, 'mongoUri' | 'database' | 'dataDir'>): Promise<OpenedStore> {
  const embedded = mongoUri === undefined ? await joinEmbeddedMongo({ dataDir }) : undefined;
  try {
    const store = await openStore({ uri: mongoUri ?? embedded!.uri, database });
    return {
      store,
      async close() {
        await store.close();
        await embedded?.close();
      },
    };
  } catch (error) {
    await embedded?.close();
    throw error;
  }
}

/** Connects the configured sources to a store. Sends nothing before the first round. */
export function openIngest(config: GatewayConfig, store: Store, { logger, onProgress }: { logger: Logger; onProgress?: (progress: IngestProgress) => void }): { ingest: Ingest; close(): Promise<void> } {
  const now = Date.now;
  const keyedHash = createKeyedHash(instanceSecret(config.secret, config.dataDir));
  const shared = openShared({ redisUrl: config.redisUrl, allowance: config.rateLimit, keyedHash, logger });
  const sources = createSources(config.sources, { defaultRegion: config.defaultRegion, now });
  const systems = [...sources.keys()];
  const reader = createRecordReader({ sources, cache: shared.cache, snapshots: () => Promise.resolve(new Map()), now });
  const { survivorship, rowScopes, eventRank } = config;
  const identity = identityConfig(config.identity, systems);
  const parameters = createParametersHolder({ store, settings: config.identity, systems });
  const ingest = createIngest({
    store, sources, reader, now, logger,
    notices: shared.notices,
    apply: { identity, parameters, survivorship, rowScopes, eventRank, keyedHash, newId: () => uuidV7(now()) },
    intervalMs: config.ingest.intervalMs,
    ...(onProgress && { onProgress }),
  });
  return {
    ingest,
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
      await shared.close();
    },
  };
}
