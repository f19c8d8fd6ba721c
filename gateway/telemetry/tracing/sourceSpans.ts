/** A span for each try of a source's operation that a sampled request waits for, and for some of ingest's own. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { SILENT, type SourceObserver } from '../../../datasources/upstream/observer.ts';
import { attributes } from './attributes.ts';
import type { Waiting } from './waiting.ts';

const MAX_LINKS = 32;
/** Asked by ingest, for nobody's request: a trace of its own. */
const OF_INGEST = /^(?:changed|sweep):/;
const nothing = (): void => undefined;

export function observeCalls(tracer: Tracer, waiting: Waiting): SourceObserver {
  return {
    ...SILENT,
    tried(system, operation) {
      const [first, ...others] = waiting.of(system, operation);
      if (!first && !OF_INGEST.test(operation)) return nothing;
      const options = {
        kind: SpanKind.CLIENT,
        attributes: attributes({ 'c360.system': system, 'c360.operation': operation, 'c360.waiting': first ? others.length + 1 : null }),
        links: others.slice(0, MAX_LINKS).map((span) => ({ context: span.spanContext() })),
      };
      const span = tracer.startSpan('source.call', options, first ? trace.setSpan(ROOT_CONTEXT, first) : ROOT_CONTEXT);
      return (failure) => {
        span.setAttributes(attributes({ 'c360.outcome': failure ?? 'OK' }));
        if (failure !== null) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
    repeated(system, operation, why) {
      waiting.of(system, operation)[0]?.addEvent(why, attributes({ 'c360.system': system, 'c360.operation': operation }));
    },
  };
}
