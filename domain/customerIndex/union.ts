import type { CustomerDocument } from '../identity/link.ts';

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
