/** How often events have changed and when last: read where it is asked for, of all events of a request at once. */
import DataLoader from 'dataloader';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { ChangeStamp } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { EventNode } from './eventValues.ts';

/** What a stream knows of an event that it tells. */
export interface ToldEvent extends ChangeStamp {
  /** Where a stream goes on that begins after it. */
  cursor: string;
}

const loaders = new WeakMap<RequestContext, DataLoader<SourceRef, ChangeStamp | null>>();
const told = new WeakMap<EventNode, ToldEvent>();

/** Notes on the node of an event what the stream that tells it knows. */
export function noteTold(node: EventNode, event: ToldEvent): void {
  told.set(node, event);
}

function stampOf(node: EventNode, ctx: RequestContext): ChangeStamp | null | Promise<ChangeStamp | null> {
  const known = told.get(node);
  if (known) return known;
  let loader = loaders.get(ctx);
  if (!loader) {
    loader = new DataLoader(async (refs) => {
      const found = await ctx.store.interactions.stamps(refs);
      return refs.map((ref) => found.get(ref) ?? null);
    });
    loaders.set(ctx, loader);
  }
  return loader.load(node.ref);
}

export const stampFields = {
  revision: async (node: EventNode, _args: unknown, ctx: RequestContext): Promise<number | null> => (await stampOf(node, ctx))?.rev ?? null,
  changedAt: async (node: EventNode, _args: unknown, ctx: RequestContext): Promise<string | null> => (await stampOf(node, ctx))?.changedAt?.toISOString() ?? null,
  cursor: (node: EventNode): string | null => told.get(node)?.cursor ?? null,
};
