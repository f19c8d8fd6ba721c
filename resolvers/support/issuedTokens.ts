import type { ListedToken, ListPosition } from '../../datasources/mongo/store.ts';
import type { Listing } from './page.ts';

/** The parent of `IssuedToken`: a stored token, whose hashes no resolver shows. */
export type IssuedTokenParent = ListedToken;

/** The parent of `IssuedTokenEdge`. */
export interface IssuedTokenEdgeParent {
  node: IssuedTokenParent;
  position: ListPosition;
  listing: Listing;
}
