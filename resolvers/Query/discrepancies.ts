import type { DiscrepancyQuery } from '../../datasources/mongo/discrepancies.ts';
import type { ListPosition } from '../../datasources/mongo/pages.ts';
import { betweenOf, type Discrepancy, type DiscrepancyKind, type DiscrepancyState } from '../../domain/reconciliation/discrepancy.ts';
import type { RequestContext } from '../context.ts';
import type { DiscrepancyEdgeParent } from '../Discrepancy.ts';
import { customerById, customerOfParty } from '../support/customers.ts';
import { DiscrepancyRow } from '../support/DiscrepancyRow.ts';
import { badInput } from '../support/failures.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { connectionOf, Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;
/** Pages of the store that one page of the caller's may take: who sees few rows gets short pages rather than long waits. */
const MOST_ROUNDS = 5;
const STANDING: readonly DiscrepancyState[] = ['OPEN', 'ACKNOWLEDGED'];

export interface DiscrepancyFilterInput {
  kind?: DiscrepancyKind | null;
  state?: readonly DiscrepancyState[] | null;
  systems?: readonly string[] | null;
  customerId?: string | null;
}

/** Null where the filter names a customer that the caller may not see. */
async function storeFilter({ kind, state, systems, customerId }: DiscrepancyFilterInput, ctx: RequestContext): Promise<DiscrepancyQuery['filter'] | null> {
  if (systems && systems.length !== 2) throw badInput('systems', 'must name two systems');
  const customer = customerId == null ? null : await customerById(customerId, ctx);
  if (customerId != null && !(customer && (await inLiveScope(customer, null)))) return null;
  return {
    states: state ?? STANDING,
    ...(kind && { kind }),
    ...(systems && { between: betweenOf(systems[0]!, systems[1]!) }),
    ...(customer && { parties: customer.index.parties.map(({ ref }) => ref) }),
  };
}

/** Whether the caller may see the customers of both views. */
async function isVisible({ parties }: Discrepancy, ctx: RequestContext): Promise<boolean> {
  const customers = await Promise.all(parties.map((ref) => customerOfParty(ref, ctx)));
  const live = await Promise.all(customers.map((customer) => customer && inLiveScope(customer, null)));
  return live.every((customer) => customer !== null);
}

export async function discrepancies(_root: unknown, args: PageArgs & { filter?: DiscrepancyFilterInput | null }, ctx: RequestContext): Promise<Connection<DiscrepancyEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const listing = new Listing(ctx, 'Query.discrepancies', args.filter ?? null);
  const after = listing.positionAfter(args);
  const filter = await storeFilter(args.filter ?? {}, ctx);
  const edges: DiscrepancyEdgeParent[] = [];
  let position: ListPosition | null = after;
  let hasMore = filter !== null;
  for (let round = 0; filter && round < MOST_ROUNDS && hasMore && edges.length < first; round += 1) {
    const page = await ctx.store.discrepancies.list({ filter, after: position, first: first - edges.length });
    const visible = await Promise.all(page.rows.map(({ row }) => isVisible(row, ctx)));
    edges.push(...page.rows.flatMap(({ row, position: at }, index) => (visible[index] ? [{ node: new DiscrepancyRow(row, ctx), position: at, listing }] : [])));
    position = page.rows.at(-1)?.position ?? position;
    ({ hasMore } = page);
  }
  return connectionOf(edges, hasMore, after);
}
