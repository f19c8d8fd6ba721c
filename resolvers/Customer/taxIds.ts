import { chooseIdentifiers } from '../../domain/goldenRecord/choose.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { IDENTIFIERS } from '../support/parts.ts';

interface TaxIdentifierParent {
  value: string;
  scheme: string | null;
}

export function taxIds(customer: CustomerHandle): MaybePromise<TaxIdentifierParent[]> {
  const chosen = customer.golden('taxIds', IDENTIFIERS, (seen, config) => chooseIdentifiers(seen, 'taxIds', config));
  return after(chosen, (all) => all.map(({ value }) => ({ value: value.value, scheme: value.label })));
}
