import type { GraphQLResolveInfo } from 'graphql';
import { OVERLAP_MS, type Change } from '../../domain/change.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { streamOfChanges, type ReadPage } from '../support/changeStream.ts';
import { customerOf } from '../support/customers.ts';
import { loadEvent, rowOf, type EventNode } from '../support/events.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { selectedFields } from '../support/selection.ts';
import { placeAfter, streamCursor } from '../support/streamCursor.ts';
import type { Candidate } from '../support/telling.ts';
import { visibleKinds } from '../support/timeline.ts';

export interface StreamArguments {
  customerId: string;
  after?: string | null;
}

/** Earlier events that are read at once. */
export const PAGE_EVENTS = 100;

/** Whose these parties are, for the caller as it is now. */
export async function ownersOf(partyRefs: Iterable<SourceRef>, ctx: RequestContext): Promise<Map<SourceRef, CustomerIndexDocument>> {
  const now = await ctx.renewed();
  return now.store.customerIndex.byPartyRefs([...new Set(partyRefs)], now.view);
}

/** The parties of a customer, for the caller as it is now; none for an unknown id and one out of view alike. */
export async function partiesNow(customerId: string, ctx: RequestContext): Promise<{ index: CustomerIndexDocument | null; refs: SourceRef[] }> {
  const now = await ctx.renewed();
  const index = (await now.store.customerIndex.byIds([customerId], now.view)).get(customerId) ?? null;
  return { index, refs: index?.parties.map(({ ref }) => ref) ?? [] };
}

/** Events of the customer that have changed since. */
export function changesSince(fromMs: number, customerId: string, ctx: RequestContext): ReadPage {
  return async (position) => {
    const { refs } = await partiesNow(customerId, ctx);
    const found = await ctx.store.interactions.changedOf(refs, position ?? { at: new Date(fromMs - OVERLAP_MS), id: null }, PAGE_EVENTS);
    const last = found.at(-1);
    const page = found.map(({ ref, partyRef, rev, at }) => ({
      change: { lane: 'events', ref, partyRef, ids: [], rev, atMs: at.getTime() } satisfies Change,
      lookedMs: Number.POSITIVE_INFINITY,
    }));
    return { page, next: last && found.length === PAGE_EVENTS ? { at: last.at, id: last.ref } : null };
  };
}

/**
 * An unknown customer, and one out of view, are an open stream without events, at the same cost: whose a party is, is
 * asked of the store within the caller's view, once for the changes of a moment and once more for the event that is
 * sent, since links, tokens and the policy change. An id that was merged leads on to the customer that it is part of now.
 */
export const interactionRecorded = {
  async subscribe(_root: unknown, { customerId, after }: StreamArguments, ctx: RequestContext): Promise<AsyncIterableIterator<Candidate, undefined>> {
    const fromMs = placeAfter(after, ctx);
    const since = fromMs === null ? null : changesSince(fromMs, customerId, ctx);
    return streamOfChanges({ changes: ctx.changes, lanes: ['events'], signal: ctx.signal, since }, async (offered, telling) => {
      const news = offered.filter(({ change }) => !telling.knows(change.ref, change.rev));
      if (news.length === 0) return [];
      const owners = await ownersOf(news.flatMap(({ change }) => change.partyRef ?? []), ctx);
      return news.filter(({ change }) => owners.get(change.partyRef!)?.ids.includes(customerId));
    });
  },

  /** Null where it is nothing for this caller. */
  async resolve(candidate: Candidate, { customerId }: StreamArguments, ctx: RequestContext, info: GraphQLResolveInfo): Promise<EventNode | null> {
    const { telling, offered } = candidate;
    const { ref, partyRef } = offered.change;
    const node = await nodeOf();
    if (!node) telling.drop(offered);
    return node;

    async function nodeOf(): Promise<EventNode | null> {
      const index = (await ctx.store.customerIndex.byPartyRefs([partyRef!], ctx.view)).get(partyRef!);
      // A handle is made only of the customer that was asked for: what is told of is written down.
      if (!index?.ids.includes(customerId)) return null;
      const customer = customerOf(index, ctx);
      if (!(await inLiveScope(customer, null))) return null;
      const event = (await ctx.store.interactions.byRefs([ref])).get(ref);
      if (!event || event.state !== 'LIVE' || !visibleKinds(ctx).includes(event.kind)) return null;
      const { _id: leading, rev = 0, changedAt = null } = event;
      // The same one comes again where the policy has changed while it was read.
      if (telling.knows(leading, rev, candidate)) return null;
      const node = await loadEvent(rowOf(event), customer, ctx, selectedFields(info));
      if (!node) return null;
      telling.tell(leading, rev, candidate);
      node.told = { rev, changedAt, cursor: streamCursor(telling.placeMs(candidate, changedAt?.getTime() ?? null), ctx) };
      return node;
    }
  },
};
