import { OVERLAP_MS, type Change } from '../../domain/change.ts';
import { systemOf } from '../../domain/sourceRef.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { streamOfChanges, type ReadPage } from '../support/changeStream.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerOf } from '../support/customers.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { placeAfter, streamCursor } from '../support/streamCursor.ts';
import type { Candidate } from '../support/telling.ts';
import { visibleKinds } from '../support/timeline.ts';
import { changesSince, ownersOf, partiesNow, type StreamArguments } from './interactionRecorded.ts';

/** The parent of `CustomerChange`. */
interface CustomerChangeParent {
  id: string;
  kind: 'RECORDS' | 'LINKS' | 'EVENTS';
  revision: number;
  changedAt: string | null;
  cursor: string;
  customer: CustomerHandle;
}

/** What has changed, as this caller may hear of it. */
interface Shown {
  key: string;
  id: string;
  kind: CustomerChangeParent['kind'];
  rev: number;
  atMs: number | null;
}

/** Beyond what any customer has (docs/ARCHITECTURE.md: a component has 500 records). */
const MOST_RECORDS = 1_000;

/** Records and links that have changed since, all of them with the first page of events: their place is where that begins. */
function everythingSince(fromMs: number, customerId: string, ctx: RequestContext): ReadPage {
  const events = changesSince(fromMs, customerId, ctx);
  return async (position) => {
    const page = await events(position);
    if (position) return page;
    const { index, refs } = await partiesNow(customerId, ctx);
    const from = new Date(fromMs - OVERLAP_MS);
    const records = await ctx.store.parties.changedOf(refs, { at: from, id: null }, MOST_RECORDS);
    const changes = records.map(({ ref, rev, at }): Change => ({ lane: 'records', ref, partyRef: ref, ids: [], rev, atMs: at.getTime() }));
    const { linkedAt, relinks = 0 } = index ?? {};
    if (index && linkedAt && linkedAt >= from) changes.push({ lane: 'links', ref: index._id, partyRef: null, ids: index.ids, rev: relinks, atMs: linkedAt.getTime() });
    return { ...page, page: [...changes.map((change) => ({ change, lookedMs: fromMs })), ...page.page] };
  };
}

async function eventShown({ ref }: Change, ctx: RequestContext): Promise<Shown | null> {
  const event = (await ctx.store.interactions.byRefs([ref])).get(ref);
  if (!event || !visibleKinds(ctx).includes(event.kind)) return null;
  return { key: `events ${event._id}`, id: ctx.ids.encode(event._id), kind: 'EVENTS', rev: event.rev ?? 0, atMs: event.changedAt?.getTime() ?? null };
}

/** Null where nothing of it is for this caller. */
async function shownTo(change: Change, index: CustomerIndexDocument, ctx: RequestContext): Promise<Shown | null> {
  const { lane, ref, partyRef, rev, atMs } = change;
  if (lane === 'links') {
    if (index._id !== ref) return null;
    // Who may not see how records hang together hears that there are others.
    return { key: `links ${ref}`, id: index.customerId, kind: ctx.access('identity') === 'deny' ? 'RECORDS' : 'LINKS', rev: rev ?? 0, atMs };
  }
  if (!index.parties.some((party) => party.ref === partyRef)) return null;
  if (lane === 'events') return eventShown(change, ctx);
  return ctx.deniedSystems.has(systemOf(ref)) ? null : { key: `records ${ref}`, id: ctx.ids.encode(ref), kind: 'RECORDS', rev: rev ?? 0, atMs };
}

/** As `interactionRecorded`: an unknown customer, and one out of view, are an open stream without events, at the same cost. */
export const customerChanged = {
  async subscribe(_root: unknown, { customerId, after }: StreamArguments, ctx: RequestContext): Promise<AsyncIterableIterator<Candidate, undefined>> {
    const fromMs = placeAfter(after, ctx);
    const since = fromMs === null ? null : everythingSince(fromMs, customerId, ctx);
    return streamOfChanges({ changes: ctx.changes, lanes: ['events', 'records', 'links'], signal: ctx.signal, since }, async (offered, telling) => {
      const news = offered.filter(({ change: { lane, ref, rev } }) => !telling.knows(`${lane} ${ref}`, rev));
      if (news.length === 0) return [];
      // Asked whether it is there or not, or an id could be guessed by the time that this takes.
      const index = news.some(({ change }) => change.lane === 'links') ? (await partiesNow(customerId, ctx)).index : null;
      const owners = await ownersOf(news.flatMap(({ change }) => change.partyRef ?? []), ctx);
      return news.filter(({ change: { partyRef, ref } }) => (partyRef === null ? index?._id === ref : owners.get(partyRef)?.ids.includes(customerId)));
    });
  },

  /** Null where it is nothing for this caller. */
  async resolve(candidate: Candidate, { customerId }: StreamArguments, ctx: RequestContext): Promise<CustomerChangeParent | null> {
    const { telling, offered } = candidate;
    const index = (await ctx.store.customerIndex.byIds([customerId], ctx.view)).get(customerId);
    const shown = index ? await shownTo(offered.change, index, ctx) : null;
    // A handle is made only of what is told of: that is written down.
    if (!index || !shown || telling.knows(shown.key, shown.rev, candidate) || !(await inLiveScope(customerOf(index, ctx), null))) {
      telling.drop(offered);
      return null;
    }
    telling.tell(shown.key, shown.rev, candidate);
    return {
      id: shown.id,
      kind: shown.kind,
      revision: shown.rev,
      changedAt: shown.atMs === null ? null : new Date(shown.atMs).toISOString(),
      cursor: streamCursor(telling.placeMs(candidate, shown.atMs), ctx),
      customer: customerOf(index, ctx),
    };
  },
};
