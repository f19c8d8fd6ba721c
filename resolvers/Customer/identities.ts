import { systemOf } from '../../domain/sourceRef.ts';
import type { PartyDocument } from '../../datasources/mongo/documents.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { storedParty } from '../support/customers.ts';

/** The schema's bound of this list. */
const MOST_IDENTITIES = 100;

interface LinkedIdentityParent {
  system: string;
  ref: string;
  rule: string;
  weight: number | null;
  fields: readonly string[];
  linkedAt: string | null;
  actor: string | null;
}

export async function identities(customer: CustomerHandle): Promise<LinkedIdentityParent[]> {
  const parties = customer.index.parties.slice(0, MOST_IDENTITIES);
  const stored = await Promise.all(parties.map(({ ref }) => storedParty(ref, customer.ctx)));
  return parties.map(({ ref, rule }, index) => {
    const document: PartyDocument | null = stored[index] ?? null;
    const link = document?.link;
    return {
      system: systemOf(ref),
      ref,
      // The link as it is now; the index document's rule where a split has just taken it away.
      rule: link?.rule ?? rule,
      // Rules have no weight; probabilistic links will.
      weight: null,
      fields: link?.fields ?? [],
      linkedAt: link?.linkedAt.toISOString() ?? null,
      actor: link?.actor ?? null,
    };
  });
}
