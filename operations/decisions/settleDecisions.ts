import { isStoreUnavailable } from '../../domain/errors.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { logBacklog } from '../logLineage.ts';
import { finishDecision } from './decide.ts';

const AT_ONCE = 20;

/**
 * Finishes decisions whose writers died, and logs what changes left behind. One that cannot be finished is told to
 * `onFault`, does not hold up the others and is tried again by the next call; a store that is away rejects.
 */
export async function settleDecisions(deps: ApplyDeps, signal: AbortSignal, onFault: (decisionId: string, error: unknown) => void): Promise<void> {
  const { store } = deps;
  const faulty = new Set<string>();
  while (!signal.aborted) {
    const pending = (await store.decisions.pending(AT_ONCE + faulty.size)).filter(({ _id }) => !faulty.has(_id));
    if (pending.length === 0) break;
    for (const decision of pending) {
      try {
        await finishDecision(deps, decision);
      } catch (error) {
        if (isStoreUnavailable(error)) throw error;
        faulty.add(decision._id);
        onFault(decision._id, error);
      }
    }
  }
  await logBacklog(store, signal);
}
