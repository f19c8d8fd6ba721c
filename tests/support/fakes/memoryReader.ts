/** A RecordReader over records in memory, with the faults that a source can have, and a note of each call made. */
import type { Part, PartyRecord, SourceRecord } from '../../../domain/records.ts';
import { parseSourceRef, type SourceRef } from '../../../domain/sourceRef.ts';
import type { Snapshot } from '../../../datasources/mongo/store.ts';
import type { RecordRead, RecordReader } from '../../../datasources/upstream/reads.ts';

/** One call of a source: what a batch of one operation and shape comes to. */
export interface SourceCall {
  /** `system:type`, or `system:find`. */
  operation: string;
  parts: readonly Part[];
  ids: string[];
}

export interface MemoryReader extends RecordReader {
  /** What the sources hold; change it as they would. */
  records: Map<SourceRef, SourceRecord>;
  calls: SourceCall[];
  /** Systems that do not answer. */
  down: Set<string>;
}

interface MemoryReaderOptions {
  systems: readonly string[];
  records?: Iterable<SourceRecord>;
  now: () => number;
  /** Last known records, for systems that are down; none without it. */
  snapshots?: (refs: readonly SourceRef[]) => Promise<Map<SourceRef, Snapshot>>;
}

/** Reads of one turn of the event loop with equal operation and parts are one call. */
export function createMemoryReader({ systems, records = [], now, snapshots }: MemoryReaderOptions): MemoryReader {
  const held = new Map([...records].map((record) => [record.ref, record]));
  const open = new Map<string, { call: SourceCall; sent: Promise<void> }>();

  function join(operation: string, parts: ReadonlySet<Part>, id: string): Promise<void> {
    const key = `${operation} ${[...parts].join('+')}`;
    let batch = open.get(key);
    if (!batch) {
      const call: SourceCall = { operation, parts: [...parts], ids: [] };
      const sent = new Promise<void>((resolve) => {
        setImmediate(() => {
          open.delete(key);
          reader.calls.push(call);
          resolve();
        });
      });
      batch = { call, sent };
      open.set(key, batch);
    }
    if (!batch.call.ids.includes(id)) batch.call.ids.push(id);
    return batch.sent;
  }

  const reader: MemoryReader = {
    systems,
    records: held,
    calls: [],
    down: new Set(),
    async read(ref, parts): Promise<RecordRead> {
      const { system, type, id } = parseSourceRef(ref);
      await join(`${system}:${type}`, parts, id);
      if (reader.down.has(system)) {
        const snapshot = (await snapshots?.([ref]))?.get(ref);
        return snapshot ? { status: 'STALE', ...snapshot, failure: 'unreachable' } : { status: 'DOWN', failure: 'unreachable' };
      }
      const record = held.get(ref);
      return record ? { status: 'OK', record, fetchedAtMs: now() } : { status: 'GONE' };
    },
    readMany: (refs, parts, until) => Promise.all(refs.map((ref) => reader.read(ref, parts, until))),
    async find(by, value) {
      const answering = systems.filter((system) => !reader.down.has(system));
      for (const system of systems) reader.calls.push({ operation: `${system}:find`, parts: [], ids: [value] });
      const field = by === 'email' ? 'emails' : 'phones';
      const carries = (record: PartyRecord) => answering.includes(parseSourceRef(record.ref).system) && record[field].some((each) => each.value === value);
      return {
        parties: [...held.values()].flatMap((record) => (record.type === 'party' && carries(record) ? [record] : [])),
        failed: systems.filter((system) => reader.down.has(system)),
      };
    },
    invalidate: async () => undefined,
  };
  return reader;
}
