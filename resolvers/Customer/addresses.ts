import { chooseAddresses } from '../../domain/goldenRecord/choose.ts';
import type { Address } from '../../domain/records.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { ADDRESSES } from '../support/parts.ts';

export function addresses(customer: CustomerHandle): MaybePromise<Address[]> {
  return after(customer.golden('addresses', ADDRESSES, chooseAddresses), (all) => all.map((each) => each.value));
}
