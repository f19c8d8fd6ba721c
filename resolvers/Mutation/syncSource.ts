import { syncSource as sync, type SyncSourceInput } from '../../operations/syncSource.ts';
import { syncStatus, type SourceSync } from '../../operations/syncStatus.ts';
import type { RequestContext } from '../context.ts';

export async function syncSource(_root: unknown, { input }: { input: SyncSourceInput }, ctx: RequestContext): Promise<{ source: SourceSync | null }> {
  await sync(input, ctx, ctx.reader.systems);
  const [source = null] = await syncStatus(ctx, [input.system]);
  return { source };
}
