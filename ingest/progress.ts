import type { RecordType } from '../domain/sourceRef.ts';
import type { IngestProgress } from './types.ts';

/** Counts what is taken in, per system and type, and tells it. */
export function createProgress(tell: (progress: IngestProgress) => void = () => undefined) {
  const counts = new Map<string, IngestProgress>();
  function move(system: string, type: RecordType, by: { done?: number; total?: number }): void {
    const key = `${system}:${type}`;
    const { done, total } = counts.get(key) ?? { done: 0, total: 0 };
    const next = { system, type, done: done + (by.done ?? 0), total: total + (by.total ?? 0) };
    // Work that others put into the inbox was never announced.
    next.total = Math.max(next.total, next.done);
    counts.set(key, next);
    tell(next);
  }
  return {
    expect: (system: string, type: RecordType, count: number) => move(system, type, { total: count }),
    advance: (system: string, type: RecordType, count: number) => move(system, type, { done: count }),
    /** Nothing of a part is left to do: a ref that several pages announced was done once. */
    finish(system: string, type: RecordType): void {
      const count = counts.get(`${system}:${type}`);
      if (count && count.total > count.done) move(system, type, { total: count.done - count.total });
    },
  };
}
