import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { ListPage, ListPosition } from '../../datasources/mongo/store.ts';
import { connectionOf, type Connection, type Listing } from './page.ts';

/** The parent of `CustomerEdge`. */
export interface CustomerEdgeParent {
  index: CustomerIndexDocument;
  position: ListPosition;
  listing: Listing;
}

/** The connection of one page of index documents, which were found within the caller's view. `after`: where it began. */
export function customerConnection(
  { rows, hasMore }: ListPage<CustomerIndexDocument>,
  listing: Listing,
  after: ListPosition | null,
): Connection<CustomerEdgeParent> {
  return connectionOf(
    rows.map(({ row, position }) => ({ index: row, position, listing })),
    hasMore,
    after,
  );
}
