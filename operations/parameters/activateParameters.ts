import type { ApplyDeps } from '../applyDeps.ts';
import { reasonOf, refuse } from '../decisions/refuse.ts';
import { ACTIVE_MARK } from './activeParameters.ts';
import { FOLLOWED_MARK, followParameters } from './followParameters.ts';

/** A dry run that is older says too little: records have come since. */
export const DRY_RUN_COUNTS_MS = 24 * 3_600_000;

/**
 * Makes a version the active one and has every record placed anew by it; the backlog settler does that. A call that died on
 * the way is finished by the next round of ingest, or by calling again. Throws BAD_USER_INPUT where there is no such version, or no dry run of it against
 * the active one that still counts; STORE_UNAVAILABLE.
 */
export async function activateParameters(version: number, reason: string, activatedBy: string, deps: ApplyDeps): Promise<void> {
  const { store, parameters } = deps;
  if (!parameters) throw new Error('activateParameters needs the holder of the parameters');
  const why = reasonOf(reason);
  const [wanted, active] = await Promise.all([store.parameters.byVersion(version), parameters.current()]);
  if (!wanted) refuse('version', 'names no version of the parameters');
  if (active.version !== version) {
    const { dryRun } = wanted;
    const counts = dryRun !== null && dryRun.against === active.version && deps.now() - dryRun.at.getTime() <= DRY_RUN_COUNTS_MS;
    if (!counts) refuse('version', `has no dry run of the last ${DRY_RUN_COUNTS_MS / 3_600_000} hours against the version that is active now: make one with \`dryRunIdentityParameters\` and look at it`);
    // What died from here on is found by it.
    if ((await store.marks.get(FOLLOWED_MARK)) === null) await store.marks.put(FOLLOWED_MARK, String(active.version));
    await store.parameters.setActivated(version, new Date(deps.now()), activatedBy, why);
    await store.marks.put(ACTIVE_MARK, String(version));
    await parameters.current();
  }
  await followParameters(store);
}
