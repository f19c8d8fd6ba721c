import { pinValue as pin, type PinValueInput } from '../../operations/pins/pinValue.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';

/** Who may not see a field whole cannot pin it: `@reads` of the input says so, and the engine refuses it. */
export async function pinValue(_root: unknown, { input }: { input: PinValueInput }, ctx: RequestContext): Promise<{ customer: CustomerHandle | null }> {
  return { customer: await customerById(await pin(input, ctx), ctx) };
}
