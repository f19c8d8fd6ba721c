import type { Db, IndexDescription } from 'mongodb';
import { guarded } from './failures.ts';

/** Every index of the store, and the query that it is for (docs/store.md names the queries). `_id` indexes come by themselves. */
export const INDEXES: Readonly<Record<string, IndexDescription[]>> = {
  customerIndex: [
    { name: 'ids', key: { ids: 1 } },
    { name: 'keys', key: { keys: 1 } },
    { name: 'tokens', key: { tokens: 1 } },
    { name: 'audience_name', key: { audience: 1, nameKey: 1 } },
    { name: 'audience_created', key: { audience: 1, createdAt: 1, _id: 1 } },
    { name: 'scope_name', key: { scope: 1, nameKey: 1 } },
    { name: 'scope_created', key: { scope: 1, createdAt: 1, _id: 1 } },
    { name: 'linked', key: { linkedAt: 1, _id: 1 } },
  ],
  interactions: [
    { name: 'parties_kind_at', key: { parties: 1, kind: 1, at: -1, _id: -1 } },
    { name: 'scope_kind_at', key: { scope: 1, kind: 1, at: -1, _id: -1 } },
    { name: 'kind_at', key: { kind: 1, at: -1, _id: -1 } },
    { name: 'partyRef_at', key: { partyRef: 1, at: -1 } },
    { name: 'numbers', key: { numbers: 1 } },
    { name: 'sharedKeys', key: { sharedKeys: 1 } },
    { name: 'open', key: { system: 1, kind: 1, final: 1, _id: 1 } },
    { name: 'unsettled', key: { settled: 1, partyRef: 1 }, partialFilterExpression: { settled: false } },
    { name: 'ofParty', key: { partyRef: 1, at: 1, _id: 1 }, partialFilterExpression: { kind: 'order' } },
    { name: 'awaited', key: { missingDue: 1 }, partialFilterExpression: { awaited: true } },
    { name: 'attached', key: { 'attached.from': 1, at: -1 }, partialFilterExpression: { 'attached.from': { $exists: true } } },
    { name: 'changed', key: { changedAt: 1, _id: 1 } },
    { name: 'parties_changed', key: { parties: 1, changedAt: 1, _id: 1 } },
  ],
  discrepancies: [
    { name: 'refs', key: { refs: 1 } },
    { name: 'seen', key: { firstSeen: -1, _id: -1 } },
    { name: 'state_seen', key: { state: 1, firstSeen: -1, _id: -1 } },
    { name: 'parties_seen', key: { parties: 1, firstSeen: -1, _id: -1 } },
    { name: 'counts', key: { state: 1, between: 1, kind: 1, since: 1 } },
  ],
  parties: [
    { name: 'keys', key: { keys: 1 } },
    { name: 'blocks', key: { blocks: 1 } },
    { name: 'customer', key: { 'link.customerId': 1 } },
    { name: 'unsettled', key: { settled: 1 }, partialFilterExpression: { settled: false } },
    { name: 'pins', key: { 'record.pin.expiresAt': 1 }, partialFilterExpression: { system: 'gateway' } },
    { name: 'unlogged', key: { logged: 1 }, partialFilterExpression: { logged: false } },
    { name: 'changed', key: { changedAt: 1, _id: 1 } },
  ],
  customers: [
    { name: 'mergedInto', key: { 'mergedInto.customerId': 1 } },
    { name: 'unlogged', key: { logged: 1 }, partialFilterExpression: { logged: false } },
  ],
  decisions: [
    { name: 'refs', key: { refs: 1 } },
    { name: 'pending', key: { state: 1 }, partialFilterExpression: { state: 'PENDING' } },
  ],
  edges: [
    { name: 'refs', key: { refs: 1 } },
    { name: 'review', key: { weight: -1, _id: 1 }, partialFilterExpression: { state: 'REVIEW' } },
    { name: 'since', key: { since: 1 }, partialFilterExpression: { state: 'REVIEW' } },
  ],
  lineage: [
    { name: 'about_at', key: { about: 1, at: -1, _id: -1 } },
    { name: 'decision', key: { decisionId: 1, at: 1, _id: 1 } },
    { name: 'kind_at', key: { kind: 1, at: 1, rule: 1 } },
    { name: 'unnumbered', key: { numbered: 1 }, partialFilterExpression: { numbered: false } },
  ],
  inbox: [
    { name: 'work', key: { system: 1, type: 1, dirty: 1 } },
    { name: 'dirty', key: { dirty: 1 } },
    { name: 'setAside', key: { setAsideAt: -1, _id: -1 }, partialFilterExpression: { setAside: true } },
    { name: 'setAside_system', key: { system: 1, setAsideAt: -1, _id: -1 }, partialFilterExpression: { setAside: true } },
  ],
  deliveries: [{ name: 'until', key: { until: 1 }, expireAfterSeconds: 0 }],
  tokens: [{ name: 'newest', key: { createdAt: -1, _id: -1 } }],
  audit: [
    { name: 'at', key: { at: -1, _id: -1 } },
    { name: 'about_at', key: { about: 1, at: -1, _id: -1 } },
    { name: 'subject_at', key: { subject: 1, at: -1, _id: -1 } },
  ],
};

/** Creates what is missing; what is there stays. */
export async function createIndexes(database: Db): Promise<void> {
  for (const [collection, indexes] of Object.entries(INDEXES)) {
    await guarded(() => database.collection(collection).createIndexes(indexes));
  }
}
