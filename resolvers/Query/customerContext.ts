import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { foundInLiveScope } from '../support/liveScope.ts';
import type { CustomerKeyInput } from '../support/lookUp.ts';
import { oneCustomerBy } from '../support/oneCustomer.ts';

/** The parent of `CustomerContext`. */
export interface CustomerContextParent {
  customer: CustomerHandle;
}

export async function customerContext(_root: unknown, { key }: { key: CustomerKeyInput }, ctx: RequestContext): Promise<CustomerContextParent | null> {
  const customer = await foundInLiveScope(oneCustomerBy(key, ctx, 'Query.customerContext'), ctx, null);
  return customer && { customer };
}
