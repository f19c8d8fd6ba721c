import { decodeDoc } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import { MongoError } from '../errors.ts';
import type { EvalContext } from '../expr/context.ts';
import { matchesFilter } from '../query/match.ts';
import { sortBy } from '../query/sort.ts';
import { mutationCount, type Collection, type StoredDoc } from '../storage/collection.ts';
import { provenByKeys, type IndexAccess, type Stream } from './access.ts';
import type { Plan } from './plan.ts';

/** What a query has read so far, for explain, and when it has to give up. */
export class Meter {
  keysExamined = 0;
  docsExamined = 0;
  private readonly deadlineMs: number | undefined;

  constructor(maxTimeMs?: number) {
    this.deadlineMs = maxTimeMs === undefined || maxTimeMs === 0 ? undefined : performance.now() + maxTimeMs;
  }

  /** @throws 50 MaxTimeMSExpired */
  document(): void {
    this.docsExamined++;
    if (this.deadlineMs !== undefined && this.docsExamined % 256 === 0 && performance.now() > this.deadlineMs) {
      throw new MongoError(50, 'operation exceeded time limit');
    }
  }
}

/** A matching document: its stored bytes, which a reply without projection sends as they are, decoded when needed. */
export class Found implements StoredDoc {
  readonly record: number;
  readonly bytes: Buffer;
  private decoded: Doc | undefined;

  constructor(record: number, bytes: Buffer) {
    this.record = record;
    this.bytes = bytes;
  }

  get doc(): Doc {
    this.decoded ??= decodeDoc(this.bytes);
    return this.decoded;
  }
}

/** The matching documents in the order asked for, read as they are taken. */
export function* execute(collection: Collection, plan: Plan, context: EvalContext, meter: Meter): Generator<Found> {
  const found = matching(collection, plan, context, meter);
  if (plan.sort === undefined || plan.access.sorted) yield* found;
  else yield* sortBy([...found], plan.sort, ({ doc }) => doc);
}

function* matching(collection: Collection, plan: Plan, context: EvalContext, meter: Meter): Generator<Found> {
  const proven = plan.access.kind === 'index' && provenByKeys(plan.filter, plan.access);
  const begunAt = mutationCount();
  for (const record of records(collection, plan, meter)) {
    const bytes = collection.read(record);
    if (bytes === undefined) continue;
    meter.document();
    const found = new Found(record, bytes);
    // Keys are read some at a time, and a cursor may rest between: after any write they prove nothing any more.
    if ((proven && mutationCount() === begunAt) || matchesFilter(plan.filter, found.doc, context)) yield found;
  }
}

function* records(collection: Collection, plan: Plan, meter: Meter): Generator<number> {
  const { access } = plan;
  if (access.kind === 'collection') {
    yield* collection.scanRecords(access.reverse);
    return;
  }
  const accesses = access.kind === 'or' ? access.branches : [access];
  const distinct = access.kind === 'or' || access.index.multikey.includes(true);
  const seen = new Set<number>();
  for (const branch of accesses) {
    for (const record of indexRecords(collection, branch, meter)) {
      if (distinct) {
        if (seen.has(record)) continue;
        seen.add(record);
      }
      yield record;
    }
  }
}

function* indexRecords(collection: Collection, access: IndexAccess, meter: Meter): Generator<number> {
  if (access.exact && (!access.sorted || access.exact.length <= 1)) {
    for (const key of access.exact) {
      const record = collection.lookUp(key);
      if (record === undefined) continue;
      meter.keysExamined++;
      yield record;
    }
    return;
  }
  const streams = access.streams.map((stream) => keysOf(collection, access, stream, meter));
  if (access.merge) yield* merged(streams, access);
  else {
    if (access.reverse) streams.reverse();
    for (const stream of streams) for (const { record } of stream) yield record;
  }
}

interface Entry {
  readonly key: Buffer;
  readonly record: number;
}

function* keysOf(collection: Collection, access: IndexAccess, stream: Stream, meter: Meter): Generator<Entry> {
  const ranges = access.reverse ? [...stream.ranges].reverse() : stream.ranges;
  for (const { start, end } of ranges) {
    for (const entry of collection.scanKeys(access.index.unique, start, end, access.reverse)) {
      meter.keysExamined++;
      yield entry;
    }
  }
}

/** Merges sorted streams by the part of their keys that is not fixed per stream. */
function* merged(streams: readonly Generator<Entry>[], access: IndexAccess): Generator<number> {
  const heads = streams
    .map((source, position) => ({ source, fixed: (access.streams[position] as Stream).fixed, next: source.next() }))
    .filter(({ next }) => next.done !== true);
  const compare = (a: (typeof heads)[number], b: (typeof heads)[number]): number => {
    const [x, y] = [a.next.value as Entry, b.next.value as Entry];
    const order = x.key.compare(y.key, b.fixed, y.key.length, a.fixed, x.key.length);
    return access.reverse ? -order : order;
  };
  while (heads.length > 0) {
    let first = heads[0] as (typeof heads)[number];
    for (const head of heads) if (compare(head, first) < 0) first = head;
    yield (first.next.value as Entry).record;
    first.next = first.source.next();
    if (first.next.done === true) heads.splice(heads.indexOf(first), 1);
  }
}
