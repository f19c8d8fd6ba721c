/** Traces by OpenTelemetry. Loaded only where an exporter is configured; its SDK too. */
import type { Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler, TraceIdRatioBasedSampler, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { SourceObserver } from '../../../datasources/upstream/observer.ts';
import { tracesUrl, type TracesConfig } from '../../config/telemetry.ts';
import type { Logger } from '../../logger.ts';
import type { OperationNames } from '../operationNames.ts';
import type { RequestWatch } from '../requestWatch.ts';
import { tracedReads, type RequestReads } from './reads.ts';
import { traceRequests } from './requestSpans.ts';
import { observeCalls } from './sourceSpans.ts';
import { createWaiting } from './waiting.ts';

export interface Tracing {
  watch: RequestWatch;
  observer: SourceObserver;
  /** What a sampled request that reads under this signal reads with; undefined for all others. */
  readsOf(signal: AbortSignal, reads: RequestReads): RequestReads | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

const QUEUE = { maxQueueSize: 4_096, maxExportBatchSize: 512, scheduledDelayMillis: 2_000, exportTimeoutMillis: 5_000 };
/** Closing does not wait longer for a collector that is away. */
const CLOSE_MS = 2_000;

/** Says once that a collector is away, and once that it is back: neither is worth a line for each batch. */
function told(exporter: SpanExporter, logger: Pick<Logger, 'info' | 'warn'>): SpanExporter {
  let isWell = true;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const wasWell = isWell;
        isWell = result.code === 0;
        if (wasWell && !isWell) logger.warn({ failure: 'traces' }, 'Traces cannot be delivered: see traces.otlp. Those that the collector does not take are lost.');
        if (!wasWell && isWell) logger.info({}, 'Traces are delivered again.');
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** `processor`: in place of the exporter's, for tests. */
export function openTracing(config: TracesConfig, names: OperationNames, logger: Pick<Logger, 'info' | 'warn'>, processor?: SpanProcessor): Tracing {
  const exporter = () => told(new OTLPTraceExporter({ url: tracesUrl(config.otlp), headers: config.headers, timeoutMillis: QUEUE.exportTimeoutMillis }), logger);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'customer-360-gateway' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.sampleRatio) }),
    spanProcessors: [processor ?? new BatchSpanProcessor(exporter(), QUEUE)],
  });
  const tracer = provider.getTracer('customer-360-gateway');
  const waiting = createWaiting();
  const bySignal = new WeakMap<AbortSignal, Span>();
  return {
    watch: traceRequests(tracer, names, (signal, span) => void bySignal.set(signal, span)),
    observer: observeCalls(tracer, waiting),
    readsOf(signal, reads) {
      const span = bySignal.get(signal);
      return span && tracedReads(tracer, span, reads, waiting);
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}
