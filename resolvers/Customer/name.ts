import { chooseName } from '../../domain/goldenRecord/choose.ts';
import type { PersonName } from '../../domain/records.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { CORE } from '../support/parts.ts';

export function name(customer: CustomerHandle): MaybePromise<PersonName | null> {
  return after(customer.golden('name', CORE, chooseName), (chosen) => chosen?.value ?? null);
}
