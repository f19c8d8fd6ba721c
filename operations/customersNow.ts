/** Which customers staff see, by links and pointers as they are now: the index follows later. */
import type { Store } from '../datasources/mongo/store.ts';
import type { SourceRef } from '../domain/sourceRef.ts';

type CustomerStore = Pick<Store, 'parties' | 'customers'>;

/** The ids that these customer ids lead to. */
export async function leadsTo({ customers }: CustomerStore, ids: Iterable<string>): Promise<Map<string, string>> {
  const pointers = new Map<string, string | null>();
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const found = await customers.byIds(wanted);
    for (const id of wanted) pointers.set(id, found.get(id)?.mergedInto?.customerId ?? null);
    wanted = [...new Set([...found.values()].flatMap(({ mergedInto }) => mergedInto?.customerId ?? []))].filter((id) => !pointers.has(id));
  }
  const rootOf = (id: string): string => {
    const passed = new Set<string>();
    let at = id;
    for (let next = pointers.get(at); next && !passed.has(next); next = pointers.get(at)) passed.add((at = next));
    return at;
  };
  return new Map([...pointers.keys()].map((id) => [id, rootOf(id)]));
}

/** The customer of each of these party records; one that belongs to nobody yet is left out. */
export async function customersOfParties(store: CustomerStore, refs: Iterable<SourceRef>): Promise<Map<SourceRef, string>> {
  const stored = await store.parties.stored([...new Set(refs)]);
  const linked = [...stored.values()].flatMap(({ _id, link }) => (link ? [[_id, link.customerId] as const] : []));
  const roots = await leadsTo(store, linked.map(([, id]) => id));
  return new Map(linked.map(([ref, id]) => [ref, roots.get(id)!]));
}

/** The party records of these customers, which lead nowhere else. */
export async function partiesOfCustomers({ parties, customers }: CustomerStore, ids: Iterable<string>): Promise<Map<string, SourceRef[]>> {
  const rootOf = new Map([...new Set(ids)].map((id) => [id, id]));
  for (let wanted = [...rootOf.keys()]; wanted.length > 0; ) {
    const younger = (await customers.mergedInto(wanted)).filter(({ _id }) => !rootOf.has(_id));
    for (const { _id, mergedInto } of younger) rootOf.set(_id, rootOf.get(mergedInto!.customerId)!);
    wanted = younger.map(({ _id }) => _id);
  }
  const members = new Map<string, SourceRef[]>();
  for (const [id, refs] of await parties.refsOfCustomers([...rootOf.keys()])) {
    const root = rootOf.get(id)!;
    members.set(root, [...(members.get(root) ?? []), ...refs]);
  }
  return members;
}
