/** The event types. Their values stand on the parent, read by whoever led to it (support/events.ts). */
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from './context.ts';
import { discrepancies } from './Order/discrepancies.ts';
import { lines, linesOmitted } from './Order/lines.ts';
import { views } from './Order/views.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerOfParty } from './support/customers.ts';
import { refsOf, type EventNode } from './support/events.ts';
import { stampFields } from './support/eventStamps.ts';
import { foundInLiveScope } from './support/liveScope.ts';
import type { MaybePromise } from './support/maybePromise.ts';

/** `id` is made where it is asked for: it costs an encryption. */
const event = {
  id: ({ ref }: EventNode, _args: unknown, ctx: RequestContext): string => ctx.ids.encode(ref),
  refs: refsOf,
  customer: ({ handle, partyRef }: EventNode, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<CustomerHandle | null> =>
    handle ?? foundInLiveScope(customerOfParty(partyRef, ctx), ctx, info),
  ...stampFields,
};

export const Order = { ...event, lines, linesOmitted, views, discrepancies };
export const Ticket = event;
export const Call = event;
export const Touch = event;
export const RecordedInteraction = event;

const typeOf = ({ __typename }: { __typename: string }): string => __typename;
export const Interaction = { __resolveType: typeOf };
export const Node = { __resolveType: typeOf };
