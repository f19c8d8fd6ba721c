/** How far one record type of a source is; `type`, `waiting` and `highWaterAge` stand on the parent, and so do the counts of a sweep. */
import type { SweepProgress } from '../datasources/mongo/documents.ts';
import type { TypeSync as TypeSyncParent } from '../operations/syncStatus.ts';

const instant = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

export const TypeSync = {
  begunAt: ({ progress }: TypeSyncParent): string | null => instant(progress?.begunAt),
  completedAt: ({ progress }: TypeSyncParent): string | null => instant(progress?.completedAt),
  highWater: ({ progress }: TypeSyncParent): string | null => progress?.highWater ?? null,
  fullAt: ({ progress }: TypeSyncParent): string | null => instant(progress?.fullAt),
  failure: ({ progress }: TypeSyncParent): string | null => progress?.failure?.kind ?? null,
  failedAt: ({ progress }: TypeSyncParent): string | null => instant(progress?.failure?.at),
  sweep: ({ progress }: TypeSyncParent): SweepProgress | null => progress?.sweep ?? null,
};

export const SweepSync = {
  begunAt: ({ begunAt }: SweepProgress): string | null => instant(begunAt),
  completedAt: ({ completedAt }: SweepProgress): string | null => instant(completedAt),
};
