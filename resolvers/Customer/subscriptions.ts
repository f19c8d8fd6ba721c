import type { Subscription } from '../../domain/records.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import type { MaybePromise } from '../support/maybePromise.ts';
import { SUBSCRIPTIONS } from '../support/parts.ts';

/** Every system's statements as they are: consent is not survived. */
export function subscriptions(customer: CustomerHandle): MaybePromise<(Subscription & { system: string })[]> {
  return customer.golden('subscriptions', SUBSCRIPTIONS, (seen) =>
    seen.flatMap(({ record, system }) => record.subscriptions.map((statement) => ({ ...statement, system }))),
  );
}
