import type { RequestContext } from '../context.ts';
import { badInput } from '../support/failures.ts';
import { meetLineage, type ChangeEdgeParent } from '../support/lineage.ts';
import { connectionOf, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;

/**
 * A place in the feed as a cursor: a plain number, bound to no caller, policy or day, since a data mart keeps it for as long
 * as it likes. It tells nothing but how many changes there were.
 */
function placeAfter({ after }: PageArgs): number | null {
  if (after == null) return null;
  if (!/^\d{1,15}$/.test(after)) throw badInput('after', 'must be a cursor of this list');
  return Number(after);
}

export async function identityChanges(_root: unknown, args: PageArgs, ctx: RequestContext): Promise<Connection<ChangeEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const after = placeAfter(args);
  const { rows, hasMore } = await ctx.store.lineage.feed(after ?? 0, first);
  meetLineage(rows.map(({ entry }) => entry), ctx);
  return connectionOf(rows.map(({ number, entry }) => ({ node: entry, cursor: String(number) })), hasMore, after === null ? null : [after]);
}
