import type { EdgeDocument } from '../../datasources/mongo/documents.ts';
import type { ListPage, ListPosition } from '../../datasources/mongo/pages.ts';
import type { RequestContext } from '../context.ts';
import { customerOfParty } from '../support/customers.ts';
import { reviewOf, type MatchReviewEdgeParent } from '../support/matchReviews.ts';
import { connectionOf, Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;
/** Pages of the store that one page of the caller's may take: who sees few rows gets short pages rather than long waits. */
const MOST_ROUNDS = 5;

/** Whether the caller may see both customers, and both are there: nobody can decide on a record that is gone. */
async function isVisible({ refs }: EdgeDocument, ctx: RequestContext): Promise<boolean> {
  const customers = await Promise.all(refs.map((ref) => customerOfParty(ref, ctx)));
  return customers.every((customer) => customer !== null);
}

export async function matchReviews(_root: unknown, args: PageArgs, ctx: RequestContext): Promise<Connection<MatchReviewEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const listing = new Listing(ctx, 'Query.matchReviews');
  const after = listing.positionAfter(args);
  const edges: MatchReviewEdgeParent[] = [];
  let position: ListPosition | null = after;
  let hasMore = true;
  for (let round = 0; round < MOST_ROUNDS && hasMore && edges.length < first; round += 1) {
    const page: ListPage<EdgeDocument> = await ctx.store.edges.reviews(first - edges.length, position);
    const visible = await Promise.all(page.rows.map(({ row }) => isVisible(row, ctx)));
    edges.push(...page.rows.flatMap(({ row, position: at }, index) => (visible[index] ? [{ node: reviewOf(row, ctx), position: at, listing }] : [])));
    position = page.rows.at(-1)?.position ?? position;
    ({ hasMore } = page);
  }
  return connectionOf(edges, hasMore, after);
}
