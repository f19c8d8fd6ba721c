/** Composition: makes one gateway of a configuration and starts it. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { openStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { createSources } from '../datasources/systems/index.ts';
import { createRecordReader } from '../datasources/upstream/recordReader.ts';
import { joinEmbeddedMongo } from '../embedded-mongo/join.ts';
import { identityConfig } from '../domain/identity/config.ts';
import { TOKEN_REVOKED_TOPIC, tokenNoticeIn } from '../domain/issuedToken.ts';
import { createIngest } from '../ingest/ingest.ts';
import type { Ingest, IngestProgress } from '../ingest/types.ts';
import { createParametersHolder } from '../operations/parameters/activeParameters.ts';
import { learnInThread, reckonInThread } from '../operations/parameters/inThread.ts';
import { resolvers } from '../resolvers/index.ts';
import { loadTypeDefs } from '../schema/load.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { tokenBounds } from './auth/issuing.ts';
import { openIssuers } from './auth/openIssuers.ts';
import { createAudit } from './audit/audit.ts';
import type { GatewayConfig } from './config.ts';
import { createContextFactory, createKeyedHash } from './context.ts';
import { createEngine } from './engine/engine.ts';
import { readRegisteredDocuments } from './engine/registered.ts';
import { createHost } from './hosts/createHost.ts';
import { instanceSecret } from './instanceSecret.ts';
import { stackFrames } from './errors.ts';
import type { Logger } from './logger.ts';
import { openPolicyFile } from './policyFile.ts';
import { openShared } from './shared.ts';
import { uuidV7 } from './uuid.ts';

export interface StartOptions {
  logger: Logger;
  /** Told while the first intake runs. */
  onProgress?: (progress: IngestProgress) => void;
  /** What GraphiQL opens with: a query, and the headers pane's JSON. */
  graphiql?: { defaultQuery: string; headers(): Promise<string> };
}

export interface RunningGateway {
  /** `http://ADDRESS:PORT/graphql`. */
  url: string;
  store: Store;
  /** Resolves when the first round over all sources has ended, well or badly. */
  firstRound: Promise<void>;
  close(): Promise<void>;
}

const READY_PING_MS = 500;
const EMBEDDED_CHECK_MS = 1_000;

/** Undoes what has been opened, last first, and does all of it whatever fails. */
function createClosers(logger: Logger): { add(close: () => unknown): void; closeAll(): Promise<void> } {
  const closers: (() => unknown)[] = [];
  return {
    add: (close) => void closers.push(close),
    async closeAll() {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          logger.warn({ error: (error as Error).name }, 'Something could not be closed');
        }
      }
    },
  };
}

/** Starts everything in order; if one part cannot start, the others are closed again and the reason is thrown. */
export async function startGateway(config: GatewayConfig, options: StartOptions): Promise<RunningGateway> {
  const closers = createClosers(options.logger);
  try {
    return await start(config, options, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function start(config: GatewayConfig, { logger, onProgress, graphiql }: StartOptions, closers: ReturnType<typeof createClosers>): Promise<RunningGateway> {
  const now = Date.now;
  const newId = () => uuidV7(now());
  const secret = instanceSecret(config.secret, config.dataDir);
  const keyedHash = createKeyedHash(secret);

  const schema = makeExecutableSchema({ typeDefs: loadTypeDefs(), resolvers });
  const policyFile = openPolicyFile({ path: config.policyPath, schema, logger });
  closers.add(() => policyFile.close());

  const store = await openStoreOf(config, logger, closers);
  const audit = createAudit({ store: store.audit, dataDir: config.dataDir, logger, now });
  closers.add(() => audit.close());
  const shared = openShared({ redisUrl: config.redisUrl, allowance: config.rateLimit, keyedHash, logger });
  closers.add(() => shared.close());

  const sources = createSources(config.sources, { defaultRegion: config.defaultRegion, now });
  closers.add(() => Promise.all([...sources.values()].map((source) => source.close())));
  const reader = createRecordReader({
    sources,
    cache: shared.cache,
    async snapshots(refs) {
      const found = await store.snapshots(refs);
      return new Map([...found].map(([ref, { record, fetchedAtMs }]) => [ref, { record, fetchedAt: new Date(fetchedAtMs) }]));
    },
    now,
  });

  const { survivorship, contactPolicy, lookupMissMs, eventRank, rowScopes } = config;
  const identity = identityConfig(config.identity, [...sources.keys()]);
  const parameters = createParametersHolder({ store, settings: config.identity, systems: [...sources.keys()], learn: learnInThread });
  const ingest = createIngest({
    store, sources, reader, now, logger,
    notices: shared.notices,
    apply: { identity, parameters, survivorship, rowScopes, eventRank, keyedHash, newId },
    intervalMs: config.ingest.intervalMs,
    ...(onProgress && { onProgress }),
  });

  const gives = new Map([...sources].map(([system, source]) => [system, source.gives]));
  const contextFor = createContextFactory({
    store, reader, sources, secret, now,
    notices: shared.notices,
    applyNow: ingest.applyNow,
    policy: policyFile.current,
    explain: (question, principal) => engine.explain(question, principal),
    tokenBounds: config.issuedTokens.enabled ? tokenBounds(config.issuedTokens) : undefined,
    config: { identity, parameters, reckon: reckonInThread, identityAlarms: config.identityAlarms, survivorship, contactPolicy, gives, lookupMissMs, eventRank, rowScopes },
  });
  const { charge, countLookUps } = shared.limits;
  const registered = config.documentsPath === undefined ? undefined : readRegisteredDocuments(config.documentsPath);
  const engine = createEngine({
    schema, policy: policyFile.current, contextFor,
    limits: { ...config.limits, maxDocumentLength: config.limits.maxBodyBytes },
    ...(registered && { documents: { registered, only: config.documents === 'registered' } }),
    gates: { charge, countLookUps, audit: audit.record },
    streams: { ...config.streams, eventDeadlineMs: config.deadlineMs },
    logger, now,
  });

  shared.notices.subscribe(TOKEN_REVOKED_TOPIC, (body) => {
    const notice = tokenNoticeIn(body);
    if (notice) engine.recheckStreams(notice.id);
  });

  const { issuers, warm, close: closeIssuers } = await openIssuers(config.auth, { dataDir: config.dataDir, logger, now });
  closers.add(closeIssuers);
  // Told in the log if it fails; the first request tries again.
  void warm();
  const issued = config.issuedTokens.enabled ? { tokens: store.tokens } : {};
  let firstRoundEnded = !config.ingest.enabled;
  const host = createHost(config.host, {
    engine,
    authenticate: createAuthenticator({ issuers, ...issued, policy: policyFile.current, now }),
    limits: { ...config.limits, deadlineMs: config.deadlineMs },
    cors: config.cors,
    graphiql: { enabled: config.graphiql, title: config.company, defaultQuery: graphiql?.defaultQuery, headers: graphiql?.headers },
    health: { live: () => true, ready: async () => firstRoundEnded && (await store.ping(READY_PING_MS)) },
    trustedProxies: config.trustedProxies,
    admit: (principal) => shared.limits.admit(principal),
    logger,
  });
  const { port } = await host.listen({ port: config.port, bind: config.bind });
  closers.add(() => host.close());

  const firstRound = config.ingest.enabled ? beginIngest(ingest, logger, closers) : Promise.resolve();
  void firstRound.then(() => (firstRoundEnded = true));
  return {
    url: `http://${config.bind.includes(':') ? `[${config.bind}]` : config.bind}:${port}/graphql`,
    store,
    firstRound,
    close: () => closers.closeAll(),
  };
}

/** One round over all sources, then rounds in their time. Resolves after the first, however it went. */
function beginIngest(ingest: Ingest, logger: Logger, closers: ReturnType<typeof createClosers>): Promise<void> {
  const closing = new AbortController();
  const first = ingest.runOnce(closing.signal).then(
    ({ failed }) => {
      for (const system of failed) logger.warn({ system }, 'A source could not be taken in whole; it is asked again');
      return failed.length === 0;
    },
    (error: unknown) => {
      logger.warn({ error: (error as Error).name, stack: stackFrames(error) }, 'The first intake did not come to its end; it goes on');
      return false;
    },
  );
  const goesOn = first.then((isWhole) => {
    if (!closing.signal.aborted) ingest.start(isWhole ? 'resting' : 'withRound');
  });
  closers.add(async () => {
    closing.abort();
    await goesOn;
    await ingest.stop();
  });
  return first.then(() => undefined);
}

/** The configured MongoDB, or the embedded server of the data folder, which is started again should it die. */
async function openStoreOf(config: GatewayConfig, logger: Logger, closers: ReturnType<typeof createClosers>): Promise<Store> {
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
