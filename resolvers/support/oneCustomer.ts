import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOf } from './customers.ts';
import { ambiguous } from './failures.ts';
import { findCustomers, lookUpOf, type CustomerKeyInput } from './lookUp.ts';

/**
 * The one customer with a key; null if there is none. Several: staff are told (AMBIGUOUS), and for outside callers it
 * is as if there were none, since that others carry the value is nothing that they may learn.
 */
export async function oneCustomerBy(key: CustomerKeyInput, ctx: RequestContext): Promise<CustomerHandle | null> {
  const found = await findCustomers(lookUpOf(key, ctx.config.defaultRegion), ctx, 2);
  if (found.length > 1 && ctx.view.audience === 'staff') throw ambiguous('customers');
  return found.length === 1 ? customerOf(found[0]!, ctx) : null;
}
