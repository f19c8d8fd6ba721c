import { openStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import type { Closers } from './closers.ts';
import type { GatewayConfig } from './config.ts';
import type { Logger } from './logger.ts';

const EMBEDDED_CHECK_MS = 1_000;

/** The configured MongoDB, or the embedded server of the data folder, which is started again should it die. */
export async function openStoreOf(config: Pick<GatewayConfig, 'mongoUri' | 'dataDir' | 'database'>, logger: Logger, closers: Closers): Promise<Store> {
  let uri = config.mongoUri;
  if (uri === undefined) {
    const embedded = await joinEmbeddedMongo({ dataDir: config.dataDir });
    closers.add(() => embedded.close());
    const watch = setInterval(() => {
      embedded.ensure().catch((error: unknown) => logger.error({ error: (error as Error).name }, 'The embedded MongoDB cannot be started again'));
    }, EMBEDDED_CHECK_MS);
    watch.unref();
    closers.add(() => clearInterval(watch));
    uri = embedded.uri;
  }
  const store = await openStore({ uri, database: config.database, logger });
  closers.add(() => store.close());
  return store;
}
