import type { Store } from '../../datasources/mongo/store.ts';
import type { Closers } from '../closers.ts';
import type { GatewayConfig } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { SharedState } from '../shared.ts';
import { serveMetrics } from './metricsServer.ts';
import type { Telemetry } from './telemetry.ts';

/** A number of this process: its name, what it is, and how it is asked for at each scrape. */
export type OwnFigure = readonly [name: string, help: string, value: () => number | undefined];

export interface ShownParts {
  store: Store;
  systems: readonly string[];
  shared: Pick<SharedState, 'redisUp'>;
  now: () => number;
  logger: Logger;
}

/** Serves the metrics of a process, with what its store knows and `own`, where they are configured. Rejects if their address is taken. */
export async function showMetrics({ metrics }: Telemetry, config: Pick<GatewayConfig, 'metrics' | 'identityAlarms'>, { store, systems, shared, now, logger }: ShownParts, own: readonly OwnFigure[], closers: Closers): Promise<void> {
  if (!config.metrics || !metrics) return;
  metrics.addStore({ store, systems, thresholds: config.identityAlarms, now });
  metrics.addFigure('c360_redis_up', '1 while Redis answers; left out where there is none.', () => shared.redisUp());
  for (const [name, help, value] of own) metrics.addFigure(name, help, value);
  const server = await serveMetrics(metrics, config.metrics, logger);
  closers.add(() => server.close());
}
