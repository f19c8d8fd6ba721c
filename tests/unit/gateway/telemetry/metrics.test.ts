import { createOperationNames } from '../../../../gateway/telemetry/operationNames.ts';
import { createMetrics } from '../../../../gateway/telemetry/metrics.ts';
import { serveMetrics } from '../../../../gateway/telemetry/metricsServer.ts';
import type { StoreMetricsOptions } from '../../../../gateway/telemetry/storeMetrics.ts';
import type { RequestTrail } from '../../../../gateway/telemetry/trail.ts';

const trail = (changes: Partial<RequestTrail> = {}): RequestTrail => ({
  requestId: 'r-1', startedMs: performance.now(), kind: 'query', operationName: 'Card', cost: 12, role: 'agent', plannedFromMs: 0, plannedToMs: 0, coordinates: 3, codes: [], ...changes,
});
/** The samples of our own metrics, buckets left out. */
const samples = async (metrics: ReturnType<typeof createMetrics>): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith('c360_') && !line.includes('_bucket') && !line.includes('_sum'));

describe('metrics', () => {
  it('count requests by operation, outcome, code and cost', async () => {
    const metrics = createMetrics(createOperationNames());
    metrics.watch.begin(trail(), undefined).end(200, true);
    metrics.watch.begin(trail({ codes: ['SOURCE_UNAVAILABLE', 'FORBIDDEN'] }), undefined).end(200, true);
    metrics.watch.begin(trail({ operationName: null, cost: null }), undefined).end(200, false);
    metrics.watch.begin(trail({ kind: null, cost: null }), undefined);
    expect(await samples(metrics)).toEqual(
      expect.arrayContaining([
        'c360_requests_running 1',
        'c360_requests_total{operation="Card",outcome="OK"} 1',
        'c360_requests_total{operation="Card",outcome="SOURCE_UNAVAILABLE"} 1',
        'c360_requests_total{operation="anonymous",outcome="ABORTED"} 1',
        'c360_request_errors_total{operation="Card",code="FORBIDDEN"} 1',
        'c360_request_cost_total{operation="Card"} 24',
        'c360_request_seconds_count{operation="Card"} 2',
      ]),
    );
  });

  it('count what the way to the sources tells', async () => {
    const { observer, ...metrics } = createMetrics(createOperationNames());
    observer.tried('erp', 'fetch:party')(null);
    observer.tried('erp', 'fetch:party')('timeout');
    observer.repeated('erp', 'fetch:party', 'retry');
    observer.breaker('erp', 'fetch:party', 'open');
    observer.load('erp', 4, 2);
    observer.load('erp', 3, 1);
    observer.cache('erp', 'hit', 5);
    observer.stale('erp', 90_000);
    expect((await samples({ observer, ...metrics })).filter((line) => line.startsWith('c360_source'))).toEqual([
      'c360_source_call_seconds_count{system="erp",operation="fetch:party"} 2',
      'c360_source_errors_total{system="erp",operation="fetch:party",kind="timeout"} 1',
      'c360_source_repeats_total{system="erp",operation="fetch:party",why="retry"} 1',
      'c360_source_breaker_state{system="erp",operation="fetch:party"} 2',
      'c360_source_cache_reads_total{system="erp",result="hit"} 5',
      'c360_source_stale_age_seconds_count{system="erp"} 1',
      'c360_source_in_flight{system="erp"} 3',
      'c360_source_waiting{system="erp"} 1',
    ]);
  });

  it('tell of the store once in ten seconds, and nothing of it but that it is away where it is', async () => {
    let [nowMs, isUp, pings] = [Date.parse('2026-05-02T10:00:00Z'), true, 0];
    const figures = { atMs: nowMs - 60_000, records: 10, customers: 6, alone: 4, largest: { customerId: 'c1', records: 60 }, days: [{ day: '2026-05-02', merges: [{ rule: 'email', count: 3 }], unlinkedShare: 0.4 }] };
    const store = {
      ping: () => Promise.resolve((pings += 1) > 0 && isUp),
      pulls: { bySystems: () => Promise.resolve([]) },
      inbox: { waiting: () => Promise.resolve([{ system: 'erp', type: 'party', count: 7 }]), countSetAside: () => Promise.resolve([]) },
      marks: { get: () => Promise.resolve(JSON.stringify(figures)) },
      edges: { waiting: () => Promise.resolve({ count: 2, oldest: new Date(nowMs - 3_600_000) }) },
    } as unknown as StoreMetricsOptions['store'];
    const metrics = createMetrics(createOperationNames());
    metrics.addStore({ store, systems: ['erp'], thresholds: {}, now: () => nowMs });
    const told = await samples(metrics);
    await samples(metrics);
    expect(pings).toBe(1);
    expect(told).toEqual(
      expect.arrayContaining([
        'c360_store_up 1',
        'c360_inbox_records{system="erp",type="party",state="waiting"} 7',
        'c360_inbox_records{system="erp",type="party",state="set_aside"} 0',
        'c360_identity_largest_customer_records 60',
        'c360_identity_unlinked_share 0.4',
        'c360_identity_merges_today{rule="email"} 3',
        'c360_identity_reviews_waiting 2',
        'c360_identity_review_age_seconds 3600',
        'c360_identity_alarm{alarm="LARGEST_CUSTOMER"} 1',
        'c360_identity_alarm{alarm="REVIEW_AGE"} 0',
      ]),
    );
    nowMs += 10_000;
    isUp = false;
    expect((await samples(metrics)).filter((line) => /store|identity|inbox|sync/.test(line))).toEqual(['c360_store_up 0']);
  });

  it('are given to GET /metrics and to nothing else', async () => {
    const metrics = createMetrics(createOperationNames());
    metrics.addFigure('c360_audit_waiting', 'Waiting.', () => 3);
    metrics.addFigure('c360_requests_shed_total', 'Shed.', () => 7);
    metrics.addFigure('c360_redis_up', 'Up.', () => undefined);
    const server = await serveMetrics(metrics, { port: 0, bind: '127.0.0.1' }, { error: () => undefined });
    try {
      const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
      expect((await ask('/')).status).toBe(404);
      expect((await ask('/metrics', 'POST')).status).toBe(405);
      await ask('/metrics');
      const answer = await ask('/metrics');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      const text = await answer.text();
      expect(text).toContain('# TYPE c360_audit_waiting gauge\nc360_audit_waiting 3\n');
      expect(text).toContain('# TYPE c360_requests_shed_total counter\nc360_requests_shed_total 7\n');
      expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
      expect(text).not.toMatch(/^c360_redis_up /m);
    } finally {
      await server.close();
    }
  });
});
