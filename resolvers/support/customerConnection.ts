import type { GraphQLResolveInfo } from 'graphql';
import type { HeadName, ListedCustomer, ListPage, ListPosition } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { connectionOf, type Connection, type Listing } from './page.ts';
import { nodeFields } from './selection.ts';
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

/** The connection of one page of index documents, which were found within the caller's view. `after`: where it began. */
export function customerConnection(
  { rows, hasMore }: ListPage<ListedCustomer>,
  listing: Listing,
  after: ListPosition | null,
): Connection<CustomerEdgeParent> {
  return connectionOf(
    rows.map(({ row, position }) => ({ index: row, position, listing })),
    hasMore,
    after,
  );
}
