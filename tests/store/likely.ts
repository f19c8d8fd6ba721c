/** Parameters of identity with a model, and companies small enough to be placed many times. */
import { createHmac } from 'node:crypto';
import { acmeIdentity, type AcmeIdentity } from '../../bench/identity/acmeRecords.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { identityConfig, type IdentitySettings } from '../../domain/identity/config.ts';
import { featuresOf } from '../../domain/identity/features.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import { createRandomStream } from '../../domain/matching/random.ts';
import { train } from '../../domain/matching/train.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { applyChange } from '../../operations/applyChange.ts';
import type { ApplyDeps } from '../../operations/applyDeps.ts';
import { ACTIVE_MARK, createParametersHolder } from '../../operations/parameters/activeParameters.ts';
import { settleBacklog } from '../../operations/settleBacklog.ts';
import { madeOnce } from '../support/madeOnce.ts';
import { countingIds } from '../support/ids.ts';
import { STAFF, OUTSIDE } from './stewards.ts';

/** The rules that are active with the model. */
export const RULES: IdentitySettings = { maxParties: { phone: 3 } };

let learned: { company: AcmeIdentity; model: MatchingModel } | undefined;

/** The sample company of one seed and what is learned from its records: once in a run, since it takes seconds. */
export function learnedCompany(): { company: AcmeIdentity; model: MatchingModel } {
  return (learned ??= madeOnce('learnedCompany', () => {
    const company = acmeIdentity(7, { people: 300, hardCasesAtLeast: 5 });
    const features = company.records.map((record) => featuresOf(record, company.config)).sort((a, b) => (a.id < b.id ? -1 : 1));
    return { company, model: train(features, { random: createRandomStream(1) }).model };
  }));
}

/** Makes this model the active one of the store, with its rules. */
export async function activate(store: Store, model: MatchingModel): Promise<void> {
  const at = new Date(Date.UTC(2026, 5, 1));
  await store.parameters.add({ _id: 1, rules: RULES, rulesHash: '', model, trainedAt: at, trainedBy: 'test', activatedAt: at, activatedBy: 'test', reason: null, dryRun: null });
  await store.marks.put(ACTIVE_MARK, '1');
}

export interface LikelyDesk {
  deps: ApplyDeps;
  see(...records: PartyRecord[]): Promise<unknown>;
  lose(...refs: SourceRef[]): Promise<unknown>;
  /** Follows up what somebody left undone. */
  sweep(): Promise<void>;
}

/** Takes in records of the learned company by its model. `like`: a desk over another store with the same supply of ids; `epoch`: above those of its changes so far. */
export function openLikelyDesk(store: Store, like?: LikelyDesk, epoch = like ? 1_000 : 0): LikelyDesk {
  const { systems } = learnedCompany().company.config;
  let ms = Date.UTC(2026, 5, 1);
  const deps: ApplyDeps = {
    store, parameters: createParametersHolder({ store, settings: RULES, systems }), survivorship: { priority: { default: [...systems] } }, eventRank: systems,
    // What is configured by now counts for nothing: other rules are active.
    identity: identityConfig({ maxParties: { email: 1, phone: 1 } }, systems),
    keyedHash: (text) => createHmac('sha256', 'test').update(text).digest('hex'), newId: like?.deps.newId ?? countingIds(), now: like?.deps.now ?? (() => (ms += 1_000)),
  };
  const epochs = { last: epoch };
  return {
    deps,
    see: (...records) => applyChange(deps, records.map((record) => ({ ref: record.ref, epoch: (epochs.last += 1), record }))),
    lose: (...refs) => applyChange(deps, refs.map((ref) => ({ ref, epoch: (epochs.last += 1), record: null }))),
    sweep: () => settleBacklog(deps, new AbortController().signal, () => undefined, (_, error) => {
      throw error;
    }),
  };
}

/** These records by customer, as staff see it and as outside callers do, ids left out. */
export async function groupsOf(store: Store, refs: readonly SourceRef[]): Promise<Record<'parts' | 'unions', SourceRef[][]>> {
  const grouped = async (view: typeof STAFF): Promise<SourceRef[][]> => {
    const documents = await store.customerIndex.byPartyRefs(refs, view);
    const groups = new Map<string, SourceRef[]>();
    for (const ref of [...refs].sort()) {
      const id = documents.get(ref)?.customerId ?? `none of ${ref}`;
      groups.set(id, [...(groups.get(id) ?? []), ref]);
    }
    return sorted([...groups.values()]);
  };
  return { parts: await grouped(OUTSIDE), unions: await grouped(STAFF) };
}

export const sorted = (groups: readonly (readonly SourceRef[])[]): SourceRef[][] => groups.map((refs) => [...refs].sort()).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
