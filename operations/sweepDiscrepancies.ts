import type { ApplyDeps } from './applyDeps.ts';
import { reckonDiscrepancies } from './reckonDiscrepancies.ts';

const AT_ONCE = 500;

/** Looks after the events that another system should have had by now, found by an index of those that wait. Rejects with STORE_UNAVAILABLE. */
export async function sweepDiscrepancies(deps: ApplyDeps, signal: AbortSignal): Promise<void> {
  if (!deps.reconciliation?.some(({ expectedIn }) => expectedIn)) return;
  while (!signal.aborted) {
    const due = await deps.store.eventViews.missingDue(new Date(deps.now()), AT_ONCE);
    if (due.length === 0) return;
    // Each of them waits no more afterwards, or until later.
    await reckonDiscrepancies(deps, due);
  }
}
