import type { CustomerHandle } from '../support/CustomerHandle.ts';
import type { MaybePromise } from '../support/maybePromise.ts';
import { relationshipsOf, type RelationshipParent } from '../support/relationship.ts';

export function contacts(customer: CustomerHandle): MaybePromise<RelationshipParent[]> {
  const refs = customer.index.contacts;
  return refs.length === 0 ? [] : relationshipsOf(customer, refs);
}
