import { syncStatus as statusOf, type SourceSync } from '../../operations/syncStatus.ts';
import type { RequestContext } from '../context.ts';

export function syncStatus(_root: unknown, _args: unknown, ctx: RequestContext): Promise<SourceSync[]> {
  return statusOf(ctx, ctx.reader.systems);
}
