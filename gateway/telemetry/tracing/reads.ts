/** The reader and the store as one sampled request has them: each read and each query of the store is a span of the request. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import type { Store } from '../../../datasources/mongo/store.ts';
import type { FoundParties, RecordRead, RecordReader } from '../../../datasources/upstream/reads.ts';
import { tryParseSourceRef, type SourceRef } from '../../../domain/sourceRef.ts';
import { attributes } from './attributes.ts';
import type { Waiting } from './waiting.ts';

/** What a request reads with. */
export interface RequestReads {
  reader: RecordReader;
  store: Store;
}

/** Of one request; a list of everything has thousands. */
const MAX_SPANS = 200;

/** Begins children of one request's span; null once it has had its share. */
type Begin = (name: string, fields: Parameters<typeof attributes>[0], kind?: SpanKind) => Span | null;

function childrenOf(tracer: Tracer, parent: Span): Begin {
  const context = trace.setSpan(ROOT_CONTEXT, parent);
  let count = 0;
  return (name, fields, kind = SpanKind.INTERNAL) => {
    count += 1;
    return count > MAX_SPANS ? null : tracer.startSpan(name, { kind, attributes: attributes(fields) }, context);
  };
}

/** Ends the span with the promise. */
function ending<Value>(span: Span, value: Promise<Value>, fields?: (value: Value) => Parameters<typeof attributes>[0]): Promise<Value> {
  value.then(
    (given) => {
      if (fields) span.setAttributes(attributes(fields(given)));
      span.end();
    },
    () => {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  );
  return value;
}

function countsOf(reads: readonly RecordRead[]): Parameters<typeof attributes>[0] {
  const counts = { OK: 0, STALE: 0, GONE: 0, DOWN: 0 };
  for (const { status } of reads) counts[status] += 1;
  return { 'c360.ok': counts.OK, 'c360.stale': counts.STALE, 'c360.gone': counts.GONE, 'c360.down': counts.DOWN };
}

function tracedReader(reader: RecordReader, begin: Begin, waiting: Waiting): RecordReader {
  const readMany: RecordReader['readMany'] = (refs, parts, signal) => {
    const span = spanOf(refs);
    if (!span) return reader.readMany(refs, parts, signal);
    return ending(span.span, reader.readMany(refs, parts, signal).finally(span.leave), countsOf);
  };
  const spanOf = (refs: readonly SourceRef[]): { span: Span; leave: () => void } | null => {
    const target = tryParseSourceRef(refs[0] ?? '');
    const span = target && begin('source.read', { 'c360.system': target.system, 'c360.operation': `fetch:${target.type}`, 'c360.records': refs.length });
    return span ? { span, leave: waiting.join(target.system, `fetch:${target.type}`, span) } : null;
  };
  return {
    systems: reader.systems,
    invalidate: (refs) => reader.invalidate(refs),
    readMany,
    async read(ref, parts, signal) {
      const [read] = await readMany([ref], parts, signal);
      return read!;
    },
    find(by, value, signal): Promise<FoundParties> {
      const operation = `find:${by}`;
      const span = begin('source.read', { 'c360.operation': operation });
      if (!span) return reader.find(by, value, signal);
      const leaves = reader.systems.map((system) => waiting.join(system, operation, span));
      const found = reader.find(by, value, signal).finally(() => leaves.forEach((leave) => leave()));
      return ending(span, found, ({ parties, failed }) => ({ 'c360.ok': parties.length, 'c360.down': failed.length }));
    },
  };
}

type Method = (...args: unknown[]) => unknown;

/** The methods of an object, each call a span that is named after it: names are the code's own, and arguments are not looked at. */
function tracedMethods<Target extends object>(target: Target, collection: string, begin: Begin): Target {
  return new Proxy(target, {
    get(of, name, receiver) {
      const value = Reflect.get(of, name, receiver) as unknown;
      if (typeof name !== 'string') return value;
      // What the store groups its methods by.
      if (typeof value === 'object' && value !== null && !collection) return tracedMethods(value, name, begin);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const answer = Reflect.apply(value as Method, of, args);
        if (!(answer instanceof Promise)) return answer;
        const span = begin('store.query', { 'db.system.name': 'mongodb', 'db.collection.name': collection || null, 'db.operation.name': name }, SpanKind.CLIENT);
        return span ? ending(span, answer) : answer;
      };
    },
  });
}

/** `span`: of the request, which is sampled. */
export function tracedReads(tracer: Tracer, span: Span, { reader, store }: RequestReads, waiting: Waiting): RequestReads {
  const begin = childrenOf(tracer, span);
  return { reader: tracedReader(reader, begin, waiting), store: tracedMethods(store, '', begin) };
}
