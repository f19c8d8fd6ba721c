import type { ListPosition } from '../../datasources/mongo/store.ts';
import type { ListedSetAside } from '../../datasources/mongo/setAside.ts';
import type { Listing } from './page.ts';

/** The parent of `SetAsideRecord`. */
export type SetAsideParent = ListedSetAside;

/** The parent of `SetAsideEdge`. */
export interface SetAsideEdgeParent {
  node: SetAsideParent;
  position: ListPosition;
  listing: Listing;
}
