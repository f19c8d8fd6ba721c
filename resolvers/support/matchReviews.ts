/** Parents of reviews. */
import type { EdgeDocument } from '../../datasources/mongo/documents.ts';
import type { ListPosition } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { MatchPair } from './MatchPair.ts';
import type { Listing } from './page.ts';

/** The parent of `MatchReview`. */
export interface MatchReviewParent {
  edge: EdgeDocument;
  pair: MatchPair;
}

/** The parent of `MatchReviewEdge`. */
export interface MatchReviewEdgeParent {
  node: MatchReviewParent;
  position: ListPosition;
  listing: Listing;
}

export function reviewOf(edge: EdgeDocument, ctx: RequestContext): MatchReviewParent {
  return { edge, pair: new MatchPair(edge.refs, edge.levels, ctx) };
}
