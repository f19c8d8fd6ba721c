import type { CustomerDocument, Link, Pointer } from '../identity/link.ts';

/** The customer that an id resolves to: over every pointer for staff, over verified ones for outside callers. */
export function rootOf(id: string, customers: ReadonlyMap<string, CustomerDocument>, verifiedOnly: boolean): string {
  // Pointers lead to elders, so they end; a torn write is no reason to hang all the same.
  const seen = new Set<string>();
  for (let at = id; ; ) {
    const pointer = customers.get(at)?.mergedInto;
    if (!pointer || (verifiedOnly && !pointer.verified) || seen.has(pointer.customerId)) return at;
    seen.add(at);
    at = pointer.customerId;
  }
}

/** Customer ids by the root that they resolve to. */
export function groupByRoot(customers: ReadonlyMap<string, CustomerDocument>, verifiedOnly: boolean): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const id of [...customers.keys()].sort()) {
    const root = rootOf(id, customers, verifiedOnly);
    groups.set(root, [...(groups.get(root) ?? []), id]);
  }
  return groups;
}

/**
 * What led a record here that founded a customer id of its own: the pointer of that id, however many more follow it.
 * Null where the record's link says why it is here: it founded `shownId` itself, or it joined an id by a rule.
 */
export function pointerBehind(link: Link | null, shownId: string, customers: ReadonlyMap<string, CustomerDocument>, verifiedOnly: boolean): Pointer | null {
  if (link?.rule !== 'founded' || link.customerId === shownId) return null;
  const pointer = customers.get(link.customerId)?.mergedInto ?? null;
  return pointer && (pointer.verified || !verifiedOnly) ? pointer : null;
}
