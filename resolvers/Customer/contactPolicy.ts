import { decideContact, type ContactChannel, type ContactReason } from '../../domain/contactPolicy/decide.ts';
import type { Purpose } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import { contactFacts } from '../support/contactFacts.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';

export interface ContactPolicyParent {
  allowed: boolean;
  reasons: ContactReason[];
  until: string | null;
}

export async function contactPolicy(
  customer: CustomerHandle,
  { channel, purpose }: { channel: ContactChannel; purpose: Purpose },
  ctx: RequestContext,
): Promise<ContactPolicyParent> {
  const facts = await contactFacts(customer, purpose !== 'SERVICE');
  const { untilMs, ...decision } = decideContact(facts, channel, purpose, ctx.config.contactPolicy, ctx.now());
  return { ...decision, until: untilMs === null ? null : new Date(untilMs).toISOString() };
}
