/** How often events have changed and when last: read where it is asked for, of all events of a request at once. */
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { ChangeStamp } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { EventNode } from './eventValues.ts';
import { keptBy } from './kept.ts';
import { keyed } from './keyed.ts';

const stamps = keptBy(({ store }: RequestContext) => keyed((refs: readonly SourceRef[]) => store.interactions.stamps(refs)));

function stampOf(node: EventNode, ctx: RequestContext): ChangeStamp | null | Promise<ChangeStamp | null> {
  return node.told ?? stamps.of(ctx).load(node.ref);
}

export const stampFields = {
  revision: async (node: EventNode, _args: unknown, ctx: RequestContext): Promise<number | null> => (await stampOf(node, ctx))?.rev ?? null,
  changedAt: async (node: EventNode, _args: unknown, ctx: RequestContext): Promise<string | null> => (await stampOf(node, ctx))?.changedAt?.toISOString() ?? null,
  cursor: (node: EventNode): string | null => node.told?.cursor ?? null,
};
