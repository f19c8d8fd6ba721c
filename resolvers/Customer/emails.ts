import { chooseIdentifiers } from '../../domain/goldenRecord/choose.ts';
import type { Identifier } from '../../domain/records.ts';
import type { Choice, CustomerHandle } from '../support/CustomerHandle.ts';
import type { MaybePromise } from '../support/maybePromise.ts';
import { CONTACT_POINTS } from '../support/parts.ts';

const choose: Choice<Identifier[]> = (seen, config) => chooseIdentifiers(seen, 'emails', config).map(({ value }) => value);

export const emails = (customer: CustomerHandle): MaybePromise<Identifier[]> => customer.golden('emails', CONTACT_POINTS, choose);
