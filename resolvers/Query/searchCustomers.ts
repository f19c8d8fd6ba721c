import type { GraphQLResolveInfo } from 'graphql';
import { wordsOf } from '../../domain/normalise/name.ts';
import type { RequestContext } from '../context.ts';
import { customerConnection, headsWanted, type CustomerEdgeParent } from '../support/customerConnection.ts';
import { badInput } from '../support/failures.ts';
import { Listing, pageSize, type Connection, type PageArgs } from '../support/page.ts';

/** The schema's `assumed`. */
const ASSUMED_ROWS = 20;
const MAX_TEXT_LENGTH = 200;
const MAX_WORDS = 8;

export async function searchCustomers(
  _root: unknown,
  args: PageArgs & { text: string },
  ctx: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Connection<CustomerEdgeParent>> {
  const first = pageSize(args, ASSUMED_ROWS);
  const words = args.text.length <= MAX_TEXT_LENGTH ? wordsOf(args.text) : [];
  if (words.length === 0 || words.length > MAX_WORDS) throw badInput('text', `must hold from 1 to ${MAX_WORDS} words in at most ${MAX_TEXT_LENGTH} characters`);
  const listing = new Listing(ctx, 'Query.searchCustomers', words);
  const after = listing.positionAfter(args);
  const page = await ctx.store.customerIndex.search(words, after, first, ctx.view, headsWanted(info, ctx));
  return customerConnection(page, listing, after, ctx, info);
}
