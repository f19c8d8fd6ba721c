import type { GraphQLResolveInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import { INTERACTION_TOPIC, interactionNoticeIn } from '../../domain/interactionNotice.ts';
import type { RequestContext } from '../context.ts';
import { customerOf } from '../support/customers.ts';
import { loadEvent, rowOf, type EventNode } from '../support/events.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { chosenOf, noticeStream } from '../support/noticeStream.ts';
import { createRequestRecords } from '../support/requestRecords.ts';
import { selectedFields } from '../support/selection.ts';
import { visibleKinds } from '../support/timeline.ts';

/** A notice may come twice (an interaction that is written again after a crash); the stream tells it once. */
const REMEMBERED_NOTICES = 1_000;

interface Payload {
  interactionRecorded: EventNode;
}

/**
 * Whether the caller may see an event is asked of the store when it happens, since links and tokens' rows change. So an
 * unknown customer, and one out of view, are an open stream without events.
 */
export const interactionRecorded = {
  subscribe(_root: unknown, { customerId }: { customerId: string }, ctx: RequestContext, info: GraphQLResolveInfo): AsyncIterableIterator<Payload, undefined> {
    const kinds = new Set(visibleKinds(ctx));
    const told = new LRUCache<string, true>({ max: REMEMBERED_NOTICES });
    return chosenOf(noticeStream(ctx.notices, INTERACTION_TOPIC, ctx.signal), async (body): Promise<Payload | null> => {
      const notice = interactionNoticeIn(body);
      if (!notice || told.has(notice.ref)) return null;
      // Each event is a read of its own: what was read for the last one is old.
      const now: RequestContext = { ...ctx, records: createRequestRecords(ctx.reader, ctx.store, ctx.signal) };
      const index = (await now.store.customerIndex.byPartyRefs([notice.partyRef], now.view)).get(notice.partyRef);
      // A handle is made only of the customer that was asked for: what is told of is written down.
      if (!index?.ids.includes(customerId)) return null;
      const customer = customerOf(index, now);
      if (!(await inLiveScope(customer, null))) return null;
      const event = (await ctx.store.interactions.byRefs([notice.ref])).get(notice.ref);
      if (!event || event.state !== 'LIVE' || !kinds.has(event.kind)) return null;
      const node = await loadEvent(rowOf(event), customer, now, selectedFields(info));
      if (!node) return null;
      told.set(notice.ref, true);
      return { interactionRecorded: node };
    });
  },
};
