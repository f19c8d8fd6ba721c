/** When which fault befalls which source: drawn from a seed, so that a run can be had again. */
import { createRandom } from '../../../bench/random.ts';
import { SYSTEMS, type FaultKind, type System } from '../../support/faults/types.ts';

export interface PlannedFault {
  system: System;
  kind: FaultKind;
  /** ms from the begin of the schedule. */
  fromMs: number;
  untilMs: number;
}

/**
 * All that is played. Not `otherValues`: a source that gives somebody else's values under the very id that it was asked for
 * is not believed by queries, but ingest, told by them, has nobody to ask but the same source (docs/faults.md).
 */
export const PLANNED_KINDS: readonly FaultKind[] = [
  'kill', 'hang', 'reset', 'slow', 'slowConnect', 'garbage', 'wrongShape', 'truncated', 'unauthorised', 'tooMany', 'error500', 'error200', 'otherRows', 'hugeBody',
];

const LASTS_MS = [500, 4_000] as const;
const RESTS_MS = [300, 5_000] as const;
/** At the end all are well, so that what was begun can be done. */
const WELL_AT_LAST_MS = 3_000;

/** Each source has a life of its own: several may be down at once. In order of their begin. */
export function planFaults(seed: number, durationMs: number): PlannedFault[] {
  const planned: PlannedFault[] = [];
  for (const [index, system] of SYSTEMS.entries()) {
    const random = createRandom(seed * SYSTEMS.length + index);
    const between = ([least, most]: readonly [number, number]): number => least + random.whole(most - least);
    for (let atMs = between(RESTS_MS); ; ) {
      const untilMs = atMs + between(LASTS_MS);
      const kind = random.pick(PLANNED_KINDS);
      if (untilMs > durationMs - WELL_AT_LAST_MS) break;
      planned.push({ system, kind, fromMs: atMs, untilMs });
      atMs = untilMs + between(RESTS_MS);
    }
  }
  return planned.sort((a, b) => a.fromMs - b.fromMs);
}
