/** The fields of `Customer` with one value, chosen by the field's rule. */
import { chooseSingle } from '../../domain/goldenRecord/choose.ts';
import type { SingleField } from '../../domain/goldenRecord/rules.ts';
import type { Choice, CustomerHandle } from '../support/CustomerHandle.ts';
import type { MaybePromise } from '../support/maybePromise.ts';
import { CORE } from '../support/parts.ts';

function single(field: Exclude<SingleField, 'name'>): (customer: CustomerHandle) => MaybePromise<string | null> {
  const choose: Choice<string | null> = (seen, config) => chooseSingle(seen, field, config)?.value ?? null;
  return (customer) => customer.golden(field, CORE, choose);
}

export const birthDate = single('birthDate');
export const account = single('account');
export const preferredLanguage = single('language');
export const territory = single('territory');
export const distributor = single('distributor');
