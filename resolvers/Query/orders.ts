import type { ListPage, TimelineQuery, TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { EventRow } from '../connections.ts';
import { orderFilter, type OrderFilterInput } from '../support/orderFilter.ts';
import { connectionOf, listBinding, pageSize, positionAfter, type Connection, type PageArgs } from '../support/page.ts';

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
  if (rows.all || selves.length < rows.keys.length) return interactions.listScoped(query, ctx.view);
  const own = await customerIndex.byIds(selves.map((key) => key.slice(SELF.length)), ctx.view);
  const parties = new Set([...own.values()].flatMap((customer) => customer.parties.map(({ ref }) => ref)));
  return interactions.timeline([...parties], query);
}

export async function orders(
  _root: unknown,
  args: PageArgs & { filter?: OrderFilterInput | null },
  ctx: RequestContext,
): Promise<Connection<EventRow>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const filter = orderFilter(args.filter);
  const binding = listBinding(ctx, 'Query.orders', filter ?? null);
  const after = positionAfter(args, ctx, binding);
  const { rows, hasMore } = await rowsOf({ kinds: ['order'], after, first, ...(filter && { filter }) }, ctx);
  const events = rows.map(({ row, position }) => ({ row: { event: row, handle: null }, position }));
  return connectionOf(events, hasMore, after !== null, binding);
}
