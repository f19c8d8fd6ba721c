/** The five timelines of a customer: `orders`, `tickets`, `calls`, `touches`, `interactions`. */
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { eventConnection, type EventEdgeParent } from '../support/eventConnection.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { orderFilter, type OrderFilterInput } from '../support/orderFilter.ts';
import { Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';
import { ASSUMED_EVENTS, TIMELINES, timelinePage } from '../support/timeline.ts';

interface TimelineArgs extends PageArgs {
  filter?: OrderFilterInput | null;
}

const timeline =
  (field: keyof typeof TIMELINES) =>
  (customer: CustomerHandle, args: TimelineArgs, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<Connection<EventEdgeParent>> => {
    const first = pageSize(args, ASSUMED_EVENTS);
    const filter = orderFilter(args.filter);
    const listing = new Listing(ctx, `Customer.${field}`, customer.id, filter ?? null);
    const position = listing.positionAfter(args);
    const page = timelinePage(customer, { kinds: TIMELINES[field](ctx), after: position, first, ...(filter && { filter }) });
    return after(page, ({ rows, hasMore }) => eventConnection(rows, hasMore, { listing, after: position, handle: customer, ctx, info }));
  };

export const orders = timeline('orders');
export const tickets = timeline('tickets');
export const calls = timeline('calls');
export const touches = timeline('touches');
export const interactions = timeline('interactions');
