import type { Store } from '../../../../datasources/mongo/store.ts';
import type { RecordReader, RecordRead } from '../../../../datasources/upstream/reads.ts';
import { createOperationNames } from '../../../../gateway/telemetry/operationNames.ts';
import { openTracing, type Tracing } from '../../../../gateway/telemetry/tracing/open.ts';
import type { RequestTrail } from '../../../../gateway/telemetry/trail.ts';
import { startTraceCollector, type ReceivedSpan, type TraceCollector } from '../../../support/traceCollector.ts';

const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const trail = (): RequestTrail => ({
  requestId: 'r-1', startedMs: performance.now(), kind: 'query', operationName: 'Card', cost: 12, role: 'agent', plannedFromMs: 1, plannedToMs: 2, coordinates: 3, codes: [],
});
const store = {} as Store;
const warnings: string[] = [];
const logger = { info: () => undefined, warn: (_fields: object, message: string) => void warnings.push(message) };

let collector: TraceCollector;
beforeEach(async () => {
  collector = await startTraceCollector();
});
afterEach(() => collector.close());

/** Runs with traces of this ratio; the spans that the collector was sent. */
async function spansOf(sampleRatio: number, run: (tracing: Tracing) => void | Promise<void>): Promise<ReceivedSpan[]> {
  const tracing = openTracing({ otlp: collector.url, sampleRatio, headers: {} }, createOperationNames(), logger);
  await run(tracing);
  await tracing.close();
  return collector.spans();
}

describe('traces', () => {
  it('have nothing of requests that are not sampled, nor of the calls that only those wait for', async () => {
    const spans = await spansOf(0, (tracing) => {
      const { signal } = new AbortController();
      const watched = tracing.watch.begin(trail(), undefined);
      watched.reads(signal);
      expect(tracing.readsOf(signal, { reader: {} as RecordReader, store })).toBeUndefined();
      tracing.observer.tried('erp', 'fetch:party')(null);
      watched.end(200, true);
    });
    expect(spans).toEqual([]);
  });

  it('go on with the trace of the caller that a trusted proxy has let through, and begin one where it cannot be read', async () => {
    const spans = await spansOf(0, (tracing) => {
      tracing.watch.begin(trail(), PARENT).end(200, true);
      tracing.watch.begin(trail(), 'ada@example.com').end(200, true);
    });
    const request = spans.find(({ name }) => name === 'graphql.request');
    expect(spans.map(({ name, traceId }) => [name, traceId])).toEqual([['graphql.plan', 'a'.repeat(32)], ['graphql.request', 'a'.repeat(32)]]);
    expect(request).toMatchObject({
      parentSpanId: 'b'.repeat(16),
      attributes: { 'graphql.operation.name': 'Card', 'graphql.operation.type': 'query', 'http.response.status_code': 200, 'c360.request_id': 'r-1', 'c360.role': 'agent', 'c360.cost': 12, 'c360.outcome': 'OK' },
    });
  });

  it('show a call that two requests wait for under the first of them, with a link to the other', async () => {
    let answer: (reads: RecordRead[]) => void = () => undefined;
    const answered = new Promise<RecordRead[]>((resolve) => (answer = resolve));
    const reader = { systems: ['erp'], readMany: () => answered } as unknown as RecordReader;
    const spans = await spansOf(1, async (tracing) => {
      const reads = [1, 2].map(() => {
        const { signal } = new AbortController();
        tracing.watch.begin(trail(), undefined).reads(signal);
        return tracing.readsOf(signal, { reader, store })!.reader.readMany(['erp:party:1'], new Set(), signal);
      });
      const ended = tracing.observer.tried('erp', 'fetch:party');
      ended(null);
      answer([{ status: 'GONE' }]);
      await Promise.all(reads);
      tracing.observer.tried('erp', 'fetch:party')(null);
    });
    const [first, second] = spans.filter(({ name }) => name === 'source.read');
    const calls = spans.filter(({ name }) => name === 'source.call');
    expect(calls).toEqual([expect.objectContaining({ parentSpanId: first!.spanId, links: [second!.spanId] })]);
    expect(first!.attributes).toMatchObject({ 'c360.records': 1, 'c360.gone': 1, 'c360.ok': 0 });
  });

  it('tell in the log where the collector does not take them', async () => {
    await collector.close();
    collector = await startTraceCollector(401);
    await spansOf(1, (tracing) => tracing.watch.begin(trail(), undefined).end(200, true));
    expect(warnings).toEqual(['Traces cannot be delivered: see traces.otlp. Those that the collector does not take are lost.']);
  });
});
