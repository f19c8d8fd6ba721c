/** Edges and page info of every connection. Values are read only for rows whose node is asked for. */
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from './context.ts';
import type { CustomerIndexDocument } from '../datasources/mongo/documents.ts';
import type { CustomerRow } from './Customer/timelines.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerOf } from './support/customers.ts';
import { loadEvent, type EventNode } from './support/events.ts';
import type { Edge, PageInfoParent } from './support/page.ts';
import { selectedFields } from './support/selection.ts';

/** An event row; `handle` is null in lists that belong to no customer. */
export type EventRow = Pick<CustomerRow, 'event'> & { handle: CustomerHandle | null };

const cursor = ({ position, binding }: Edge<unknown>, _args: unknown, ctx: RequestContext): string => ctx.cursors.encode(position, binding);

const eventEdge = {
  cursor,
  node: ({ row }: Edge<EventRow>, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode | null> =>
    loadEvent(row.event, row.handle, ctx, selectedFields(info)),
};

export const OrderEdge = eventEdge;
export const TicketEdge = eventEdge;
export const CallEdge = eventEdge;
export const TouchEdge = eventEdge;
export const InteractionEdge = eventEdge;

export const CustomerEdge = {
  cursor,
  node: ({ row }: Edge<CustomerIndexDocument>, _args: unknown, ctx: RequestContext): CustomerHandle => customerOf(row, ctx),
};

export const PageInfo = {
  startCursor: ({ first, binding }: PageInfoParent, _args: unknown, ctx: RequestContext): string | null =>
    first && ctx.cursors.encode(first, binding),
  endCursor: ({ last, binding }: PageInfoParent, _args: unknown, ctx: RequestContext): string | null => last && ctx.cursors.encode(last, binding),
};
