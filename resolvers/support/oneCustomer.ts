import { verifiedKey } from '../../domain/identity/keys.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOf } from './customers.ts';
import { ambiguous, sourcesUnavailable } from './failures.ts';
import { findCustomers, lookUpOf, type CustomerKeyInput } from './lookUp.ts';
import { fetchUnknown } from './unknownValues.ts';

/**
 * The one customer with a key; null if there is none that the caller may see. Where the store knows nobody and a source
 * that was asked did not answer, that there is none is not known: throws SOURCE_UNAVAILABLE for the field `coordinate`.
 * Several: staff are told (AMBIGUOUS). Outside callers meet verified parts, of which one person may have several: the
 * only one that has verified the value is meant; if none or several have, it is as if there were none, since that others
 * carry the value is nothing that they may learn.
 */
export async function oneCustomerBy(key: CustomerKeyInput, ctx: RequestContext, coordinate: string): Promise<CustomerHandle | null> {
  const lookUp = lookUpOf(key);
  const isContactPoint = lookUp.ask !== null;
  if (ctx.view.audience === 'staff' || !isContactPoint) {
    const { customers, failed } = await findCustomers(lookUp, ctx, 2);
    if (failed.length > 0) throw sourcesUnavailable(failed, coordinate);
    if (customers.length > 1 && ctx.view.audience === 'staff') throw ambiguous('customers');
    return customers.length === 1 ? customerOf(customers[0]!, ctx) : null;
  }
  // Both asked each time: an ambiguous value costs what an unknown one does.
  const [found, holders] = await Promise.all([findCustomers(lookUp, ctx, 2), ctx.store.customerIndex.byKey(verifiedKey(lookUp.key), ctx.view, 2)]);
  const meant = holders.length === 0 ? found.customers : holders;
  if (meant.length === 1) return customerOf(meant[0]!, ctx);
  // For an unknown value the sources were asked, so they are for an ambiguous one: an outage must not tell the two apart.
  const { failed } = meant.length > 1 && ctx.view.rows.all ? await fetchUnknown(lookUp.ask!, ctx) : found;
  if (failed.length > 0) throw sourcesUnavailable(failed, coordinate);
  return null;
}
