import type { GraphQLResolveInfo } from 'graphql';
import type { InteractionDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { loadEvent, rowOf, type EventNode } from '../support/events.ts';
import { ambiguous } from '../support/failures.ts';
import { seesLikely } from '../support/likely.ts';
import { selectedFields } from '../support/selection.ts';
import { eventsInView } from '../support/storedEvents.ts';

/** Orders of several systems may carry one number; beyond this many it names none. */
const MOST_CANDIDATES = 20;

/** By printed number or source ref: both are looked for, whatever the text looks like, so that all texts cost the same. */
async function candidates(ref: string, ctx: RequestContext): Promise<InteractionDocument[]> {
  const { interactions } = ctx.store;
  const [byRef, byNumber] = await Promise.all([
    interactions.byRefs([ref], seesLikely(ctx)),
    interactions.ordersByNumber(ref.trim().toUpperCase(), MOST_CANDIDATES, seesLikely(ctx)),
  ]);
  const all = [...byRef.values(), ...byNumber].filter(({ kind }) => kind === 'order');
  return [...new Map(all.map((order) => [order._id, order])).values()];
}

export async function order(_root: unknown, { ref }: { ref: string }, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode | null> {
  const found = await eventsInView(await candidates(ref, ctx), ctx);
  if (found.length > 1 && ctx.view.audience === 'staff') throw ambiguous('orders');
  return found.length === 1 ? loadEvent(rowOf(found[0]!, seesLikely(ctx)), null, ctx, selectedFields(info)) : null;
}
