import type { RequestContext } from '../context.ts';
import { connectionOf, Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';
import type { SetAsideEdgeParent } from '../support/setAside.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;

export async function setAside(_root: unknown, args: PageArgs & { system?: string | null }, ctx: RequestContext): Promise<Connection<SetAsideEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const system = args.system ?? null;
  const listing = new Listing(ctx, 'Query.setAside', system);
  const after = listing.positionAfter(args);
  const { rows, hasMore } = await ctx.store.inbox.listSetAside({ system, after, first });
  return connectionOf(rows.map(({ row, position }) => ({ node: row, position, listing })), hasMore, after);
}
