import type { GraphQLResolveInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import { INTERACTION_TOPIC, interactionNoticeIn, type InteractionNotice } from '../../domain/interactionNotice.ts';
import type { RequestContext } from '../context.ts';
import { customerOf } from '../support/customers.ts';
import { loadEvent, rowOf, type EventNode } from '../support/events.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { eventsOfNotices } from '../support/noticeStream.ts';
import { selectedFields } from '../support/selection.ts';
import { visibleKinds } from '../support/timeline.ts';

/** A notice may come twice (an interaction that is written again after a crash); the stream tells it once. */
const REMEMBERED_NOTICES = 1_000;

/** A notice that seems to be about the customer; the stream's memory of which notice an interaction was told by. */
interface Candidate {
  notice: InteractionNotice;
  toldBy: LRUCache<string, Candidate>;
}

type Arguments = { customerId: string };

/**
 * An unknown customer, and one out of view, are an open stream without events, at the same cost: whose a party is, is
 * asked of the store within the caller's view, once for the notices of a moment and once more for the event that is
 * sent, since links, tokens and the policy change. An id that was merged leads on to the customer that it is part of now.
 */
export const interactionRecorded = {
  subscribe(_root: unknown, { customerId }: Arguments, ctx: RequestContext): AsyncIterableIterator<Candidate, undefined> {
    const toldBy = new LRUCache<string, Candidate>({ max: REMEMBERED_NOTICES });
    return eventsOfNotices({ notices: ctx.notices, topic: INTERACTION_TOPIC, signal: ctx.signal }, async (bodies) => {
      const news = bodies.flatMap((body) => interactionNoticeIn(body) ?? []).filter(({ ref }) => !toldBy.has(ref));
      if (news.length === 0) return [];
      const now = await ctx.renewed();
      const owners = await now.store.customerIndex.byPartyRefs([...new Set(news.map(({ partyRef }) => partyRef))], now.view);
      return news.filter(({ partyRef }) => owners.get(partyRef)?.ids.includes(customerId)).map((notice) => ({ notice, toldBy }));
    });
  },

  /** Null where it is nothing for this caller. */
  async resolve(candidate: Candidate, { customerId }: Arguments, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode | null> {
    const { notice, toldBy } = candidate;
    // The same one comes again where the policy has changed while it was read.
    const before = toldBy.get(notice.ref);
    if (before && before !== candidate) return null;
    const index = (await ctx.store.customerIndex.byPartyRefs([notice.partyRef], ctx.view)).get(notice.partyRef);
    // A handle is made only of the customer that was asked for: what is told of is written down.
    if (!index?.ids.includes(customerId)) return null;
    const customer = customerOf(index, ctx);
    if (!(await inLiveScope(customer, null))) return null;
    const event = (await ctx.store.interactions.byRefs([notice.ref])).get(notice.ref);
    if (!event || event.state !== 'LIVE' || !visibleKinds(ctx).includes(event.kind)) return null;
    const node = await loadEvent(rowOf(event), customer, ctx, selectedFields(info));
    if (node) toldBy.set(notice.ref, candidate);
    return node;
  },
};
