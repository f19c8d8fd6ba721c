import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { readAhead } from '../support/readAhead.ts';
import { onlyNode } from '../support/selection.ts';

export async function customer(_root: unknown, { id }: { id: string }, ctx: RequestContext, info: GraphQLResolveInfo): Promise<CustomerHandle | null> {
  const found = await customerById(id, ctx);
  if (found) await readAhead([found], onlyNode(info), ctx, info);
  return found && inLiveScope(found, info);
}
