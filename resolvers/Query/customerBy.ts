import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { foundInLiveScope } from '../support/liveScope.ts';
import type { CustomerKeyInput } from '../support/lookUp.ts';
import { oneCustomerBy } from '../support/oneCustomer.ts';

export function customerBy(_root: unknown, { key }: { key: CustomerKeyInput }, ctx: RequestContext, info: GraphQLResolveInfo): Promise<CustomerHandle | null> {
  return foundInLiveScope(oneCustomerBy(key, ctx, 'Query.customerBy'), ctx, info);
}
