import type { GraphQLResolveInfo } from 'graphql';
import type { HeadName, ListedCustomer, ListPage, ListPosition } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { customerOf } from './customers.ts';
import { connectionOf, type Connection, type Listing } from './page.ts';
import { readAhead } from './readAhead.ts';
import { edgeNode, nodeFields, onlyNode } from './selection.ts';
import { headsOf, visibleKinds } from './timeline.ts';

/** The parent of `CustomerEdge`. */
export interface CustomerEdgeParent {
  index: ListedCustomer;
  position: ListPosition;
  listing: Listing;
}

/** The heads that the fields of a list's customers read; null for every one, where the fields are not known. */
export function headsWanted(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, ctx: RequestContext): ReadonlySet<HeadName> | null {
  const fields = nodeFields(info);
  if (!fields) return null;
  const heads = new Set<HeadName>();
  if (fields.has('orders')) heads.add('order');
  if (fields.has('tickets')) heads.add('ticket');
  if (fields.has('calls')) heads.add('call');
  if (fields.has('touches') || fields.has('contactPolicy')) heads.add('touch');
  if (fields.has('interactions')) for (const head of headsOf(visibleKinds(ctx))) heads.add(head);
  return heads;
}

/**
 * The connection of one page of index documents, which were found within the caller's view, with what its fields will
 * show of the sources. `after`: where the page began.
 */
export async function customerConnection(
  { rows, hasMore }: ListPage<ListedCustomer>,
  listing: Listing,
  after: ListPosition | null,
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Connection<CustomerEdgeParent>> {
  const connection = onlyNode(info);
  const node = connection && edgeNode(connection);
  if (node) await readAhead(rows.map(({ row }) => customerOf(row, ctx)), node, ctx, info);
  return connectionOf(
    rows.map(({ row, position }) => ({ index: row, position, listing })),
    hasMore,
    after,
  );
}
