/** What the reads of one customer met at each system: the material of `Customer.sources`. */
import type { FailureKind, RecordRead } from '../../datasources/upstream/reads.ts';

export type ReadOutcome = 'OK' | 'STALE' | 'DOWN' | 'GONE' | 'RELINKING';

/** Why a system's values are not those of now, as the schema names it. */
export type SourceReason = 'TIMEOUT' | 'UNREACHABLE' | 'REFUSED' | 'UNAUTHORISED' | 'GARBAGE' | 'OVERLOADED' | 'BREAKER_OPEN' | 'SNAPSHOT' | 'CACHED';

interface Note {
  worst: ReadOutcome;
  /** Of the values shown: the oldest. */
  fetchedAtMs: number | null;
  /** Of the first of the worst; null where it needs none. */
  reason: SourceReason | null;
}

/** Of several records of one system the gravest outcome is told; a record that is gone weighs least beside one that is not. */
const GRAVITY: Readonly<Record<ReadOutcome, number>> = { DOWN: 4, STALE: 3, RELINKING: 2, OK: 1, GONE: 0 };

/** `aborted`: the request had no more time for it. */
const REASONS: Readonly<Record<FailureKind | 'breaker', SourceReason>> = {
  timeout: 'TIMEOUT', aborted: 'TIMEOUT', unreachable: 'UNREACHABLE', refused: 'REFUSED', unauthorised: 'UNAUTHORISED', garbage: 'GARBAGE', overloaded: 'OVERLOADED', breaker: 'BREAKER_OPEN',
};

function reasonOf(outcome: ReadOutcome, read: RecordRead): SourceReason | null {
  if (outcome !== read.status) return null;
  if (read.status === 'DOWN') return REASONS[read.failure];
  if (read.status !== 'STALE') return null;
  if (read.failure !== null) return REASONS[read.failure];
  return read.isCached ? 'CACHED' : 'SNAPSHOT';
}

export class SourceNotes {
  readonly #bySystem = new Map<string, Note>();

  /** `read`: what the outcome was made of; it may weigh otherwise than the read itself. */
  note(system: string, outcome: ReadOutcome, fetchedAtMs: number | null, read: RecordRead): void {
    const known = this.#bySystem.get(system);
    if (!known) {
      this.#bySystem.set(system, { worst: outcome, fetchedAtMs, reason: reasonOf(outcome, read) });
      return;
    }
    if (GRAVITY[outcome] > GRAVITY[known.worst]) {
      known.worst = outcome;
      known.reason = reasonOf(outcome, read);
    }
    if (fetchedAtMs !== null && (known.fetchedAtMs === null || fetchedAtMs < known.fetchedAtMs)) known.fetchedAtMs = fetchedAtMs;
  }

  /** As `note`, of a read that speaks for itself. */
  noteRead(system: string, read: RecordRead): void {
    this.note(system, read.status, 'fetchedAtMs' in read ? read.fetchedAtMs : null, read);
  }

  /** Undefined where the system was not asked. */
  of(system: string): Readonly<Note> | undefined {
    return this.#bySystem.get(system);
  }
}
