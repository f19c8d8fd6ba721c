import type { Subscription } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import { mayGiveConsent } from '../support/consentAge.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { after, type MaybePromise } from '../support/maybePromise.ts';
import { SUBSCRIPTIONS } from '../support/parts.ts';
import type { Reading } from '../support/PartyReads.ts';

type Statement = Omit<Subscription, 'status'> & { status: Subscription['status'] | 'UNKNOWN'; system: string };

/** Records whose consents count no more; null where there is none, which is nearly always. */
function outdated({ outcomes }: Reading, ctx: RequestContext): Set<SourceRef> | null {
  let refs: Set<SourceRef> | null = null;
  for (const party of outcomes) if (party.record && !mayGiveConsent(party, ctx)) (refs ??= new Set()).add(party.ref);
  return refs;
}

/** Every system's statements as they are: consent is not survived. Of one that is too old only what forbids is left. */
export function subscriptions(customer: CustomerHandle): MaybePromise<Statement[]> {
  return after(customer.read(SUBSCRIPTIONS), (reading) => {
    const old = outdated(reading, customer.ctx);
    const shown = ({ status }: Subscription, ref: SourceRef): Statement['status'] => (status === 'SUBSCRIBED' && old?.has(ref) ? 'UNKNOWN' : status);
    return customer.golden('subscriptions', SUBSCRIPTIONS, (seen) =>
      seen.flatMap(({ record, system }) => record.subscriptions.map((statement) => ({ ...statement, status: shown(statement, record.ref), system }))),
    );
  });
}
