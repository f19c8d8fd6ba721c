/** What the reads of one customer met at each system: the material of `Customer.sources`. */
export type ReadOutcome = 'OK' | 'STALE' | 'DOWN' | 'GONE' | 'RELINKING';

interface Note {
  worst: ReadOutcome;
  /** Of the values shown: the oldest. */
  fetchedAtMs: number | null;
}

/** Of several records of one system the gravest outcome is told; a record that is gone weighs least beside one that is not. */
const GRAVITY: Readonly<Record<ReadOutcome, number>> = { DOWN: 4, STALE: 3, RELINKING: 2, OK: 1, GONE: 0 };

export class SourceNotes {
  readonly #bySystem = new Map<string, Note>();

  note(system: string, outcome: ReadOutcome, fetchedAtMs: number | null): void {
    const known = this.#bySystem.get(system);
    if (!known) {
      this.#bySystem.set(system, { worst: outcome, fetchedAtMs });
      return;
    }
    if (GRAVITY[outcome] > GRAVITY[known.worst]) known.worst = outcome;
    if (fetchedAtMs !== null && (known.fetchedAtMs === null || fetchedAtMs < known.fetchedAtMs)) known.fetchedAtMs = fetchedAtMs;
  }

  /** Undefined where the system was not asked. */
  of(system: string): Readonly<Note> | undefined {
    return this.#bySystem.get(system);
  }
}
