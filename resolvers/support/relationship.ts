/** A dated link between two customers, found through the reference that one of their records holds of the other. */
import type { PartyRecord, PartyReference } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOfParty } from './customers.ts';
import { foundInLiveScope } from './liveScope.ts';
import { IDENTIFIERS, RELATIONS } from './parts.ts';

/** The parent of `Relationship`. */
export interface RelationshipParent {
  of: CustomerHandle;
  /** The party record on the other side, as the index names it. */
  otherRef: SourceRef;
  /** Null where it is outside the caller's view. */
  customer: CustomerHandle | null;
  /** Set by the first field that needs it. */
  reference: Promise<PartyReference | null> | null;
}

/** The schema's bound of `contacts` and `organisations`. */
const MOST_RELATIONSHIPS = 50;

/** One row for each customer on the other side, in the order of the index. */
export async function relationshipsOf(of: CustomerHandle, refs: readonly SourceRef[]): Promise<RelationshipParent[]> {
  const some = refs.slice(0, MOST_RELATIONSHIPS);
  const others = await Promise.all(some.map((ref) => foundInLiveScope(customerOfParty(ref, of.ctx), of.ctx, null)));
  const seen = new Set<CustomerHandle>();
  return some.flatMap((otherRef, index): RelationshipParent[] => {
    const customer = others[index] ?? null;
    if (customer && seen.has(customer)) return [];
    if (customer) seen.add(customer);
    return [{ of, otherRef, customer, reference: null }];
  });
}

const names = ({ by, value }: PartyReference, records: readonly PartyRecord[], isTheirs: (ref: SourceRef) => boolean): boolean => {
  switch (by) {
    case 'ref':
      return isTheirs(value);
    case 'account':
      return records.some((record) => record.account === value);
    case 'loyaltyId':
      return records.some((record) => record.loyaltyIds.some((each) => each.value === value));
  }
};

const recordsOf = async (handle: CustomerHandle | null): Promise<PartyRecord[]> =>
  handle ? (await handle.read(RELATIONS | IDENTIFIERS)).seen.map(({ record }) => record) : [];

async function findReference({ of, otherRef, customer }: RelationshipParent): Promise<PartyReference | null> {
  const [own, theirs] = await Promise.all([recordsOf(of), recordsOf(customer)]);
  const isTheirs = (ref: SourceRef): boolean => ref === otherRef || (customer?.holds(ref) ?? false);
  const ofOwn = own.flatMap((record) => record.references).find((each) => each.meaning === 'relationship' && names(each, theirs, isTheirs));
  if (ofOwn) return ofOwn;
  const ofTheirs = theirs.flatMap((record) => record.references);
  return ofTheirs.find((each) => each.meaning === 'relationship' && names(each, own, (ref) => of.holds(ref))) ?? null;
}

/** What a live record states of the relationship; null where none does now. Read once per row. */
export function referenceOf(row: RelationshipParent): Promise<PartyReference | null> {
  return (row.reference ??= findReference(row));
}
