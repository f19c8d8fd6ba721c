import type { GraphQLResolveInfo } from 'graphql';
import type { OrderStatus, TicketRecord } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerContextParent } from '../Query/customerContext.ts';
import { newestRows } from '../support/contactFacts.ts';
import { loadEvent, type EventNode } from '../support/events.ts';
import { selectedFields } from '../support/selection.ts';
import { timelinePage, visibleKinds } from '../support/timeline.ts';

/** The schema's bound of these lists: a context stays small. */
const MOST_EVENTS = 5;
const OPEN_ORDERS: readonly OrderStatus[] = ['DRAFT', 'OPEN', 'PAID', 'SHIPPED'];
const OPEN_TICKETS: ReadonlySet<string> = new Set(['NEW', 'OPEN', 'WAITING'] satisfies TicketRecord['status'][]);

const isNode = (node: EventNode | null): node is EventNode => node !== null;

/** Which orders are open is in the store, as for every filter. */
export async function openOrders({ customer }: CustomerContextParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  const query = { kinds: ['order'] as const, filter: { statuses: OPEN_ORDERS }, after: null, first: MOST_EVENTS };
  const page = await timelinePage(customer, query);
  const nodes = await Promise.all(page.rows.map(({ row }) => loadEvent(row, customer, ctx, selectedFields(info))));
  return nodes.filter(isNode);
}

/** Whether a ticket is open only its source knows: the newest are read, and one that cannot be read may be open. */
export async function openTickets({ customer }: CustomerContextParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  const rows = await newestRows(customer, 'ticket', () => false);
  const nodes = await Promise.all(rows.map((row) => loadEvent(row, customer, ctx, selectedFields(info))));
  const open = nodes.filter(isNode).filter(({ record }) => record?.type !== 'ticket' || OPEN_TICKETS.has(record.status));
  return open.slice(0, MOST_EVENTS);
}

/** Calls, tickets, campaign touches and recorded interactions; of these only the kinds that the caller may see. */
export async function lastContacts({ customer }: CustomerContextParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode[]> {
  const kinds = visibleKinds(ctx, ['ticket', 'call', 'touch', 'interaction']);
  const page = await timelinePage(customer, { kinds, after: null, first: MOST_EVENTS });
  const nodes = await Promise.all(page.rows.map(({ row }) => loadEvent(row, customer, ctx, selectedFields(info))));
  return nodes.filter(isNode);
}
