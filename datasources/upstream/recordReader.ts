/**
 * Everybody's way to read source records: live, from the last known snapshot, or live and the snapshot where the source
 * fails or is too slow. Process-wide, shared by all callers, unmasked, and it never rejects: what went wrong is part of
 * the answer, so that a dead source costs values and not rows.
 */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import { sourceRef, systemOf, tryParseSourceRef, type SourceRef, type SourceRefParts } from '../../domain/sourceRef.ts';
import type { RecordCache } from '../redis/recordCache.ts';
import type { ConnectedSource } from '../systems/connect.ts';
import { createBatcher } from './batcher.ts';
import type { SourceStats } from './counters.ts';
import { failureOf, isPastDeadline } from './failureOf.ts';
import { SILENT, type SourceObserver } from './observer.ts';
import type { FailureKind, RecordRead, RecordReader } from './reads.ts';
import { createSourceReads } from './sourceReads.ts';
import type { Outcome } from './waiters.ts';

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
  /** For the snapshots of a request whose time is over: what is not there by then is DOWN. */
  lateSnapshotMs?: number;
  /** Consents are taken from no record that was read longer ago: a cached one is read anew for them. */
  consentMaxAgeMs?: number;
  observer?: SourceObserver;
  /** ms since the epoch. */
  now?: () => number;
}

/** The reader, and the counts of each source by system. */
export interface CountingRecordReader extends RecordReader {
  stats(): Record<string, SourceStats>;
}

const SNAPSHOTS_PER_QUERY = 500;
const LATE_SNAPSHOT_MS = 100;
const GONE: RecordRead = { status: 'GONE' };

function fromSnapshot(snapshot: Outcome<Snapshot>, failure: FailureKind | null): RecordRead {
  return snapshot && !(snapshot instanceof Error)
    ? { status: 'STALE', record: snapshot.record, fetchedAtMs: snapshot.fetchedAt.getTime(), failure }
    : { status: 'DOWN', failure: failure ?? 'unreachable' };
}

/** Whether all are of the type and system of `target`, which is the first of them. */
function areOfOneType(refs: readonly SourceRef[], target: SourceRefParts | undefined): boolean {
  const prefix = target && sourceRef(target.system, target.type, '');
  return prefix !== undefined && refs.every((ref) => ref.startsWith(prefix));
}

/** One per process. */
export function createRecordReader(options: RecordReaderOptions): CountingRecordReader {
  const { sources, cache, snapshots, lateSnapshotMs = LATE_SNAPSHOT_MS, consentMaxAgeMs = Infinity, observer = SILENT, now = Date.now } = options;
  const connected = new Map([...sources].map(([system, source]) => [system, { source, reads: createSourceReads(source, { cache, consentMaxAgeMs, observer, now }) }]));
  const snapshotReads = createBatcher<Snapshot>({ system: 'store', batchSize: SNAPSHOTS_PER_QUERY, answerMs: 0, call: snapshots });

  /** `failures`: why each was not read live. */
  async function readSnapshots(refs: readonly SourceRef[], failures: readonly (FailureKind | null)[], signal: AbortSignal): Promise<RecordRead[]> {
    const found = await snapshotReads.readMany(refs, isPastDeadline(signal) ? AbortSignal.timeout(lateSnapshotMs) : signal);
    const nowMs = now();
    return found.map((snapshot, place) => {
      const read = fromSnapshot(snapshot, failures[place]!);
      if (read.status === 'STALE') observer.stale(systemOf(refs[place]!), nowMs - read.fetchedAtMs);
      return read;
    });
  }

  async function readMany(refs: readonly SourceRef[], parts: ReadonlySet<Part>, signal: AbortSignal): Promise<RecordRead[]> {
    if (refs.length === 0) return [];
    const target = tryParseSourceRef(refs[0]!);
    if (refs.length > 1 && !areOfOneType(refs, target)) return (await Promise.all(refs.map((ref) => readMany([ref], parts, signal)))).flat();
    const entry = target && connected.get(target.system);
    // What cannot be asked for by id is as it was last told.
    const isObserved = target !== undefined && entry?.source.definition.observes?.[target.type] !== undefined;
    if (!entry || entry.source.read === 'snapshot' || isObserved) return readSnapshots(refs, refs.map(() => null), signal);
    const found = await entry.reads.readMany(target.type, refs, parts, signal);
    const reads: RecordRead[] = [];
    const failed: number[] = [];
    const failures: FailureKind[] = [];
    for (let place = 0; place < found.length; place += 1) {
      const outcome = found[place];
      if (!(outcome instanceof Error)) reads.push(outcome ?? GONE);
      else {
        const failure = failureOf(outcome, signal);
        reads.push({ status: 'DOWN', failure });
        failed.push(place);
        failures.push(failure);
      }
    }
    // Who has left is not told any more.
    if (failed.length === 0 || entry.source.read === 'live' || (signal.aborted && !isPastDeadline(signal))) return reads;
    const snapshots = await readSnapshots(failed.map((place) => refs[place]!), failures, signal);
    for (const [index, place] of failed.entries()) reads[place] = snapshots[index]!;
    return reads;
  }

  return {
    systems: [...sources.keys()],
    readMany,

    async read(ref, parts, signal) {
      const [read] = await readMany([ref], parts, signal);
      return read!;
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
        if (target) connected.get(target.system)?.reads.forget(target.type, [ref]);
      }
      const cached = refs.filter((ref) => (connected.get(tryParseSourceRef(ref)?.system ?? '')?.source.cacheMs ?? 0) > 0);
      if (cached.length > 0) await cache.invalidate(cached);
    },

    stats: () => Object.fromEntries([...sources].map(([system, source]) => [system, source.stats()])),
  };
}
