import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import type { CustomerKeyInput } from '../support/lookUp.ts';
import { oneCustomerBy } from '../support/oneCustomer.ts';

export function customerBy(_root: unknown, { key }: { key: CustomerKeyInput }, ctx: RequestContext): Promise<CustomerHandle | null> {
  return oneCustomerBy(key, ctx, 'Query.customerBy');
}
