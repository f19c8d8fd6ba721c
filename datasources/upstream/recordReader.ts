/**
 * Everybody's way to read source records: live, from the last known snapshot, or live and the snapshot where the source
 * fails or is too slow. Process-wide, shared by all callers, unmasked, and it never rejects: what went wrong is part of
 * the answer, so that a dead source costs values and not rows.
 */
import type { PartyRecord, SourceRecord } from '../../domain/records.ts';
import { tryParseSourceRef, type SourceRef } from '../../domain/sourceRef.ts';
import type { RecordCache } from '../redis/recordCache.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { SourceError } from '../systems/defineSource.ts';
import { createBatcher } from './batcher.ts';
import type { SourceStats } from './counters.ts';
import type { FailureKind, RecordRead, RecordReader } from './reads.ts';
import { createSourceReads } from './sourceReads.ts';

/** A record as ingest last saw it. */
export interface Snapshot {
  record: SourceRecord;
  fetchedAt: Date;
}

export interface RecordReaderOptions {
  /** From `createSources`, in the configured order. */
  sources: ReadonlyMap<string, ConnectedSource>;
  cache: RecordCache;
  /**
   * Last known snapshots of these refs (parties and events alike); a ref without one, or one that is gone, is left out.
   * Called once per loop turn with at most 500 refs. May reject: then there is no snapshot.
   */
  snapshots(refs: readonly SourceRef[]): Promise<ReadonlyMap<SourceRef, Snapshot>>;
  /** ms since the epoch. */
  now?: () => number;
}

/** The reader, and the counts of each source by system. */
export interface CountingRecordReader extends RecordReader {
  stats(): Record<string, SourceStats>;
}

const SNAPSHOTS_PER_QUERY = 500;
const GONE: RecordRead = { status: 'GONE' };
const orGone = (found: RecordRead | undefined): RecordRead => found ?? GONE;

/** One per process. */
export function createRecordReader({ sources, cache, snapshots, now = Date.now }: RecordReaderOptions): CountingRecordReader {
  const connected = new Map([...sources].map(([system, source]) => [system, { source, reads: createSourceReads(source, cache, now) }]));
  const snapshotReads = createBatcher<Snapshot>({ system: 'store', batchSize: SNAPSHOTS_PER_QUERY, answerMs: 0, call: snapshots });

  async function fromSnapshot(ref: SourceRef, failure: FailureKind | null, signal: AbortSignal): Promise<RecordRead> {
    const snapshot = await snapshotReads.read(ref, signal).catch(() => undefined);
    return snapshot
      ? { status: 'STALE', record: snapshot.record, fetchedAtMs: snapshot.fetchedAt.getTime(), failure }
      : { status: 'DOWN', failure: failure ?? 'unreachable' };
  }

  return {
    systems: [...sources.keys()],

    read(ref, parts, signal) {
      const target = tryParseSourceRef(ref);
      const entry = target && connected.get(target.system);
      if (!entry || entry.source.read === 'snapshot') return fromSnapshot(ref, null, signal);
      // No async function: there is one call per record, and its frame would be the dearest thing in it.
      return entry.reads.read(target.type, target.id, parts, signal).then(orGone, (error: unknown) => {
        const failure = error instanceof SourceError ? error.kind : 'garbage';
        return entry.source.read === 'live' || signal.aborted ? { status: 'DOWN', failure } : fromSnapshot(ref, failure, signal);
      });
    },

    async find(by, value, signal) {
      const asked = [...connected.values()].filter(({ source }) => source.read !== 'snapshot' && source.definition.findsBy.includes(by) && source.client.findParties);
      const answers = await Promise.allSettled(asked.map(({ reads }) => reads.find(by, value, signal)));
      return {
        parties: answers.flatMap((answer): PartyRecord[] => (answer.status === 'fulfilled' ? answer.value : [])),
        failed: asked.flatMap(({ source }, index) => (answers[index]!.status === 'rejected' ? source.system : [])),
      };
    },

    async invalidate(refs) {
      for (const ref of refs) {
        const target = tryParseSourceRef(ref);
        if (target) connected.get(target.system)?.reads.forget(target.type, [target.id]);
      }
      const cached = refs.filter((ref) => (connected.get(tryParseSourceRef(ref)?.system ?? '')?.source.cacheMs ?? 0) > 0);
      if (cached.length > 0) await cache.invalidate(cached);
    },

    stats: () => Object.fromEntries([...sources].map(([system, source]) => [system, source.stats()])),
  };
}
