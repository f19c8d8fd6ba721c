import { chooseIdentifiers } from '../../domain/goldenRecord/choose.ts';
import type { Identifier } from '../../domain/records.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { CONTACT_POINTS } from '../support/parts.ts';

export function phones(customer: CustomerHandle): MaybePromise<Identifier[]> {
  const chosen = customer.golden('phones', CONTACT_POINTS, (seen, config) => chooseIdentifiers(seen, 'phones', config));
  return after(chosen, (all) => all.map((each) => each.value));
}
