/** A company's records in a store, and a steward who decides about them. */
import type { Store } from '../../datasources/mongo/store.ts';
import type { RowView } from '../../domain/principal.ts';
import type { SourceRecord } from '../../domain/records.ts';
import { DEFAULT_ROW_SCOPES } from '../../domain/rowScopes.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { applyDepsOf, type StewardContext } from '../../operations/decisions/context.ts';
import { decideMatch } from '../../operations/decisions/decideMatch.ts';
import { mergeCustomers } from '../../operations/decisions/mergeCustomers.ts';
import { settleDecisions } from '../../operations/decisions/settleDecisions.ts';
import { splitCustomer } from '../../operations/decisions/splitCustomer.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { caller } from '../authz/callers.ts';
import { applyOptions } from '../support/acmeIngest.ts';

export const SYSTEMS = ['erp', 'shop', 'desk', 'news'];
export const STAFF: RowView = { audience: 'staff', rows: { all: true } };
export const OUTSIDE: RowView = { audience: 'outside', rows: { all: true } };

export interface Desk {
  context: StewardContext;
  deps: ApplyDeps;
  see(...records: SourceRecord[]): Promise<unknown>;
  lose(...refs: string[]): Promise<unknown>;
  merge(...customerIds: string[]): ReturnType<typeof mergeCustomers>;
  split(customerId: string, ...refs: string[]): ReturnType<typeof splitCustomer>;
  confirm(left: string, right: string): ReturnType<typeof decideMatch>;
  reject(left: string, right: string): ReturnType<typeof decideMatch>;
  /** Follows up what somebody left undone. */
  sweep(): Promise<void>;
  /** The customer of a record; or, verified only, as outside callers meet it. */
  idOf(ref: string, view?: RowView): Promise<string>;
  /** Where an id leads to now. */
  resolve(id: string, view?: RowView): Promise<string | undefined>;
}

/** `like`: a desk with the same supply of ids over another store. */
export function openDesk(store: Store, like?: Desk): Desk {
  const options = applyOptions(SYSTEMS);
  const clock = { ms: Date.UTC(2026, 5, 1) };
  const base = { ...options, rowScopes: DEFAULT_ROW_SCOPES };
  const context: StewardContext = {
    principal: { ...caller('steward'), subject: 'steward-1' },
    view: STAFF,
    store,
    ids: { decode: () => undefined },
    config: base,
    keyedHash: options.keyedHash,
    newId: like?.context.newId ?? options.newId,
    now: like?.context.now ?? (() => (clock.ms += 1)),
  };
  const deps = applyDepsOf(context);
  const epochs = { last: like ? 1_000 : 0 };
  const never = new AbortController().signal;
  const fail = (_of: string, error: unknown) => {
    throw error;
  };
  const reason = 'Looked at the contract.';
  return {
    context,
    deps,
    see: (...records) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epochs.last += 1), record }))),
    lose: (...refs) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epochs.last += 1), record: null }))),
    merge: (...customerIds) => mergeCustomers({ customerIds, reason }, context),
    split: (customerId, ...refs) => splitCustomer({ customerId, refs, reason }, context),
    confirm: (left, right) => decideMatch('MUST_LINK', { left, right, reason }, context),
    reject: (left, right) => decideMatch('CANNOT_LINK', { left, right, reason }, context),
    async sweep() {
      await settleBacklog(deps, never, () => undefined, fail);
      await settleDecisions(deps, never, fail);
    },
    idOf: async (ref, view = STAFF) => (await store.customerIndex.byPartyRefs([ref], view)).get(ref)?.customerId ?? 'none',
    resolve: async (id, view = STAFF) => (await store.customerIndex.byIds([id], view)).get(id)?.customerId,
  };
}
