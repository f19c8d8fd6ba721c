import { chooseName } from '../../domain/goldenRecord/choose.ts';
import type { PersonName } from '../../domain/records.ts';
import type { Choice, CustomerHandle } from '../support/CustomerHandle.ts';
import type { MaybePromise } from '../support/maybePromise.ts';
import { CORE } from '../support/parts.ts';

const choose: Choice<PersonName | null> = (seen, config) => chooseName(seen, config)?.value ?? null;

export const name = (customer: CustomerHandle): MaybePromise<PersonName | null> => customer.golden('name', CORE, choose);
