import type { GraphQLResolveInfo } from 'graphql';
import type { ListPage, TimelineQuery, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { eventConnection, type EventEdgeParent } from '../support/eventConnection.ts';
import { seesLikely } from '../support/likely.ts';
import { orderFilter, type OrderFilterInput } from '../support/orderFilter.ts';
import { Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;
const SELF = 'self:';

/**
 * Events carry no `self:` keys, since whose they are follows from links: such a scope is resolved to the customer's
 * parties first. A scope that has other keys beside it is listed by those, which events do carry.
 */
async function rowsOf(query: TimelineQuery, ctx: RequestContext): Promise<ListPage<TimelineRow>> {
  const { customerIndex, interactions } = ctx.store;
  const { rows } = ctx.view;
  const selves = rows.all ? [] : rows.keys.filter((key) => key.startsWith(SELF));
  if (rows.all || selves.length < rows.keys.length) {
    // Within a row scope the view that leads may be out of it.
    return interactions.listScoped(rows.all && seesLikely(ctx) ? { ...query, likely: true } : query, ctx.view);
  }
  const own = await customerIndex.byIds(selves.map((key) => key.slice(SELF.length)), ctx.view);
  const parties = new Set([...own.values()].flatMap((customer) => customer.parties.map(({ ref }) => ref)));
  return interactions.timeline([...parties], query);
}

export async function orders(
  _root: unknown,
  args: PageArgs & { filter?: OrderFilterInput | null },
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Connection<EventEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const filter = orderFilter(args.filter);
  const listing = new Listing(ctx, 'Query.orders', filter ?? null);
  const after = listing.positionAfter(args);
  const { rows, hasMore } = await rowsOf({ kinds: ['order'], after, first, ...(filter && { filter }) }, ctx);
  const events = rows.map(({ row }) => row);
  return eventConnection(events, hasMore, { listing, after, handle: null, ctx, info });
}
