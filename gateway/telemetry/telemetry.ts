/** What a process shows of itself, as it is configured: access log, metrics, traces. Nothing of it costs anything where it is off. */
import type { SourceObserver } from '../../datasources/upstream/observer.ts';
import type { GatewayConfig } from '../config.ts';
import type { Closers } from '../closers.ts';
import type { Logger } from '../logger.ts';
import { accessLog } from './accessLog.ts';
import type { Metrics } from './metrics.ts';
import { createOperationNames, operationNamesIn } from './operationNames.ts';
import { watchAll, type RequestWatch } from './requestWatch.ts';
import type { Tracing } from './tracing/open.ts';

export interface Telemetry {
  /** Undefined: nobody watches. */
  observer: SourceObserver | undefined;
  watch: RequestWatch | undefined;
  metrics: Metrics | undefined;
  readsOf: Tracing['readsOf'] | undefined;
}

/** Tells both. */
function observeBoth(one: SourceObserver, other: SourceObserver): SourceObserver {
  return {
    tried(system, operation) {
      const [first, second] = [one.tried(system, operation), other.tried(system, operation)];
      return (failure) => {
        first(failure);
        second(failure);
      };
    },
    repeated: (...told) => [one, other].forEach((each) => each.repeated(...told)),
    breaker: (...told) => [one, other].forEach((each) => each.breaker(...told)),
    load: (...told) => [one, other].forEach((each) => each.load(...told)),
    cache: (...told) => [one, other].forEach((each) => each.cache(...told)),
    stale: (...told) => [one, other].forEach((each) => each.stale(...told)),
  };
}

/** `documents`: texts of the registered ones, whose operations are called by their names. */
export async function openTelemetry(config: Pick<GatewayConfig, 'metrics' | 'traces'>, documents: Iterable<string>, logger: Logger, closers: Closers): Promise<Telemetry> {
  const registered = operationNamesIn(documents);
  const names = createOperationNames(registered);
  // A log keeps what it is told: of names that a client chose freely it is told none.
  const chosenByUs = createOperationNames(registered, 0);
  // Loaded when wanted: what is off takes neither memory nor time to start.
  const metrics = config.metrics && (await import('./metrics.ts')).createMetrics(names);
  const tracing = config.traces && (await import('./tracing/open.ts')).openTracing(config.traces, names, logger);
  if (tracing) closers.add(() => tracing.close());
  const watches = [...(logger.tellsInfo ? [accessLog(logger, chosenByUs)] : []), ...(metrics ? [metrics.watch] : []), ...(tracing ? [tracing.watch] : [])];
  return {
    observer: metrics && tracing ? observeBoth(metrics.observer, tracing.observer) : (metrics?.observer ?? tracing?.observer),
    watch: watches.length > 0 ? watchAll(watches) : undefined,
    metrics,
    readsOf: tracing?.readsOf,
  };
}
