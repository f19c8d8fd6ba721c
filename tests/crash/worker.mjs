/**
 * A process that takes changes in and does nothing else, composed of the built product: pulls, works off the inbox, follows
 * up what others left. What `gateway/main.ts` makes, without engine and host.
 */
import { openStore } from '../../dist/datasources/mongo/connect.js';
import { createMemoryNotices } from '../../dist/datasources/redis/notices.js';
import { createSources } from '../../dist/datasources/systems/index.js';
import { identityConfig } from '../../dist/domain/identity/config.js';
import { joinEmbeddedMongo } from '../../dist/embedded-mongo/join.js';
import { loadConfig } from '../../dist/gateway/config.js';
import { createKeyedHash } from '../../dist/gateway/context.js';
import { instanceSecret } from '../../dist/gateway/instanceSecret.js';
import { createLogger } from '../../dist/gateway/logger.js';
import { uuidV7 } from '../../dist/gateway/uuid.js';
import { createIngest } from '../../dist/ingest/ingest.js';
import { createParametersHolder } from '../../dist/operations/parameters/activeParameters.js';

const config = loadConfig(process.env);
const embedded = config.mongoUri === undefined ? await joinEmbeddedMongo({ dataDir: config.dataDir }) : undefined;
const store = await openStore({ uri: config.mongoUri ?? embedded.uri, database: config.database });
const sources = createSources(config.sources, { defaultRegion: config.defaultRegion });
const systems = [...sources.keys()];
const { survivorship, rowScopes, eventRank } = config;
const ingest = createIngest({
  store,
  sources,
  reader: { invalidate: () => Promise.resolve() },
  notices: createMemoryNotices(),
  apply: {
    identity: identityConfig(config.identity, systems), parameters: createParametersHolder({ store, settings: config.identity, systems }), survivorship, rowScopes, eventRank,
    keyedHash: createKeyedHash(instanceSecret(config.secret, config.dataDir)), newId: () => uuidV7(Date.now()),
  },
  now: Date.now,
  logger: createLogger(config.logLevel),
  intervalMs: config.ingest.intervalMs,
  leaseMs: config.ingest.leaseMs,
});
if (embedded) setInterval(() => void embedded.ensure().catch(() => undefined), 1_000).unref();
ingest.start();
console.log('Working.');
