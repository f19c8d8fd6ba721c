/** The five timelines of a customer: `orders`, `tickets`, `calls`, `touches`, `interactions`. */
import type { EventType } from '../../domain/sourceRef.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { orderFilter, type OrderFilterInput } from '../support/orderFilter.ts';
import { connectionOf, listBinding, pageSize, positionAfter, type Connection, type PageArgs } from '../support/page.ts';
import { timelinePage, visibleKinds } from '../support/timeline.ts';

/** The schema's `assumed` of these connections. */
const ASSUMED_ROWS = 10;

/** A row of a customer's timeline, with the customer that its values are read for. */
export interface CustomerRow {
  event: TimelineRow;
  handle: CustomerHandle;
}

interface TimelineArgs extends PageArgs {
  filter?: OrderFilterInput | null;
}

const timeline =
  (field: string, kinds: (ctx: RequestContext) => readonly EventType[]) =>
  (customer: CustomerHandle, args: TimelineArgs, ctx: RequestContext): MaybePromise<Connection<CustomerRow>> => {
    const first = pageSize(args, ASSUMED_ROWS);
    const filter = orderFilter(args.filter);
    const binding = listBinding(ctx, `Customer.${field}`, customer.id, filter ?? null);
    const position = positionAfter(args, ctx, binding);
    const page = timelinePage(customer, { kinds: kinds(ctx), after: position, first, ...(filter && { filter }) });
    return after(page, ({ rows, hasMore }) =>
      connectionOf(
        rows.map(({ row, position: at }) => ({ row: { event: row, handle: customer }, position: at })),
        hasMore,
        position !== null,
        binding,
      ),
    );
  };

export const orders = timeline('orders', () => ['order']);
export const tickets = timeline('tickets', () => ['ticket']);
export const calls = timeline('calls', () => ['call']);
export const touches = timeline('touches', () => ['touch']);
export const interactions = timeline('interactions', (ctx) => visibleKinds(ctx));
