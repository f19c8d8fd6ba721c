import type { AuditQuery } from '../../datasources/mongo/audit.ts';
import type { RequestContext } from '../context.ts';
import { AuditPage, type AuditEdgeParent } from '../support/auditPage.ts';
import { connectionOf, Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;

interface AuditArgs extends PageArgs {
  filter?: { customerId?: string | null; subject?: string | null; from?: string | null; until?: string | null } | null;
}

/** Everything that an entry can name a customer by: the ids that lead to it, and the public ids of its records. */
async function namesOf(customerId: string, ctx: RequestContext): Promise<string[]> {
  const customer = (await ctx.store.customerIndex.byIds([customerId], ctx.view)).get(customerId);
  if (!customer) return [customerId];
  ctx.met.add(customer.customerId);
  return [...new Set([...customer.ids, ...customer.parties.map(({ ref }) => ctx.ids.encode(ref))])];
}

export async function auditEntries(_root: unknown, args: AuditArgs, ctx: RequestContext): Promise<Connection<AuditEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const { customerId, subject, from, until } = args.filter ?? {};
  const listing = new Listing(ctx, 'Query.auditEntries', [customerId ?? null, subject ?? null, from ?? null, until ?? null]);
  const after = listing.positionAfter(args);
  const filter: AuditQuery['filter'] = {
    ...(customerId != null && { about: await namesOf(customerId, ctx) }),
    ...(subject != null && { subject }),
    ...(from != null && { from: new Date(from) }),
    ...(until != null && { until: new Date(until) }),
  };
  const { rows, hasMore } = await ctx.store.audit.list({ filter, after, first });
  const page = new AuditPage(rows.map(({ row }) => row), ctx);
  return connectionOf(rows.map(({ row, position }) => ({ node: { entry: row, page }, position, listing })), hasMore, after);
}
