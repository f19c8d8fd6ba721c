/** A span per request, with its plan below it. */
import { isSpanContextValid, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { OperationNames } from '../operationNames.ts';
import { outcomeOf } from '../outcome.ts';
import type { RequestWatch, WatchedRequest } from '../requestWatch.ts';
import type { RequestTrail } from '../trail.ts';
import { attributes } from './attributes.ts';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const UNWATCHED: WatchedRequest = { reads: () => undefined, end: () => undefined };

/** The caller's span as the parent, or none. */
export function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT;
}

/** `reads`: told of each sampled request's span and the signal under which it reads. */
export function traceRequests(tracer: Tracer, names: OperationNames, reads: (signal: AbortSignal, span: Span) => void): RequestWatch {
  const end = (span: Span, trail: RequestTrail, status: number, isWhole: boolean): void => {
    if (trail.plannedToMs > 0) {
      tracer
        .startSpan('graphql.plan', { startTime: trail.plannedFromMs, attributes: attributes({ 'c360.coordinates': trail.coordinates, 'c360.cost': trail.cost }) }, trace.setSpan(ROOT_CONTEXT, span))
        .end(trail.plannedToMs);
    }
    const outcome = outcomeOf(trail, isWhole);
    span.setAttributes(
      attributes({
        'graphql.operation.name': names.of(trail), 'graphql.operation.type': trail.kind, 'http.response.status_code': status,
        'c360.request_id': trail.requestId, 'c360.role': trail.role, 'c360.cost': trail.cost, 'c360.outcome': outcome,
      }),
    );
    if (outcome !== 'OK') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  return {
    begin(trail, traceparent) {
      const span = tracer.startSpan('graphql.request', { kind: SpanKind.SERVER, startTime: trail.startedMs }, parentOf(traceparent));
      if (!span.isRecording()) return UNWATCHED;
      return { reads: (signal) => reads(signal, span), end: (status, isWhole) => end(span, trail, status, isWhole) };
    },
  };
}
