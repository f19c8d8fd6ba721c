/** Composition of a process that takes changes in and answers nobody: the gateway's intake without its hosts. */
import { nameOfError } from '../domain/errors.ts';
import { createClosers } from './closers.ts';
import type { GatewayConfig } from './config.ts';
import { instanceSecret } from './instanceSecret.ts';
import { openIntake } from './intake.ts';
import type { Logger } from './logger.ts';
import { createKeyedHash } from './context.ts';
import { openAwaitedStoreOf } from './openStore.ts';
import { openShared } from './shared.ts';
import { showMetrics } from './telemetry/showMetrics.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

export interface WorkerOptions {
  logger: Logger;
  /** Asks the sources what changed as well. */
  pulls: boolean;
}

export interface RunningWorker {
  /** Ends after the batch in hand, or gives it back where it takes too long. */
  close(): Promise<void>;
}

/** An orchestrator's usual patience is 30 s, and the rest of closing needs some of it. */
const GRACE_MS = 10_000;

/** Starts a worker over the configured store; it shares the inbox with every gateway and worker there. */
export async function startWorker(config: GatewayConfig, { logger, pulls }: WorkerOptions): Promise<RunningWorker> {
  const closers = createClosers(logger);
  try {
    const now = Date.now;
    const secret = instanceSecret(config.secret, config.dataDir);
    const telemetry = await openTelemetry(config, [], logger, closers);
    const { store, prepared } = await openAwaitedStoreOf(config, logger, closers);
    const shared = openShared({ redisUrl: config.redisUrl, allowance: config.rateLimit, keyedHash: createKeyedHash(secret), logger });
    closers.add(() => shared.close());
    const { ingest, sources } = openIntake(config, { store, shared, secret, now, logger, observer: telemetry.observer }, closers, { pulls, works: true, graceMs: GRACE_MS });
    await showMetrics(telemetry, config, { store, systems: [...sources.keys()], shared, now, logger }, [], closers);
    let isEnding = false;
    prepared.then(
      () => void (isEnding || ingest.start()),
      (error: unknown) => logger.error({ error: nameOfError(error) }, 'The store refuses this process: nothing is taken in.'),
    );
    closers.add(() => {
      isEnding = true;
      return ingest.stop();
    });
    return { close: () => closers.closeAll() };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}
