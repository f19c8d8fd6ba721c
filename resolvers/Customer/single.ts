/** The fields of `Customer` with one value, chosen by the field's rule. */
import { chooseSingle } from '../../domain/goldenRecord/choose.ts';
import type { SingleField } from '../../domain/goldenRecord/rules.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { CORE } from '../support/parts.ts';

const single =
  (field: Exclude<SingleField, 'name'>) =>
  (customer: CustomerHandle): MaybePromise<string | null> =>
    after(
      customer.golden(field, CORE, (seen, config) => chooseSingle(seen, field, config)),
      (chosen) => chosen?.value ?? null,
    );

export const birthDate = single('birthDate');
export const account = single('account');
export const preferredLanguage = single('language');
export const territory = single('territory');
export const distributor = single('distributor');
