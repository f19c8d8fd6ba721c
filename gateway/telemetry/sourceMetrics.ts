/** What the way to the sources tells (datasources/upstream/observer.ts), counted for Prometheus. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BreakerState, SourceObserver } from '../../datasources/upstream/observer.ts';
import type { FailureKind } from '../../datasources/upstream/reads.ts';

/** From a row of a near system to a source that is given up. */
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const AGE_SECONDS = [1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400];
const STATES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Tells when a call has ended. */
type Ended = (failure: FailureKind | null) => void;

/** An observer that counts into `registry`. What a label can be is bounded by the configuration and the adapters. */
export function observeSources(registry: Registry): SourceObserver {
  const registers = [registry];
  const of = ['system', 'operation'] as const;
  const seconds = new Histogram({ name: 'c360_source_call_seconds', help: 'Time of one try of an operation, well or badly.', labelNames: of, buckets: CALL_SECONDS, registers });
  const errors = new Counter({ name: 'c360_source_errors_total', help: 'Tries that failed, by kind.', labelNames: [...of, 'kind'], registers });
  const repeats = new Counter({ name: 'c360_source_repeats_total', help: 'Further tries of a call: retry after a failure, hedge beside a slow one.', labelNames: [...of, 'why'], registers });
  const breaker = new Gauge({ name: 'c360_source_breaker_state', help: 'State of the breaker: 0 closed, 1 half-open, 2 open.', labelNames: of, registers });
  const cache = new Counter({ name: 'c360_source_cache_reads_total', help: 'Reads of records by what the record cache had.', labelNames: ['system', 'result'], registers });
  const ages = new Histogram({ name: 'c360_source_stale_age_seconds', help: 'Age of last known records that were shown in place of an answer.', labelNames: ['system'], buckets: AGE_SECONDS, registers });

  /** Load changes with every call and is read at a scrape only. */
  const loads = new Map<string, { inFlight: number; waiting: number }>();
  const gaugeLoad = (name: string, help: string, figure: 'inFlight' | 'waiting') =>
    new Gauge({
      name, help, labelNames: ['system'], registers,
      collect() {
        for (const [system, load] of loads) this.set({ system }, load[figure]);
      },
    });
  gaugeLoad('c360_source_in_flight', 'Calls that hold a slot, abandoned ones included.', 'inFlight');
  gaugeLoad('c360_source_waiting', 'Calls that wait for a slot.', 'waiting');
  const timers = new Map<string, Map<string, Histogram.Internal<string>>>();
  const timerOf = (system: string, operation: string): Histogram.Internal<string> => {
    let ofSystem = timers.get(system);
    if (!ofSystem) timers.set(system, (ofSystem = new Map()));
    let timer = ofSystem.get(operation);
    if (!timer) ofSystem.set(operation, (timer = seconds.labels(system, operation)));
    return timer;
  };

  return {
    tried(system, operation): Ended {
      const startedMs = performance.now();
      return (failure) => {
        timerOf(system, operation).observe((performance.now() - startedMs) / 1_000);
        if (failure !== null) errors.inc({ system, operation, kind: failure });
      };
    },
    repeated: (system, operation, why) => repeats.inc({ system, operation, why }),
    breaker: (system, operation, state) => breaker.set({ system, operation }, STATES[state]),
    load(system, calls, queued) {
      const load = loads.get(system);
      if (!load) loads.set(system, { inFlight: calls, waiting: queued });
      else {
        load.inFlight = calls;
        load.waiting = queued;
      }
    },
    cache: (system, result, count) => cache.inc({ system, result }, count),
    stale: (system, ageMs) => ages.observe({ system }, ageMs / 1_000),
  };
}
