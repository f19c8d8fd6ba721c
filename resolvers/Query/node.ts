import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';
import { loadEvent, rowOf, type EventNode } from '../support/events.ts';
import { seesLikely } from '../support/likely.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { selectedFields } from '../support/selection.ts';
import { eventsInView } from '../support/storedEvents.ts';

/**
 * A customer or an event. Which of the two an id is, and whether there is such a thing, must not show in the work: every
 * id is looked for among the customers and among the events, and the parties of what was found, or of nobody, are asked.
 */
export async function node(
  _root: unknown,
  { id }: { id: string },
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<CustomerHandle | EventNode | null> {
  const ref = ctx.ids.decode(id) ?? id;
  const [customer, events] = await Promise.all([customerById(id, ctx), ctx.store.interactions.byRefs([ref], seesLikely(ctx))]);
  if (customer) return inLiveScope(customer, info);
  const event = events.get(ref);
  const [visible] = await eventsInView(event ? [event] : [], ctx);
  return visible ? loadEvent(rowOf(visible, seesLikely(ctx)), null, ctx, selectedFields(info)) : null;
}
