/** Composition: makes one gateway of a configuration and starts it. */
import { setTimeout as wait } from 'node:timers/promises';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { AwaitedStore } from '../datasources/mongo/connect.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { GatewayError, nameOfError } from '../domain/errors.ts';
import { TOKEN_REVOKED_TOPIC, tokenNoticeIn } from '../domain/issuedToken.ts';
import type { Ingest, IngestProgress } from '../ingest/types.ts';
import { createWebhooks } from '../ingest/webhooks.ts';
import { reckonInThread } from '../operations/parameters/inThread.ts';
import { resolvers } from '../resolvers/index.ts';
import { loadTypeDefs } from '../schema/load.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { tokenBounds } from './auth/issuing.ts';
import { openIssuers } from './auth/openIssuers.ts';
import { createAudit } from './audit/audit.ts';
import { createClosers, type Closers } from './closers.ts';
import type { GatewayConfig } from './config.ts';
import { createContextFactory, createKeyedHash } from './context.ts';
import { graceWithin } from './engine/deadline.ts';
import { createEngine } from './engine/engine.ts';
import { readRegisteredDocuments } from './engine/registered.ts';
import { createHost } from './hosts/createHost.ts';
import { instanceSecret } from './instanceSecret.ts';
import { openIntake } from './intake.ts';
import { stackFrames } from './errors.ts';
import type { Logger } from './logger.ts';
import { openAwaitedStoreOf } from './openStore.ts';
import { createOverload } from './limits/overload.ts';
import { openPolicyFile } from './policyFile.ts';
import { openShared } from './shared.ts';
import { showMetrics } from './telemetry/showMetrics.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

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
  /** Is no longer ready, after `shutdown.delayMs` accepts nobody, finishes what is in hand, writes what waits, and lets everything go. */
  close(): Promise<void>;
}

const READY_PING_MS = 500;

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

async function start(config: GatewayConfig, { logger, onProgress, graphiql }: StartOptions, closers: Closers): Promise<RunningGateway> {
  const now = Date.now;
  const secret = instanceSecret(config.secret, config.dataDir);
  const keyedHash = createKeyedHash(secret);

  const schema = makeExecutableSchema({ typeDefs: loadTypeDefs(), resolvers });
  const policyFile = openPolicyFile({ path: config.policyPath, schema, logger });
  closers.add(() => policyFile.close());

  const registered = config.documentsPath === undefined ? undefined : readRegisteredDocuments(config.documentsPath);
  const telemetry = await openTelemetry(config, (registered?.all ?? []).map(({ text }) => text), logger, closers);
  const { store, isPrepared, prepared } = await openAwaitedStoreOf(config, logger, closers);
  const audit = createAudit({ store: store.audit, dataDir: config.dataDir, logger, now });
  closers.add(() => audit.close());
  const shared = openShared({ redisUrl: config.redisUrl, allowance: config.rateLimit, keyedHash, logger });
  closers.add(() => shared.close());

  const { sources, reader, identity, parameters, ingest } = openIntake(config, { store, shared, secret, now, logger, observer: telemetry.observer }, closers, { works: config.ingest.work, ...(onProgress && { onProgress }) });
  const { survivorship, contactPolicy, lookupMissMs, eventRank, reconciliation, rowScopes } = config;

  const gives = new Map([...sources].map(([system, source]) => [system, source.gives]));
  const contextFor = createContextFactory({
    store, reader, sources, secret, now,
    readsOf: telemetry.readsOf,
    notices: shared.notices,
    applyNow: ingest.applyNow,
    policy: policyFile.current,
    explain: (question, principal) => engine.explain(question, principal),
    tokenBounds: config.issuedTokens.enabled ? tokenBounds(config.issuedTokens) : undefined,
    config: { identity, parameters, reckon: reckonInThread, identityAlarms: config.identityAlarms, survivorship, contactPolicy, gives, lookupMissMs, eventRank, reconciliation, rowScopes },
  });
  const { charge, countLookUps } = shared.limits;
  const graceMs = graceWithin(config.deadlineMs);
  const sourcesMs = config.deadlineMs - graceMs;
  const engine = createEngine({
    schema, policy: policyFile.current, contextFor,
    limits: { ...config.limits, maxDocumentLength: config.limits.maxBodyBytes },
    ...(registered && { documents: { registered, only: config.documents === 'registered' } }),
    gates: { charge, countLookUps, audit: audit.record },
    streams: { ...config.streams, eventDeadlineMs: sourcesMs },
    graceMs,
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
  let isEnding = false;
  const overload = createOverload(config.limits.overload, {
    onChange: (sheds, count) => (sheds ? logger.warn({ count }, 'There is too much to do: requests are refused.') : logger.warn({ count }, 'Requests are no longer refused.')),
  });
  closers.add(() => overload.close());
  const host = createHost(config.host, {
    engine,
    authenticate: createAuthenticator({ issuers, ...issued, policy: policyFile.current, now }),
    limits: { ...config.limits, deadlineMs: sourcesMs },
    cors: config.cors,
    graphiql: { enabled: config.graphiql, title: config.company, defaultQuery: graphiql?.defaultQuery, headers: graphiql?.headers },
    health: { live: () => true, ready: async () => !isEnding && firstRoundEnded && (await store.ping(READY_PING_MS)) },
    trustedProxies: config.trustedProxies,
    async admit(principal) {
      if (!isPrepared()) throw new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.', { retryAfterSeconds: 1 });
      await shared.limits.admit(principal);
    },
    overload,
    webhooks: createWebhooks({ store, sources, now, logger, ...(config.ingest.enabled && { onTaken: ingest.wake }) }),
    logger,
    watch: telemetry.watch,
  });
  await showMetrics(telemetry, config, { store, systems: [...sources.keys()], shared, now, logger }, [
    ['c360_audit_waiting', 'Entries of the read audit, and ids in them, that are not durable yet.', () => audit.waiting()],
    ['c360_requests_in_flight', 'Requests that are worked on; event streams are not among them.', () => overload.state().inFlight],
    ['c360_requests_waiting', 'Requests that wait for their turn.', () => overload.state().waiting],
    ['c360_requests_limit', 'How many requests are worked on at once at present.', () => overload.state().limit],
    ['c360_requests_shed_total', 'Requests refused, since there was too much to do.', () => overload.state().shed],
  ], closers);
  const { port } = await host.listen({ port: config.port, bind: config.bind });
  closers.add(() => host.close());
  const { delayMs, graceMs: finishMs } = config.shutdown;
  let closed: Promise<void> | undefined;

  const firstRound = config.ingest.enabled ? beginIngest(ingest, { isPrepared, prepared }, logger, closers) : Promise.resolve();
  void firstRound.then(() => (firstRoundEnded = true));
  return {
    url: `http://${config.bind.includes(':') ? `[${config.bind}]` : config.bind}:${port}/graphql`,
    store,
    firstRound,
    close: () => (closed ??= (async () => {
      isEnding = true;
      host.drain();
      if (delayMs > 0) await wait(delayMs);
      // Requests finish while ingest gives back what it holds; what both have written to is closed after them.
      void host.close(finishMs);
      await closers.closeAll();
    })()),
  };
}

/** One round over all sources once there is a store, then rounds in their time. Resolves after the first, however it went. */
function beginIngest(ingest: Ingest, { isPrepared, prepared }: Omit<AwaitedStore, 'store'>, logger: Logger, closers: Closers): Promise<void> {
  const closing = new AbortController();
  const begun = prepared.then(() => {
    closing.signal.throwIfAborted();
    return ingest.runOnce(closing.signal, { sweeps: false });
  });
  const first = begun.then(
    ({ failed }) => {
      for (const system of failed) logger.warn({ system }, 'A source could not be taken in whole; it is asked again');
      return failed.length === 0;
    },
    (error: unknown) => {
      if (!closing.signal.aborted) logger.warn({ error: nameOfError(error), stack: stackFrames(error) }, 'The first intake did not come to its end; it goes on');
      return false;
    },
  );
  const goesOn = first.then((isWhole) => {
    if (!closing.signal.aborted) ingest.start(isWhole ? 'resting' : 'withRound');
  });
  closers.add(async () => {
    closing.abort();
    // Where there never was a store, nothing has begun, and waiting for it ends when it is closed.
    if (isPrepared()) await goesOn;
    await ingest.stop();
  });
  return first.then(() => undefined);
}
