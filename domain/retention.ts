/** How long events are kept, by kind. What is older and final is written to the archive and taken out of the store. */
import type { EventRecord } from './records.ts';
import type { EventType } from './sourceRef.ts';

/** Milliseconds for each kind; one that is left out is kept for ever. */
export type Retention = Readonly<Partial<Record<EventType, number>>>;

/** Events of a kind that happened before this are past their retention; null: none is. */
export function keptSince(kind: EventType, retention: Retention, nowMs: number): Date | null {
  const keptMs = retention[kind];
  return keptMs === undefined ? null : new Date(nowMs - keptMs);
}

/** Whether an event is past its retention: it happened before, and nothing of it will change any more. */
export function isPast({ kind, at, final }: { kind: EventType; at: Date; final: boolean }, retention: Retention, nowMs: number): boolean {
  const since = keptSince(kind, retention, nowMs);
  return since !== null && final && at < since;
}

/** The same of what a source says. */
export const isPastRecord = ({ type: kind, at, final }: EventRecord, retention: Retention, nowMs: number): boolean => isPast({ kind, at: new Date(at), final }, retention, nowMs);
