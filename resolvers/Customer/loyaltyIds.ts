import { chooseIdentifiers } from '../../domain/goldenRecord/choose.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { IDENTIFIERS } from '../support/parts.ts';

export function loyaltyIds(customer: CustomerHandle): MaybePromise<string[]> {
  const chosen = customer.golden('loyaltyIds', IDENTIFIERS, (seen, config) => chooseIdentifiers(seen, 'loyaltyIds', config));
  return after(chosen, (all) => all.map(({ value }) => value.value));
}
