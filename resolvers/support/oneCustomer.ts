import { verifiedKey } from '../../domain/identity/keys.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOf } from './customers.ts';
import { ambiguous } from './failures.ts';
import { findCustomers, lookUpOf, type CustomerKeyInput } from './lookUp.ts';

/**
 * The one customer with a key; null if there is none. Several: staff are told (AMBIGUOUS). Outside callers meet verified
 * parts, of which one person may have several: the only one that has verified the value is meant; if none or several
 * have, it is as if there were none, since that others carry the value is nothing that they may learn.
 */
export async function oneCustomerBy(key: CustomerKeyInput, ctx: RequestContext): Promise<CustomerHandle | null> {
  const lookUp = lookUpOf(key, ctx.config.defaultRegion);
  const isContactPoint = lookUp.ask !== null;
  if (ctx.view.audience === 'staff' || !isContactPoint) {
    const found = await findCustomers(lookUp, ctx, 2);
    if (found.length > 1 && ctx.view.audience === 'staff') throw ambiguous('customers');
    return found.length === 1 ? customerOf(found[0]!, ctx) : null;
  }
  // Both asked each time: an ambiguous value costs what an unknown one does.
  const [found, holders] = await Promise.all([findCustomers(lookUp, ctx, 2), ctx.store.customerIndex.byKey(verifiedKey(lookUp.key), ctx.view, 2)]);
  const meant = holders.length === 0 ? found : holders;
  return meant.length === 1 ? customerOf(meant[0]!, ctx) : null;
}
