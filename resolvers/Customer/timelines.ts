/** The five timelines of a customer: `orders`, `tickets`, `calls`, `touches`, `interactions`. */
import type { GraphQLResolveInfo } from 'graphql';
import type { EventType } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { eventConnection, type EventEdgeParent } from '../support/eventConnection.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { orderFilter, type OrderFilterInput } from '../support/orderFilter.ts';
import { Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';
import { timelinePage, visibleKinds } from '../support/timeline.ts';

/** The schema's `assumed` of these connections. */
const ASSUMED_ROWS = 10;

interface TimelineArgs extends PageArgs {
  filter?: OrderFilterInput | null;
}

const timeline =
  (field: string, kinds: (ctx: RequestContext) => readonly EventType[]) =>
  (customer: CustomerHandle, args: TimelineArgs, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<Connection<EventEdgeParent>> => {
    const first = pageSize(args, ASSUMED_ROWS);
    const filter = orderFilter(args.filter);
    const listing = new Listing(ctx, `Customer.${field}`, customer.id, filter ?? null);
    const position = listing.positionAfter(args);
    const page = timelinePage(customer, { kinds: kinds(ctx), after: position, first, ...(filter && { filter }) });
    return after(page, ({ rows, hasMore }) => eventConnection(rows, hasMore, { listing, after: position, handle: customer, ctx, info }));
  };

const ORDER: readonly EventType[] = ['order'];
const TICKET: readonly EventType[] = ['ticket'];
const CALL: readonly EventType[] = ['call'];
const TOUCH: readonly EventType[] = ['touch'];

export const orders = timeline('orders', () => ORDER);
export const tickets = timeline('tickets', () => TICKET);
export const calls = timeline('calls', () => CALL);
export const touches = timeline('touches', () => TOUCH);
export const interactions = timeline('interactions', (ctx) => visibleKinds(ctx));
