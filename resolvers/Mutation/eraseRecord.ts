import { eraseRecord as erase, type EraseRecordInput } from '../../operations/eraseRecord.ts';
import type { RequestContext } from '../context.ts';

export async function eraseRecord(_root: unknown, { input }: { input: EraseRecordInput }, ctx: RequestContext): Promise<{ interactions: number }> {
  const { events } = await erase(input, ctx);
  return { interactions: events };
}
