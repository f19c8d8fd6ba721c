/** The sample company taken into an embedded store by its own configuration, as a first start does. */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { createMemoryNotices } from '../datasources/redis/notices.ts';
import { createSources } from '../datasources/systems/index.ts';
import { identityConfig } from '../domain/identity/config.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import { acmeEnvironment } from '../examples/acme/environment.ts';
import { startAcme, type Acme } from '../examples/acme/index.ts';
import { loadConfig, type GatewayConfig } from '../gateway/config.ts';
import { uuidV7 } from '../gateway/uuid.ts';
import { createIngest } from '../ingest/ingest.ts';
import { createParametersHolder } from '../operations/parameters/activeParameters.ts';

export interface SampleStore {
  acme: Acme;
  config: GatewayConfig;
  store: Store;
  uri: string;
  database: string;
  /** What the intake took. */
  seconds: number;
}

const DATABASE = 'bench';

/** `people` and `seed` as the command line has them. Everything is ended and removed when `use` has ended. */
export async function withSampleStore({ people, seed }: { people: string; seed?: string | undefined }, use: (sample: SampleStore) => Promise<void>): Promise<void> {
  const acme = await startAcme({ people: Number(people), ...(seed === undefined ? {} : { seed: Number(seed) }) });
  const dataDir = await mkdtemp(join(tmpdir(), 'c360-sample-'));
  const { uri, close } = await joinEmbeddedMongo({ dataDir });
  try {
    const config = loadConfig({ DATA_DIR: dataDir, ...acmeEnvironment({ urls: acme.urls, adminKey: acme.credentials.ghost.adminKey }) });
    const store = await openStore({ uri, database: DATABASE });
    const sources = createSources(config.sources, { defaultRegion: config.defaultRegion });
    const systems = [...sources.keys()];
    const { survivorship, rowScopes, eventRank, reconciliation } = config;
    const ingest = createIngest({
      store, sources, now: Date.now,
      reader: { invalidate: () => Promise.resolve() },
      notices: createMemoryNotices(),
      logger: { info: () => undefined, warn: (fields, message) => console.error(message, fields) },
      apply: {
        identity: identityConfig(config.identity, systems), parameters: createParametersHolder({ store, settings: config.identity, systems }), survivorship, rowScopes, eventRank, reconciliation,
        keyedHash: (text) => createHmac('sha256', 'bench').update(text).digest('hex'), newId: () => uuidV7(Date.now()),
      },
    });
    const began = performance.now();
    await ingest.runOnce();
    const seconds = (performance.now() - began) / 1_000;
    await Promise.all([...sources.values()].map((source) => source.close()));
    await use({ acme, config, store, uri, database: DATABASE, seconds });
    await store.close();
  } finally {
    await acme.close();
    await close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
