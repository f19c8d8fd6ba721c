/** A pair of records that waits for a steward. */
import type { GraphQLResolveInfo } from 'graphql';
import { probabilityOf } from '../domain/matching/thresholds.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { RequestContext } from './context.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerOfParty } from './support/customers.ts';
import { foundInLiveScope } from './support/liveScope.ts';
import type { MatchedFieldRow } from './support/MatchPair.ts';
import type { MatchReviewEdgeParent, MatchReviewParent } from './support/matchReviews.ts';

const customerOf = (ref: SourceRef, ctx: RequestContext, info: GraphQLResolveInfo | null): Promise<CustomerHandle | null> =>
  foundInLiveScope(customerOfParty(ref, ctx), ctx, info);

export const MatchReview = {
  // What it is stored under names two records, which may be e-mail addresses.
  id: ({ edge }: MatchReviewParent, _args: unknown, ctx: RequestContext): string => ctx.keyedHash(`review\u0000${edge._id}`),
  left: ({ edge }: MatchReviewParent): SourceRef => edge.refs[0],
  right: ({ edge }: MatchReviewParent): SourceRef => edge.refs[1],
  leftCustomer: ({ edge }: MatchReviewParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<CustomerHandle | null> => customerOf(edge.refs[0], ctx, info),
  rightCustomer: ({ edge }: MatchReviewParent, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<CustomerHandle | null> => customerOf(edge.refs[1], ctx, info),
  weight: ({ edge }: MatchReviewParent): number => edge.weight,
  probability: ({ edge }: MatchReviewParent): number => probabilityOf(edge.weight),
  fields: ({ pair }: MatchReviewParent): readonly MatchedFieldRow[] => pair.rows,
  since: ({ edge }: MatchReviewParent): string => edge.since.toISOString(),
};

export const MatchReviewEdge = {
  cursor: ({ position, listing }: MatchReviewEdgeParent): string => listing.cursorAt(position),
  async node({ node }: MatchReviewEdgeParent, _args: unknown, ctx: RequestContext): Promise<MatchReviewParent | null> {
    const customers = await Promise.all(node.edge.refs.map((ref) => customerOf(ref, ctx, null)));
    return customers.every((customer) => customer !== null) ? node : null;
  },
};
