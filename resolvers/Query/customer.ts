import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';

export function customer(_root: unknown, { id }: { id: string }, ctx: RequestContext): Promise<CustomerHandle | null> {
  return customerById(id, ctx);
}
