/** A steward's word on a discrepancy: that somebody sees to it, or that it is as it should be. */
import { GatewayError } from '../domain/errors.ts';
import { decided, type Discrepancy } from '../domain/reconciliation/discrepancy.ts';
import type { Principal, RowView } from '../domain/principal.ts';
import type { Store } from '../datasources/mongo/store.ts';
import { SETTLE_ROUNDS } from './applyDeps.ts';
import { reasonOf, refuse } from './decisions/refuse.ts';

/** What it needs of a request. */
export interface DiscrepancyContext {
  principal: Pick<Principal, 'subject'>;
  view: RowView;
  store: Pick<Store, 'discrepancies' | 'customerIndex'>;
  ids: { decode(id: string): string | undefined };
  now(): number;
}

/** `DiscrepancyDecisionInput` of the schema. */
export interface DiscrepancyDecision {
  id: string;
  reason: string;
}

/**
 * Idempotent. Gives the discrepancy as it stands then. Throws BAD_USER_INPUT (one that there is not, that is outside the
 * caller's rows or that is resolved), STORE_UNAVAILABLE.
 */
export async function decideDiscrepancy(state: 'ACKNOWLEDGED' | 'DISMISSED', input: DiscrepancyDecision, context: DiscrepancyContext): Promise<Discrepancy> {
  const { store, view, principal } = context;
  const reason = reasonOf(input.reason);
  const id = context.ids.decode(input.id) ?? '';
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const kept = (await store.discrepancies.byIds([id])).get(id);
    const seen = await store.customerIndex.byPartyRefs(kept?.parties ?? [], view);
    if (!kept || !kept.parties.every((ref) => seen.has(ref))) refuse('id', 'names no discrepancy that you may see');
    if (kept.state === 'RESOLVED') refuse('id', 'names a discrepancy that is resolved: there is nothing to decide');
    const changed = decided(kept, state, reason, principal.subject, new Date(context.now()));
    if (!changed) return kept;
    if ((await store.discrepancies.put([changed])).length === 0) return changed;
  }
  throw new GatewayError('STORE_UNAVAILABLE', 'Other writers keep changing the same discrepancy.', { retryAfterSeconds: 1 });
}
