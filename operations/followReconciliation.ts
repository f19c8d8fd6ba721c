import { contentHash } from '../domain/contentHash.ts';
import { RECONCILED_KINDS, type ReconciliationRule } from '../domain/reconciliation/rules.ts';
import type { Store } from '../datasources/mongo/store.ts';

const MARK = 'reconciliation';

/**
 * Has events reconciled anew where the store's were under other rules: every one of a kind that rules can be about counts as
 * not followed up, so `settleBacklog` does the rest. Says whether it had to. A process that dies before the mark is written
 * does it again.
 */
export async function followReconciliation({ marks, eventViews }: Pick<Store, 'marks' | 'eventViews'>, rules: readonly ReconciliationRule[] = []): Promise<boolean> {
  const wanted = contentHash(rules);
  const stored = await marks.get(MARK);
  // A store without the mark was written before there were rules.
  const isOther = (stored ?? contentHash([])) !== wanted;
  if (isOther) for (const kind of RECONCILED_KINDS) await eventViews.unsettle(kind);
  if (stored !== wanted) await marks.put(MARK, wanted);
  return isOther;
}
