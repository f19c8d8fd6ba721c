import type { GraphQLResolveInfo } from 'graphql';
import type { OrderStatus } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerContextParent } from '../Query/customerContext.ts';
import type { TimelineQuery } from '../../datasources/mongo/store.ts';
import { OPEN_TICKETS } from '../support/contactFacts.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { loadEvents, type EventNode } from '../support/events.ts';
import { selectedFields } from '../support/selection.ts';
import { timelinePage, visibleKinds } from '../support/timeline.ts';

/** The schema's bound of these lists: a context stays small. */
const MOST_EVENTS = 5;
const OPEN_ORDERS: readonly OrderStatus[] = ['DRAFT', 'OPEN', 'PAID', 'SHIPPED'];

async function newest(customer: CustomerHandle, query: Omit<TimelineQuery, 'after' | 'first'>, info: GraphQLResolveInfo): Promise<EventNode[]> {
  const { rows } = await timelinePage(customer, { ...query, after: null, first: MOST_EVENTS });
  const nodes = await loadEvents(rows, customer, customer.ctx, selectedFields(info));
  return nodes.filter((node) => node !== null);
}

/** Which events are open is in the store, as for every filter; one that was closed since is left out, one that cannot be read is not. */
async function open(
  customer: CustomerHandle,
  kind: 'order' | 'ticket',
  statuses: readonly string[],
  info: GraphQLResolveInfo,
): Promise<EventNode[]> {
  const nodes = await newest(customer, { kinds: [kind], filter: { statuses } }, info);
  return nodes.filter(({ record }) => !record || ('status' in record && statuses.includes(record.status)));
}

export function openOrders({ customer }: CustomerContextParent, _args: unknown, _ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  return open(customer, 'order', OPEN_ORDERS, info);
}

export function openTickets({ customer }: CustomerContextParent, _args: unknown, _ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  return open(customer, 'ticket', OPEN_TICKETS, info);
}

/** Calls, tickets, campaign touches and recorded interactions; of these only the kinds that the caller may see. */
export function lastContacts({ customer }: CustomerContextParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  return newest(customer, { kinds: visibleKinds(ctx, ['ticket', 'call', 'touch', 'interaction']) }, info);
}
