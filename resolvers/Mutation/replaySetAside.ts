import { replaySetAside as replay, type ReplaySetAsideInput } from '../../operations/replaySetAside.ts';
import type { RequestContext } from '../context.ts';

export async function replaySetAside(_root: unknown, { input }: { input: ReplaySetAsideInput }, ctx: RequestContext): Promise<{ replayed: number }> {
  return { replayed: await replay(input, ctx) };
}
