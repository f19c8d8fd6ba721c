/** What is past its retention is not taken in again: a source that has its orders of twenty years gives them with every full read. */
import { isPastRecord } from '../domain/retention.ts';
import type { SourceRecord } from '../domain/records.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ApplyDeps } from './applyDeps.ts';

/**
 * The same without events that are past their retention and are not in the store, or gone from it. One that stands there live is
 * taken in as ever, until it is archived as what it is then.
 */
export async function withoutPast<Each extends { ref: SourceRef; record: SourceRecord | null; asStored?: true }>({ store, retention, now }: ApplyDeps, batch: readonly Each[]): Promise<Each[]> {
  if (!retention) return [...batch];
  const nowMs = now();
  const past = new Set(batch.flatMap(({ ref, record, asStored }) => (record && record.type !== 'party' && !asStored && isPastRecord(record, retention, nowMs) ? [ref] : [])));
  if (past.size === 0) return [...batch];
  const stored = await store.interactions.stored([...past]);
  return batch.filter(({ ref, record }) => record === null || !past.has(ref) || stored.get(ref)?.state === 'LIVE');
}
