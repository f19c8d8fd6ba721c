import { openAwaitedStore, openStore, type AwaitedStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { nameOfError } from '../domain/errors.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import type { Closers } from './closers.ts';
import type { GatewayConfig } from './config.ts';
import type { Logger } from './logger.ts';

const EMBEDDED_CHECK_MS = 1_000;

type StoreConfig = Pick<GatewayConfig, 'mongoUri' | 'dataDir' | 'database'>;

/** The configured MongoDB, or the embedded server of the data folder, which is started again should it die. */
async function uriOf(config: StoreConfig, logger: Logger, closers: Closers): Promise<string> {
  if (config.mongoUri !== undefined) return config.mongoUri;
  const embedded = await joinEmbeddedMongo({ dataDir: config.dataDir });
  closers.add(() => embedded.close());
  const watch = setInterval(() => {
    embedded.ensure().catch((error: unknown) => logger.error({ error: nameOfError(error) }, 'The embedded MongoDB cannot be started again'));
  }, EMBEDDED_CHECK_MS);
  watch.unref();
  closers.add(() => clearInterval(watch));
  return embedded.uri;
}

/** The store of a configuration. Rejects with STORE_UNAVAILABLE where no server answers. */
export async function openStoreOf(config: StoreConfig, logger: Logger, closers: Closers): Promise<Store> {
  const store = await openStore({ uri: await uriOf(config, logger, closers), database: config.database, logger });
  closers.add(() => store.close());
  return store;
}

/** The same for who can begin without it: its server may answer later. */
export async function openAwaitedStoreOf(config: StoreConfig, logger: Logger, closers: Closers): Promise<AwaitedStore> {
  const awaited = await openAwaitedStore({ uri: await uriOf(config, logger, closers), database: config.database, logger });
  closers.add(() => awaited.store.close());
  return awaited;
}
