/** What a read of one source record gives, and the interface through which everybody reads. */
import type { Part, PartyRecord, SourceRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { SourceError } from '../systems/defineSource.ts';

/** Why a source could not be asked or believed. */
export type FailureKind = SourceError['kind'];

/**
 * OK: the source's answer of now (or from the record cache, no older than its `cacheMs`). STALE: the last known record,
 * from the cache or the snapshots, because the source failed (`failure`), is being asked anew (`isCached`, no failure) or
 * is not asked at all. GONE: the source says there is no such record. DOWN: nothing to show.
 */
export type RecordRead =
  | { status: 'OK'; record: SourceRecord; fetchedAtMs: number; isCached?: true }
  | { status: 'STALE'; record: SourceRecord; fetchedAtMs: number; failure: FailureKind | null; isCached?: true }
  | { status: 'GONE' }
  | { status: 'DOWN'; failure: FailureKind };

/** What the sources said of a value. Nobody knows it only where none of them failed. */
export interface FoundParties {
  parties: PartyRecord[];
  /** Systems that did not answer, or not in time. */
  failed: string[];
}

/** Reads source records: process-wide, shared by all requests and callers, unmasked. Never rejects. */
export interface RecordReader {
  /**
   * One record with at least `parts`. Waiters of one loop turn that want equal parts of one system share calls; the
   * call is aborted when its last waiter's signal has fired.
   */
  read(ref: SourceRef, parts: ReadonlySet<Part>, signal: AbortSignal): Promise<RecordRead>;
  /**
   * As `read`, of several records in order, with one promise for all: it waits for the last of them. Meant for records
   * of one type of one system; others are read one by one.
   */
  readMany(refs: readonly SourceRef[], parts: ReadonlySet<Part>, signal: AbortSignal): Promise<RecordRead[]>;
  /** Parties that carry the value now, asked of every source that answers such a look-up. */
  find(by: 'email' | 'phone', value: string, signal: AbortSignal): Promise<FoundParties>;
  /** Forgets cached views of these records; a fill begun before is discarded. */
  invalidate(refs: readonly SourceRef[]): Promise<void>;
  /** Configured systems in order. */
  readonly systems: readonly string[];
}
