import { decideContact, type ContactChannel, type ContactReason } from '../../domain/contactPolicy/decide.ts';
import type { Purpose } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import { contactFacts } from '../support/contactFacts.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';

export interface ContactPolicyParent {
  allowed: boolean;
  reasons: ContactReason[];
  contactPoints: string[];
  until: string | null;
}

export async function contactPolicy(
  customer: CustomerHandle,
  { channel, purpose }: { channel: ContactChannel; purpose: Purpose },
  ctx: RequestContext,
): Promise<ContactPolicyParent> {
  const facts = await contactFacts(customer, purpose !== 'SERVICE');
  const { untilMs, at, ...decision } = decideContact(facts, channel, purpose, ctx.config.contactPolicy, ctx.now());
  // An address is another kind of data than an e-mail or a number, and stands in `addresses`.
  const contactPoints = channel === 'POST' ? [] : at;
  return { ...decision, contactPoints, until: untilMs === null ? null : new Date(untilMs).toISOString() };
}
