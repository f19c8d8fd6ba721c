import { mergeCustomers as merge, type MergeCustomersInput } from '../../operations/decisions/mergeCustomers.ts';
import type { RequestContext } from '../context.ts';
import { stewardshipPayload, type StewardshipPayloadParent } from '../support/lineage.ts';

export async function mergeCustomers(_root: unknown, { input }: { input: MergeCustomersInput }, ctx: RequestContext): Promise<StewardshipPayloadParent> {
  return stewardshipPayload(await merge(input, ctx), ctx);
}
