import { GatewayError } from '../../domain/errors.ts';
import { unpinValue as unpin } from '../../operations/pins/unpinValue.ts';
import type { RequestContext } from '../context.ts';
import { FIELD_SUBJECTS, type CustomerField } from '../support/customerField.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';

export async function unpinValue(
  _root: unknown,
  { input }: { input: { customerId: string; field: CustomerField } },
  ctx: RequestContext,
): Promise<{ customer: CustomerHandle | null }> {
  const { field, dataClass } = FIELD_SUBJECTS[input.field];
  // As for pinning: who may not see it cannot change what is shown.
  if (ctx.access(dataClass) !== 'allow') throw new GatewayError('FORBIDDEN', 'You may not see this field whole, so you may not unpin it.', { argument: 'field' });
  return { customer: await customerById(await unpin({ customerId: input.customerId, field }, ctx), ctx) };
}
