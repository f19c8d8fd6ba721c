/** Which index documents a set of customers has: one for staff and one per verified part, or one for both. */
import type { CustomerDocument } from '../identity/link.ts';
import { groupByRoot } from './union.ts';

export interface PlannedDocument {
  _id: string;
  customerId: string;
  audience: ('staff' | 'outside')[];
  /** Every customer id that resolves to it. */
  ids: string[];
  /** Whether pointers on lesser grounds were followed. */
  verifiedOnly: boolean;
}

/** Suffix of the document of a verified part that is not a whole customer for staff. */
const OUTSIDE = '|outside';

/**
 * The documents of these customers, which must be closed under pointers. `linked`: ids that a party record is linked to;
 * what no record belongs to has no document.
 */
export function planDocuments(customers: ReadonlyMap<string, CustomerDocument>, linked: ReadonlySet<string>): PlannedDocument[] {
  const partOfRoot = groupByRoot(customers, true);
  return [...groupByRoot(customers, false)].flatMap(([root, ids]) => {
    if (!ids.some((id) => linked.has(id))) return [];
    const parts = [...partOfRoot].filter(([part, own]) => ids.includes(part) && own.some((id) => linked.has(id)));
    const whole = { _id: root, customerId: root, ids, verifiedOnly: false };
    if (parts.length === 1 && parts[0]![1].length === ids.length) return [{ ...whole, audience: ['staff', 'outside'] }];
    return [
      { ...whole, audience: ['staff'] },
      ...parts.map(([part, own]): PlannedDocument => ({ _id: `${part}${OUTSIDE}`, customerId: part, audience: ['outside'], ids: own, verifiedOnly: true })),
    ];
  });
}

/** Whether this `_id` is that of a verified part alone, which staff never see. */
export const isOutsideOnly = (documentId: string): boolean => documentId.endsWith(OUTSIDE);

/** Every `_id` that a document of these customers can have. */
export function possibleIds(customerIds: Iterable<string>): string[] {
  return [...customerIds].flatMap((id) => [id, `${id}${OUTSIDE}`]);
}

/**
 * The documents of a customer whose timelines are not the same for both audiences, of one that would do for both: the staff's
 * stays under the customer's own id.
 */
export function splitByAudience(planned: PlannedDocument): PlannedDocument[] {
  if (planned.audience.length < 2) return [planned];
  return [
    { ...planned, audience: ['staff'] },
    { ...planned, _id: `${planned.customerId}${OUTSIDE}`, audience: ['outside'], verifiedOnly: true },
  ];
}
