/**
 * Which events are one follows from whose they are: where a record has come to another customer, its events are reconciled
 * anew, near those of the customer that it left too. The index documents say who was whose before, since nobody writes one
 * that says otherwise before this (`refreshIndex`): whoever dies on the way does it again.
 */
import type { RowView } from '../domain/principal.ts';
import { RECONCILED_KINDS } from '../domain/reconciliation/rules.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { isPinRef } from '../domain/statedParty.ts';
import type { ApplyDeps } from './applyDeps.ts';
import { customersOfParties } from './customersNow.ts';
import { reckonDiscrepancies } from './reckonDiscrepancies.ts';
import { reconcileEvents } from './reconcileEvents.ts';

const STAFF: RowView = { audience: 'staff', rows: { all: true } };
/** Events reconciled together: a customer of many is not held whole. */
const EVENTS_AT_ONCE = 500;

export interface Moved {
  /** Parties in whose timelines something may have moved. */
  parties: Set<SourceRef>;
  /** Those that have come to another customer, and the one that they left, if any. */
  formerCustomers: Map<SourceRef, string>;
  /** Whose each of the records that were looked at was. */
  customers: Map<SourceRef, string>;
}

/** `looked`: the records that have just been placed. `later`: events that the caller reconciles itself. */
export async function reconcileMoved(deps: ApplyDeps, looked: ReadonlySet<SourceRef>, later: ReadonlySet<SourceRef> = new Set()): Promise<Moved> {
  const { store, reconciliation = [] } = deps;
  const moved: Moved = { parties: new Set(), formerCustomers: new Map(), customers: new Map() };
  if (reconciliation.length === 0 || looked.size === 0) return moved;
  const { refs, formerCustomers, customers } = await movedParties(deps, looked);
  for (const kind of RECONCILED_KINDS) {
    for await (const page of store.eventViews.ofParties(refs, kind, EVENTS_AT_ONCE)) {
      const { parties, events } = await reconcileEvents(deps, page.filter((ref) => !later.has(ref)), formerCustomers);
      await reckonDiscrepancies(deps, [...events]);
      for (const party of parties) moved.parties.add(party);
    }
  }
  return { ...moved, formerCustomers, customers };
}

async function movedParties({ store }: ApplyDeps, looked: ReadonlySet<SourceRef>): Promise<Omit<Moved, 'parties'> & { refs: SourceRef[] }> {
  const documents = await store.customerIndex.byPartyRefs([...looked], STAFF);
  const before = new Map<SourceRef, string>();
  for (const { customerId, parties } of new Set(documents.values())) for (const { ref } of parties) before.set(ref, customerId);
  const all = [...new Set([...looked, ...before.keys()])].filter((ref) => !isPinRef(ref));
  const customers = await customersOfParties(store, all);
  const refs = all.filter((ref) => customers.get(ref) !== before.get(ref));
  return { refs, formerCustomers: new Map(refs.flatMap((ref) => (before.has(ref) ? [[ref, before.get(ref)!] as const] : []))), customers };
}
