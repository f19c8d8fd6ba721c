import type { ContactChannel } from '../../domain/contactPolicy/decide.ts';
import type { Purpose } from '../../domain/records.ts';
import type { RequestContext } from '../context.ts';
import { contactPolicy, type ContactPolicyParent } from '../Customer/contactPolicy.ts';
import { name } from '../Customer/name.ts';
import { preferredLanguage } from '../Customer/single.ts';
import type { CustomerContextParent } from '../Query/customerContext.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { lastContacts, openOrders, openTickets } from './events.ts';

interface ContactGuidanceParent {
  channel: ContactChannel;
  purpose: Purpose;
  policy: ContactPolicyParent;
}

const CHANNELS: readonly ContactChannel[] = ['EMAIL', 'PHONE', 'SMS', 'POST'];
const PURPOSES: readonly Purpose[] = ['MARKETING', 'SALES', 'SERVICE'];

/** Every channel with every purpose; the facts are read once. */
function guidance({ customer }: CustomerContextParent, _args: unknown, ctx: RequestContext): Promise<ContactGuidanceParent[]> {
  return Promise.all(
    CHANNELS.flatMap((channel) =>
      PURPOSES.map(async (purpose) => ({ channel, purpose, policy: await contactPolicy(customer, { channel, purpose }, ctx) })),
    ),
  );
}

/** `customer` stands on the parent. */
export const CustomerContext = {
  name: ({ customer }: CustomerContextParent): MaybePromise<string | null> => after(name(customer), (value) => value?.full ?? null),
  preferredLanguage: ({ customer }: CustomerContextParent): MaybePromise<string | null> => preferredLanguage(customer),
  openOrders,
  openTickets,
  lastContacts,
  guidance,
};
