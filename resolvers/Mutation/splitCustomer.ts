import { splitCustomer as split, type SplitCustomerInput } from '../../operations/decisions/splitCustomer.ts';
import type { RequestContext } from '../context.ts';
import { stewardshipPayload, type StewardshipPayloadParent } from '../support/lineage.ts';

export async function splitCustomer(_root: unknown, { input }: { input: SplitCustomerInput }, ctx: RequestContext): Promise<StewardshipPayloadParent> {
  return stewardshipPayload(await split(input, ctx), ctx);
}
