/** Edges and page info of every connection. Cursors are made where they are asked for: each costs an encryption. */
import type { GraphQLResolveInfo } from 'graphql';
import { timelinePosition } from '../domain/timelineHead.ts';
import type { RequestContext } from './context.ts';
import type { AuditEdgeParent } from './support/auditPage.ts';
import type { ChangeEdgeParent } from './support/lineage.ts';
import type { CustomerEdgeParent } from './support/customerConnection.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerOf } from './support/customers.ts';
import type { EventEdgeParent } from './support/eventConnection.ts';
import type { MatchReviewEdgeParent } from './support/matchReviews.ts';
import type { IssuedTokenEdgeParent } from './support/issuedTokens.ts';
import { loadEvent, type EventNode } from './support/events.ts';
import { inLiveScope } from './support/liveScope.ts';
import type { MaybePromise } from './support/maybePromise.ts';
import type { PageInfoParent } from './support/page.ts';
import { selectedFields } from './support/selection.ts';
import type { SetAsideEdgeParent } from './support/setAside.ts';

function eventCursor({ row, listing }: EventEdgeParent): string {
  return listing.cursorAt(timelinePosition(row));
}

const eventEdge = {
  cursor: eventCursor,
  node: ({ node, row, handle }: EventEdgeParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<EventNode | null> =>
    node === undefined ? loadEvent(row, handle, ctx, selectedFields(info)) : node,
};

export const OrderEdge = eventEdge;
export const TicketEdge = eventEdge;
export const CallEdge = eventEdge;
export const TouchEdge = eventEdge;
export const InteractionEdge = eventEdge;

export const CustomerEdge = {
  cursor: ({ position, listing }: CustomerEdgeParent): string => listing.cursorAt(position),
  node: ({ index }: CustomerEdgeParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<CustomerHandle | null> =>
    inLiveScope(customerOf(index, ctx), info),
};

type AnyEdge = ChangeEdgeParent | EventEdgeParent | CustomerEdgeParent | IssuedTokenEdgeParent | AuditEdgeParent | MatchReviewEdgeParent | SetAsideEdgeParent;

function cursorOf(edge: AnyEdge | undefined): string | null {
  if (!edge) return null;
  if ('cursor' in edge) return edge.cursor;
  return 'position' in edge ? edge.listing.cursorAt(edge.position) : eventCursor(edge);
}

export const PageInfo = {
  startCursor: ({ edges }: PageInfoParent<AnyEdge>): string | null => cursorOf(edges[0]),
  endCursor: ({ edges }: PageInfoParent<AnyEdge>): string | null => cursorOf(edges.at(-1)),
};
