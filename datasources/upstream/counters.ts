/** Counts of what was asked of a source and how it went: for health, the benchmark and tests. */
import type { FailureKind } from './reads.ts';

/** Totals since the process started. */
export interface SourceStats {
  /** HTTP calls sent, sign-in included. */
  httpCalls: number;
  /** Calls of the source's client, per operation: `fetch:party`, `find:email`, `changed:order`. */
  operations: Readonly<Record<string, number>>;
  /** Records that those gave. */
  rows: number;
  /** Reads answered by the record cache. */
  cacheHits: number;
  /** Failed HTTP calls and operations by kind. */
  failures: Readonly<Partial<Record<FailureKind, number>>>;
}

export interface SourceCounters {
  httpCall(): void;
  operation(name: string): void;
  rows(count: number): void;
  cacheHits(count: number): void;
  failure(kind: FailureKind): void;
  /** A copy; later calls do not change it. */
  stats(): SourceStats;
}

/** Counters of one source, all zero. */
export function createCounters(): SourceCounters {
  let httpCalls = 0;
  let rows = 0;
  let cacheHits = 0;
  const operations: Record<string, number> = {};
  const failures: Partial<Record<FailureKind, number>> = {};
  return {
    httpCall: () => {
      httpCalls += 1;
    },
    operation: (name) => {
      operations[name] = (operations[name] ?? 0) + 1;
    },
    rows: (count) => {
      rows += count;
    },
    cacheHits: (count) => {
      cacheHits += count;
    },
    failure: (kind) => {
      failures[kind] = (failures[kind] ?? 0) + 1;
    },
    stats: () => ({ httpCalls, operations: { ...operations }, rows, cacheHits, failures: { ...failures } }),
  };
}
