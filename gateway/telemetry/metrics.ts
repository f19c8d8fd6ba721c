/** The metrics of one process: a registry of its own, and a server of its own that shows it. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { SourceObserver } from '../../datasources/upstream/observer.ts';
import type { OperationNames } from './operationNames.ts';
import { countRequests } from './requestMetrics.ts';
import type { RequestWatch } from './requestWatch.ts';
import { observeSources } from './sourceMetrics.ts';
import { gaugeStore, type StoreMetricsOptions } from './storeMetrics.ts';

export interface Metrics {
  observer: SourceObserver;
  watch: RequestWatch;
  /** Shown from now on: what the store knows. */
  addStore(options: StoreMetricsOptions): void;
  /** Shown from now on: a number that is asked for at each scrape; undefined: nothing. A name that ends with `_total` is a counter's, by Prometheus' rule. */
  addFigure(name: string, help: string, value: () => number | undefined): void;
  contentType: string;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** `names`: what operations are called. */
export function createMetrics(names: OperationNames): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const updates: (() => Promise<void>)[] = [];
  return {
    observer: observeSources(registry),
    watch: countRequests(registry, names),
    addStore(options) {
      updates.push(gaugeStore(registry, options).update);
    },
    addFigure(name, help, value) {
      const Figure = name.endsWith('_total') ? Counter : Gauge;
      new Figure({
        name, help, registers: [registry],
        collect() {
          const now = value();
          if (now === undefined) return this.remove();
          this.reset();
          this.inc(now);
        },
      });
    },
    contentType: registry.contentType,
    async text() {
      await Promise.all(updates.map((update) => update()));
      return registry.metrics();
    },
  };
}
