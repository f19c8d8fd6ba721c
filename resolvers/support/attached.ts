/** Interactions that were attached to a customer, or detached, as a mutation answers with them. */
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import { forgetCustomers } from './customers.ts';
import { storedEvent, type EventNode } from './events.ts';

/** The parent of `AttachInteractionsPayload`. */
export interface AttachInteractionsPayloadParent {
  interactions: EventNode[];
}

export async function attachedPayload(refs: readonly SourceRef[], ctx: RequestContext): Promise<AttachInteractionsPayloadParent> {
  forgetCustomers(ctx);
  const found = await ctx.store.interactions.byRefs(refs);
  return { interactions: refs.flatMap((ref) => found.get(ref) ?? []).map((event) => storedEvent(event, ctx)) };
}
