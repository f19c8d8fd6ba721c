/** Where systems disagree about an event. */
import type { GraphQLResolveInfo } from 'graphql';
import type { SourceRef } from '../domain/sourceRef.ts';
import type { ListPosition } from '../datasources/mongo/store.ts';
import type { RequestContext } from './context.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerOfParty } from './support/customers.ts';
import type { DiscrepancyRow } from './support/DiscrepancyRow.ts';
import { loadEvent, rowOf, type EventNode } from './support/events.ts';
import { fieldAccess, type FieldAccess } from './support/fieldAccess.ts';
import { seesLikely } from './support/likely.ts';
import { foundInLiveScope } from './support/liveScope.ts';
import type { Side } from './support/MatchPair.ts';
import type { Listing } from './support/page.ts';
import { selectedFields } from './support/selection.ts';
import { eventsInView } from './support/storedEvents.ts';

/** The parent of `DiscrepancyEdge`. */
export interface DiscrepancyEdgeParent {
  node: DiscrepancyRow;
  position: ListPosition;
  listing: Listing;
}

const customerOn = (side: Side) => async (row: DiscrepancyRow, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<CustomerHandle | null> => {
  const view = await row.viewOf(side);
  return view && foundInLiveScope(customerOfParty(view.partyRef, ctx), ctx, info);
};

export const Discrepancy = {
  id: ({ kept }: DiscrepancyRow, _args: unknown, ctx: RequestContext): string => ctx.ids.encode(kept._id),
  kind: ({ kept }: DiscrepancyRow): string => kept.kind,
  state: ({ kept }: DiscrepancyRow): string => kept.state,
  leftSystem: (row: DiscrepancyRow): string => row.systemOf('left'),
  rightSystem: (row: DiscrepancyRow): string => row.systemOf('right'),
  leftRef: (row: DiscrepancyRow): SourceRef | null => row.refOf('left'),
  rightRef: (row: DiscrepancyRow): SourceRef | null => row.refOf('right'),
  left: (row: DiscrepancyRow): Promise<string | null> => row.value('left'),
  right: (row: DiscrepancyRow): Promise<string | null> => row.value('right'),
  access: (row: DiscrepancyRow): FieldAccess => fieldAccess(row.access),
  leftCustomer: customerOn('left'),
  rightCustomer: customerOn('right'),
  async order({ kept }: DiscrepancyRow, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode | null> {
    const ref = kept.refs[0]!;
    const document = (await ctx.store.interactions.byRefs([ref], seesLikely(ctx))).get(ref);
    const [visible] = await eventsInView(document ? [document] : [], ctx);
    return visible ? loadEvent(rowOf(visible, seesLikely(ctx)), null, ctx, selectedFields(info)) : null;
  },
  firstSeen: ({ kept }: DiscrepancyRow): string => kept.firstSeen.toISOString(),
  lastSeen: ({ kept }: DiscrepancyRow): string => kept.lastSeen.toISOString(),
  since: ({ kept }: DiscrepancyRow): string => kept.since.toISOString(),
  reason: ({ kept }: DiscrepancyRow): string | null => kept.reason,
  actor: ({ kept }: DiscrepancyRow): string | null => kept.actor,
};

export const DiscrepancyEdge = {
  cursor: ({ position, listing }: DiscrepancyEdgeParent): string => listing.cursorAt(position),
};
