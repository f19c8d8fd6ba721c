/** Names for customers and verified parts that two stores agree on: ids are random, the least ref of a group is not. */
import type { CustomerDocument } from '../identity/link.ts';
import type { SourceRef } from '../sourceRef.ts';
import { isPinRef } from '../statedParty.ts';
import { rootOf } from './union.ts';

/** A record with the customer id that its link names. */
export interface Membership {
  ref: SourceRef;
  customerId: string;
}

/** Records that are one customer, or one verified part. */
export interface NamedGroup {
  /** The least of `refs`, a steward's pins last: they are a word on somebody, not somebody. */
  name: SourceRef;
  /** The customer id that all of them resolve to. */
  rootId: string;
  /** Sorted. */
  refs: SourceRef[];
}

/** The customer of a record, and the verified part of that customer that holds it. */
export interface Named {
  customer: NamedGroup;
  part: NamedGroup;
}

/**
 * Customer and verified part of each of these records. `customers` must be closed under pointers, and `members` must hold
 * every record that is linked to one of them: a name is the least ref of a whole group.
 */
export function nameGroups(members: readonly Membership[], customers: ReadonlyMap<string, CustomerDocument>): Map<SourceRef, Named> {
  const grouped = (verifiedOnly: boolean): Map<SourceRef, NamedGroup> => {
    const byRoot = new Map<string, SourceRef[]>();
    for (const { ref, customerId } of members) {
      const root = rootOf(customerId, customers, verifiedOnly);
      const known = byRoot.get(root);
      if (known) known.push(ref);
      else byRoot.set(root, [ref]);
    }
    const groups = [...byRoot].map(([rootId, unsorted]): NamedGroup => {
      const refs = unsorted.sort();
      return { name: refs.find((ref) => !isPinRef(ref)) ?? refs[0]!, rootId, refs };
    });
    return new Map(groups.flatMap((group) => group.refs.map((ref) => [ref, group] as const)));
  };
  const [customerOf, partOf] = [grouped(false), grouped(true)];
  return new Map(members.map(({ ref }) => [ref, { customer: customerOf.get(ref)!, part: partOf.get(ref)! }]));
}
