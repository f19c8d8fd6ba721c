import type { PullProgress } from '../datasources/mongo/documents.ts';
import { isHeld } from '../datasources/mongo/pulls.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { normaliseInstant } from '../domain/normalise/date.ts';
import { RECORD_TYPES, type RecordType } from '../domain/sourceRef.ts';

/** One record type of a source. */
export interface TypeSync {
  type: RecordType;
  /** Null: never pulled. */
  progress: PullProgress | null;
  /** Seconds since the high-water mark, where that is a time. */
  highWaterAge: number | null;
  waiting: number;
  /** Taken in by nobody any more since they failed too often. */
  setAside: number;
}

/** One source. */
export interface SourceSync {
  system: string;
  pulling: boolean;
  wanted: boolean;
  /** Parties first; those that were pulled, have work or have had some set aside. */
  types: TypeSync[];
}

/** How far these sources have been taken in, in the order given. */
export async function syncStatus({ store, now }: { store: Pick<Store, 'pulls' | 'inbox'>; now(): number }, systems: readonly string[]): Promise<SourceSync[]> {
  const [documents, waiting, aside] = await Promise.all([store.pulls.bySystems(systems), store.inbox.waiting(), store.inbox.countSetAside()]);
  const countsOf = (rows: typeof waiting, system: string) => new Map(rows.filter((each) => each.system === system).map(({ type, count }) => [type, count] as const));
  const bySystem = new Map(documents.map((document) => [document._id, document]));
  const nowMs = now();
  return systems.map((system): SourceSync => {
    const document = bySystem.get(system);
    const [counts, setAside] = [countsOf(waiting, system), countsOf(aside, system)];
    const types = RECORD_TYPES.filter((type) => document?.types[type] || counts.has(type) || setAside.has(type));
    return {
      system,
      // By this clock, where the lease goes by the server's: a matter of moments, for a display.
      pulling: document !== undefined && isHeld(document, nowMs),
      wanted: document?.wanted != null,
      types: types.map((type) => {
        const progress = document?.types[type] ?? null;
        return { type, progress, highWaterAge: ageOf(progress?.highWater ?? null, nowMs), waiting: counts.get(type) ?? 0, setAside: setAside.get(type) ?? 0 };
      }),
    };
  });
}

function ageOf(highWater: string | null, nowMs: number): number | null {
  const at = highWater === null ? null : normaliseInstant(highWater);
  return at === null ? null : Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1_000));
}
