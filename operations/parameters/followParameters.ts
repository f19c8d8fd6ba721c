import type { Store } from '../../datasources/mongo/store.ts';
import { ACTIVE_MARK } from './activeParameters.ts';

/** Names the version by which everything is placed, or is unsettled so that it will be. */
export const FOLLOWED_MARK = 'identityFollowed';

/**
 * Has every record placed anew where another version is active than the one by which they were to be placed: an activation
 * that died on the way is finished so. A process that dies before the mark is written does it again. Says whether it had to.
 */
export async function followParameters({ marks, parties, customers }: Pick<Store, 'marks' | 'parties' | 'customers'>): Promise<boolean> {
  const [active, followed] = await Promise.all([marks.get(ACTIVE_MARK), marks.get(FOLLOWED_MARK)]);
  if (active === null || followed === null || active === followed) return false;
  // First: a pointer written by the old version until then is that of a record which is placed anew after it.
  await customers.reopen();
  await parties.unsettle();
  await marks.put(FOLLOWED_MARK, active);
  return true;
}
