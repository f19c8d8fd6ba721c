import { pointerBehind } from '../../domain/customerIndex/union.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import type { CustomerDocument, Link, Pointer } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { storedCustomer, storedParty } from '../support/customers.ts';
import { exactly, MatchPair, type MatchedFieldRow } from '../support/MatchPair.ts';

/** The schema's bound of this list. */
const MOST_IDENTITIES = 100;

interface LinkedIdentityParent {
  system: string;
  ref: string;
  rule: string;
  /** Of a probabilistic link; rules have none. */
  weight: number | null;
  /** Left and right of `fields`; empty where nothing was compared. */
  refs: readonly SourceRef[];
  fields: readonly MatchedFieldRow[];
  linkedAt: string | null;
  actor: string | null;
}

/** The ids that these links founded, other than the one shown: their pointers say why the records are here. */
async function foundedElsewhere(links: readonly (Link | null)[], { id, ctx }: CustomerHandle): Promise<Map<string, CustomerDocument>> {
  const ids = links.flatMap((link) => (link?.rule === 'founded' && link.customerId !== id ? link.customerId : []));
  const found = await Promise.all([...new Set(ids)].map((each) => storedCustomer(each, ctx)));
  return new Map(found.flatMap((document) => (document ? [[document._id, document]] : [])));
}

/** What was compared, and how: of a link this record with the one that it agreed with, of a pointer the two that it rests on. */
function comparedBy(ref: SourceRef, link: Link | null, pointer: Pointer | null, ctx: RequestContext): Pick<LinkedIdentityParent, 'refs' | 'fields'> {
  const refs = pointer ? pointer.refs : link?.withRef ? ([ref, link.withRef] as const) : null;
  if (!refs) return { refs: [], fields: [] };
  const compared = pointer?.rule === 'probabilistic' && pointer.levels ? pointer.levels : exactly((pointer ?? link)?.fields ?? []);
  return { refs, fields: new MatchPair(refs, compared, ctx).rows };
}

export async function identities(customer: CustomerHandle): Promise<LinkedIdentityParent[]> {
  const { ctx } = customer;
  // A pin is no system's record: `provenance` tells of it.
  const parties = customer.index.parties.filter(({ ref }) => !isPinRef(ref)).slice(0, MOST_IDENTITIES);
  const stored = await Promise.all(parties.map(({ ref }) => storedParty(ref, ctx)));
  const links = stored.map((document) => document?.link ?? null);
  const customers = await foundedElsewhere(links, customer);
  return parties.map(({ ref, rule }, index) => {
    const link = links[index] ?? null;
    const pointer = pointerBehind(link, customer.id, customers, ctx.view.audience === 'outside');
    const why = pointer ?? link;
    return {
      system: systemOf(ref),
      ref,
      // As it is now; the index document's rule where a split has just taken the link away.
      rule: why?.rule ?? rule,
      weight: pointer?.weight ?? null,
      ...comparedBy(ref, link, pointer, ctx),
      linkedAt: (pointer ? pointer.at : link?.linkedAt)?.toISOString() ?? null,
      actor: why?.actor ?? null,
    };
  });
}
