import type { GraphQLResolveInfo } from 'graphql';
import type { CustomerListQuery } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { customerConnection, headsWanted, type CustomerEdgeParent } from '../support/customerConnection.ts';
import { Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;

interface CustomersArgs extends PageArgs {
  filter?: {
    kind?: 'PERSON' | 'ORGANISATION' | null;
    territory?: string | null;
    distributor?: string | null;
    createdAfter?: string | null;
  } | null;
  orderBy?: CustomerListQuery['orderBy'] | null;
}

function filterOf(input: CustomersArgs['filter']): CustomerListQuery['filter'] {
  return {
    ...(input?.kind != null && { kind: input.kind }),
    ...(input?.territory != null && { territory: input.territory }),
    ...(input?.distributor != null && { distributor: input.distributor }),
    ...(input?.createdAfter != null && { createdAfter: new Date(input.createdAfter) }),
  };
}

export async function customers(
  _root: unknown,
  args: CustomersArgs,
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Connection<CustomerEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const filter = filterOf(args.filter);
  const orderBy = args.orderBy ?? 'NAME_ASC';
  const listing = new Listing(ctx, 'Query.customers', filter, orderBy);
  const after = listing.positionAfter(args);
  const page = await ctx.store.customerIndex.list({ filter, orderBy, after, first }, ctx.view, headsWanted(info, ctx));
  return customerConnection(page, listing, after, ctx, info);
}
