import type { IssuableRole, TokenState } from '../../domain/issuedToken.ts';
import type { RequestContext } from '../context.ts';
import type { IssuedTokenEdgeParent } from '../support/issuedTokens.ts';
import { connectionOf, Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;

interface TokensArgs extends PageArgs {
  filter?: { role?: IssuableRole | null; state?: TokenState | null } | null;
}

export async function tokens(_root: unknown, args: TokensArgs, ctx: RequestContext): Promise<Connection<IssuedTokenEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const { role, state } = args.filter ?? {};
  const filter = { ...(role != null && { role }), ...(state != null && { state }) };
  const listing = new Listing(ctx, 'Query.tokens', filter);
  const after = listing.positionAfter(args);
  const { rows, hasMore } = await ctx.store.tokens.list({ filter, after, first, nowMs: ctx.now() });
  return connectionOf(rows.map(({ row, position }) => ({ node: row, position, listing })), hasMore, after);
}
