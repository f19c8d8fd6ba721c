import { addresses } from './addresses.ts';
import { contactPolicy } from './contactPolicy.ts';
import { contacts } from './contacts.ts';
import { emails } from './emails.ts';
import { identities } from './identities.ts';
import { lineage } from './lineage.ts';
import { loyaltyIds } from './loyaltyIds.ts';
import { name } from './name.ts';
import { organisations } from './organisations.ts';
import { phones } from './phones.ts';
import { provenance } from './provenance.ts';
import { account, birthDate, distributor, preferredLanguage, territory } from './single.ts';
import { sources } from './sources.ts';
import { subscriptions } from './subscriptions.ts';
import { taxIds } from './taxIds.ts';
import { calls, interactions, orders, tickets, touches } from './timelines.ts';

/** `id` and `kind` stand on the parent. */
export const Customer = {
  name, emails, phones, taxIds, loyaltyIds, birthDate, addresses, account, preferredLanguage, territory, distributor,
  orders, tickets, calls, touches, interactions, subscriptions, identities, lineage, contacts, organisations, sources, contactPolicy, provenance,
};
