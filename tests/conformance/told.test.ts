/** What a client sends and what a source says reaches no log, no metric and no span. */
import type { Store } from '../../datasources/mongo/store.ts';
import { SourceError } from '../../datasources/systems/defineSource.ts';
import type { RecordReader } from '../../datasources/upstream/reads.ts';
import { createLogger } from '../../gateway/logger.ts';
import { accessLog } from '../../gateway/telemetry/accessLog.ts';
import { createMetrics } from '../../gateway/telemetry/metrics.ts';
import { createOperationNames } from '../../gateway/telemetry/operationNames.ts';
import { watchAll } from '../../gateway/telemetry/requestWatch.ts';
import { openTracing } from '../../gateway/telemetry/tracing/open.ts';
import { createHarness } from '../authz/engine.ts';
import { startTraceCollector } from '../support/traceCollector.ts';
import { startServer } from './server.ts';

const CANARY = 'canary34600111222';
const CANARIES = /canary|34600111222/i;

describe.each(['node', 'yoga', 'apollo'] as const)('on the %s host', (kind) => {
  it('nothing of a request but its names, counts and codes is told', async () => {
    let logs = '';
    const logger = createLogger('debug', { write: (text) => void (logs += text) });
    const collector = await startTraceCollector();
    const names = createOperationNames();
    const metrics = createMetrics(names);
    const tracing = openTracing({ otlp: collector.url, sampleRatio: 1, headers: {} }, names, logger);
    const reader = {
      systems: ['erp'],
      async readMany(refs: readonly string[]) {
        const ended = tracing.observer.tried('erp', 'fetch:party');
        await Promise.resolve();
        ended('garbage');
        return refs.map(() => ({ status: 'DOWN', failure: 'garbage' }));
      },
      find: () => Promise.reject(new SourceError('erp', 'refused', CANARY)),
    } as unknown as RecordReader;
    const store = { marks: { get: (key: string) => Promise.resolve(key) } } as unknown as Store;
    const failing = async (_parent: unknown, _args: unknown, context: unknown): Promise<never> => {
      const reads = tracing.readsOf((context as { signal: AbortSignal }).signal, { reader, store })!;
      const { signal } = new AbortController();
      await reads.reader.read(`erp:party:${CANARY}`, new Set(), signal);
      await reads.reader.find('email', `${CANARY}@example.com`, signal).catch(() => undefined);
      throw new Error((await reads.store.marks.get(CANARY)) ?? '');
    };
    const { engine } = createHarness({ override: { 'Customer.name': failing } }, { logger });
    const server = await startServer(kind, { engine, logger, watch: watchAll([accessLog(logger, names), metrics.watch, tracing.watch]), trustedProxies: ['127.0.0.1'] });
    const headers = { 'x-request-id': CANARY, traceparent: `00-${CANARY}`, 'x-forwarded-for': CANARY, 'user-agent': CANARY };
    const document = `query Q${CANARY}($id: ID!) { ${CANARY}: customer(id: $id) { ${CANARY}: name { full } } c2: customer(id: "${CANARY}") { birthDate } }`;
    for (const body of [
      { query: document, variables: { id: CANARY } },
      { query: document, variables: { id: { [CANARY]: CANARY } } },
      { query: document, operationName: CANARY, variables: { id: CANARY } },
      { query: `{ ${CANARY} }` }, { query: `{ me { role } "${CANARY}` }, { query: '{ me { role } }', extensions: { [CANARY]: CANARY } },
      `{"query": "${CANARY}`,
    ]) await (await server.post(body, { headers })).text();
    await (await server.post({ query: '{ me { role } }' }, { headers, token: `${CANARY}.${CANARY}.${CANARY}` })).text();
    await (await server.post({ query: 'query Good { me { role } }' })).text();
    await server.close();
    await tracing.close();
    await collector.close();

    const shown = { logs, metrics: await metrics.text(), spans: collector.text() };
    for (const text of Object.values(shown)) expect(CANARIES.exec(text)).toBeNull();
    // Else there would be nothing for a canary to be in.
    expect(logs.match(/"msg":"Request"/g)).toHaveLength(9);
    expect(shown.metrics).toContain('c360_requests_total{operation="Good",outcome="OK"} 1');
    expect(shown.metrics).toContain('c360_requests_total{operation="other",outcome="INTERNAL"} 1');
    const spans = collector.spans();
    expect(spans.filter(({ name }) => name === 'graphql.request')).toHaveLength(9);
    const call = spans.find(({ name }) => name === 'source.call');
    const parent = spans.find(({ spanId }) => spanId === call?.parentSpanId);
    expect([call?.attributes, parent?.name]).toEqual([{ 'c360.system': 'erp', 'c360.operation': 'fetch:party', 'c360.waiting': 1, 'c360.outcome': 'garbage' }, 'source.read']);
    expect(spans.find(({ name }) => name === 'store.query')?.attributes).toEqual({ 'db.system.name': 'mongodb', 'db.collection.name': 'marks', 'db.operation.name': 'get' });
  });
});
