/** Connections of events: their nodes are read together, and only where a node is asked for. */
import type { GraphQLResolveInfo } from 'graphql';
import type { ListPosition, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { loadEvents, type EventNode } from './events.ts';
import { after, type MaybePromise } from './maybePromise.ts';
import { connectionOf, type Connection, type Listing } from './page.ts';
import { nodeFields } from './selection.ts';

/** The parent of `OrderEdge` and its like. */
export interface EventEdgeParent {
  row: TimelineRow;
  listing: Listing;
  /** Null in lists that belong to no customer. */
  handle: CustomerHandle | null;
  /** Undefined where nobody was sure to ask for it: then it is read when somebody does. */
  node: EventNode | null | undefined;
}

interface ConnectionOf {
  listing: Listing;
  after: ListPosition | null;
  handle: CustomerHandle | null;
  ctx: RequestContext;
  info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;
}

/** The connection of one page of rows, with its nodes if the query asks for them. */
export function eventConnection(
  rows: readonly TimelineRow[],
  hasMore: boolean,
  { listing, after: position, handle, ctx, info }: ConnectionOf,
): MaybePromise<Connection<EventEdgeParent>> {
  const selected = nodeFields(info);
  const nodes = selected && rows.length > 0 ? loadEvents(rows, handle, ctx, selected) : null;
  return after(nodes, (loaded) => {
    const edges = rows.map((row, index): EventEdgeParent => ({ row, listing, handle, node: loaded ? loaded[index]! : undefined }));
    return connectionOf(edges, hasMore, position);
  });
}
