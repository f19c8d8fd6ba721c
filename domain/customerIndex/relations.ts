/** Which other records a record is related to: contacts and members belong to an organisation, and never merge with it. */
import { referenceKey, relationPartners } from '../identity/keys.ts';
import type { PartyRecord, PartyReference } from '../records.ts';
import { parseSourceRef, type SourceRef } from '../sourceRef.ts';

/** What relations look at in a record: the index is made from records without their contact points. */
export type RelatedRecord = Pick<PartyRecord, 'ref' | 'account' | 'loyaltyIds' | 'references'>;

export interface Related {
  contacts: SourceRef[];
  organisations: SourceRef[];
}

/** In force on a day (YYYY-MM-DD). */
const inForce = ({ from, until }: PartyReference, today: string): boolean => (!from || from.slice(0, 10) <= today) && (!until || until.slice(0, 10) >= today);

/** The keys by which references may name a record. */
function targetKeys({ ref, account, loyaltyIds }: RelatedRecord): Set<string> {
  const own = account === null ? [] : [`account:${parseSourceRef(ref).system}:${account}`];
  return new Set([`ref:${ref}`, ...own, ...loyaltyIds.map(({ value }) => `loyaltyId:${value}`)]);
}

/**
 * Contacts and organisations of `record` among `others`, whichever of the two sides states it. `systems`: where an
 * account number may be at home.
 */
export function relationsOf(record: RelatedRecord, others: readonly RelatedRecord[], systems: readonly string[], today: string): Related {
  const contacts = new Set<SourceRef>();
  const organisations = new Set<SourceRef>();
  const note = (stater: RelatedRecord, reference: PartyReference, target: RelatedRecord): void => {
    // Seen from `record`: the other side is above it (its organisation) or below it (its contact).
    const targetIsAbove = reference.role !== 'HAS_CONTACT';
    const other = stater === record ? target : stater;
    const otherIsAbove = stater === record ? targetIsAbove : !targetIsAbove;
    if (other.ref !== record.ref) (otherIsAbove ? organisations : contacts).add(other.ref);
  };
  for (const other of others) {
    for (const [stater, target] of [[record, other], [other, record]] as const) {
      const held = targetKeys(target);
      for (const reference of stater.references) {
        if (reference.meaning !== 'relationship' || !inForce(reference, today)) continue;
        if (relationPartners(referenceKey(reference), systems).some((key) => held.has(key))) note(stater, reference, target);
      }
    }
  }
  return { contacts: [...contacts].sort(), organisations: [...organisations].sort() };
}
