/** Requests to GraphQL, counted for Prometheus: by operation name as `operationNames.ts` bounds it. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { OperationNames } from './operationNames.ts';
import { outcomeOf } from './outcome.ts';
import type { RequestWatch } from './requestWatch.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5];

/** The counters of one name, looked up once. */
interface Counted {
  ok: Counter.Internal;
  cost: Counter.Internal;
  seconds: Histogram.Internal<string>;
}

/** Event streams are counted when they are opened and closed; how long one stays open is no latency. */
export function countRequests(registry: Registry, names: OperationNames): RequestWatch {
  const registers = [registry];
  const requests = new Counter({ name: 'c360_requests_total', help: 'Requests to GraphQL that have ended: OK, the code of the first error, or ABORTED by the client.', labelNames: ['operation', 'outcome'], registers });
  const errors = new Counter({ name: 'c360_request_errors_total', help: 'Errors in answers, by code.', labelNames: ['operation', 'code'], registers });
  const cost = new Counter({ name: 'c360_request_cost_total', help: 'Points that operations cost, as rate limits count them.', labelNames: ['operation'], registers });
  const seconds = new Histogram({ name: 'c360_request_seconds', help: 'From the head of a request to the last byte of its answer.', labelNames: ['operation'], buckets: SECONDS, registers });
  let count = 0;
  new Gauge({
    name: 'c360_requests_running', help: 'Requests to GraphQL under way, open event streams included.', registers,
    collect() {
      this.set(count);
    },
  });

  const byName = new Map<string, Counted>();
  const countedOf = (name: string): Counted => {
    let counted = byName.get(name);
    if (!counted) byName.set(name, (counted = { ok: requests.labels(name, 'OK'), cost: cost.labels(name), seconds: seconds.labels(name) }));
    return counted;
  };
  const nothing = (): void => undefined;

  return {
    begin(trail) {
      count += 1;
      return {
        reads: nothing,
        end(_status, isWhole) {
          count -= 1;
          const name = names.of(trail);
          const counted = countedOf(name);
          const outcome = outcomeOf(trail, isWhole);
          if (outcome === 'OK') counted.ok.inc();
          else requests.inc({ operation: name, outcome });
          for (const code of trail.codes) errors.inc({ operation: name, code });
          if (trail.cost !== null) counted.cost.inc(trail.cost);
          if (trail.kind !== 'subscription') counted.seconds.observe((performance.now() - trail.startedMs) / 1_000);
        },
      };
    },
  };
}
