/** What a steward's decision is about, read from links and pointers as they stand, not from the index that follows them. */
import type { StoredParty } from '../../datasources/mongo/store.ts';
import type { CustomerDocument, PartyDocument } from '../../datasources/mongo/documents.ts';
import { rootOf } from '../../domain/customerIndex/union.ts';
import { MOST_REFS } from '../../domain/identity/decisions.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { StewardContext } from './context.ts';
import { refuse } from './refuse.ts';

/** The customers that pointers tie to some ids, in either direction, and the records that belong to them. */
export interface Surroundings {
  customers: ReadonlyMap<string, CustomerDocument>;
  records: readonly PartyDocument[];
}

/** Throws BAD_USER_INPUT where an id is none, or of a customer that the caller may not see: one answer for both. */
export async function surroundingsOf(argument: string, ids: readonly string[], { store, view }: StewardContext): Promise<Surroundings> {
  const visible = await store.customerIndex.byIds(ids, view);
  if (ids.some((id) => !visible.has(id))) refuse(argument, 'names a customer that there is not');
  const customers = new Map<string, CustomerDocument>();
  for (let wanted = [...ids]; wanted.length > 0; ) {
    const [found, younger] = await Promise.all([store.customers.byIds(wanted), store.customers.mergedInto(wanted)]);
    for (const [id, customer] of found) customers.set(id, customer);
    const next = [...younger.map(({ _id }) => _id), ...[...found.values()].flatMap(({ mergedInto }) => mergedInto?.customerId ?? [])];
    wanted = [...new Set(next)].filter((id) => !customers.has(id));
  }
  return { customers, records: await store.parties.ofCustomers([...customers.keys()]) };
}

/** The records whose own id leads to `root`, over verified pointers alone or over all. */
export function recordsUnder(root: string, { customers, records }: Surroundings, verifiedOnly: boolean): PartyDocument[] {
  return records.filter(({ link }) => link && rootOf(link.customerId, customers, verifiedOnly) === root);
}

/** The records whose own id leads over this one, or is it. */
export function recordsThrough(id: string, { customers, records }: Surroundings): PartyDocument[] {
  const leadsOver = (from: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = customers.get(at)?.mergedInto?.customerId) {
      if (at === id) return true;
      seen.add(at);
    }
    return false;
  };
  return records.filter(({ link }) => link && leadsOver(link.customerId));
}

/** Records by their refs or public ids, in the order given. Throws BAD_USER_INPUT where there is none, or none that the caller may see. */
export async function recordsNamed(argument: string, given: readonly string[], { store, view, ids }: StewardContext): Promise<StoredParty[]> {
  const refs = given.map((each) => ids.decode(each) ?? each);
  const [visible, stored] = await Promise.all([store.customerIndex.byPartyRefs(refs, view), store.parties.stored(refs)]);
  return refs.map((ref) => (visible.has(ref) && stored.get(ref)) || refuse(argument, 'names a record that there is not'));
}

/** Throws BAD_USER_INPUT where a decision would name more than it can, or a side of it nothing that its source still has. */
export function assertDecidable(argument: string, sides: readonly (readonly Pick<PartyDocument, '_id' | 'state'>[])[]): void {
  if (sides.flat().length > MOST_REFS) refuse(argument, `is about more than ${MOST_REFS} records: decide on single records instead`);
  if (sides.some((side) => side.every(({ state }) => state === 'GONE'))) refuse(argument, 'names nothing but records that their systems no longer have');
}

/** Throws BAD_USER_INPUT where a person would become one with an organisation. */
export async function assertOneKind(argument: string, refs: readonly SourceRef[], { store }: StewardContext): Promise<void> {
  const records = await store.parties.byRefs(refs);
  const kinds = new Set([...records.values()].flatMap(({ record }) => record?.kind ?? []));
  if (kinds.size > 1) refuse(argument, 'names a person and an organisation: they are never one customer, a relationship ties them');
}
