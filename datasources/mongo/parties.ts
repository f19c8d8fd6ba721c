import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../../domain/statedParty.ts';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import { changedFrom, newestChange, type RecordChange } from './changes.ts';
import type { PartyDocument } from './documents.ts';
import { guarded } from './failures.ts';
import { mergeReads } from './mergeReads.ts';
import { findPerKey } from './perKey.ts';
import { settleOperation, touchOperation } from './progress.ts';
import type { Parties } from './store.ts';

/** Most of a record, and nothing that lists or search use. */
const NOT_INDEXED = Object.fromEntries(
  ['formerKeys', 'unlogged', 'record.emails', 'record.phones', 'record.taxIds', 'record.addresses', 'record.subscriptions'].map((path) => [path, 0] as const),
);

/** The fields of `ComparedParty`. */
const COMPARED = { hash: 1, state: 1, record: 1, blocks: 1 } as const;

/** Of a record that is gone: what its values were known by. Its link stays; what that rests on is found again when the record comes back. */
const NO_VALUES = { evidence: [] as string[], blocks: [] as string[], blocked: '' };

/** Party records as last seen, each with its link. */
export function openParties(database: Db): Parties {
  const parties: Collection<PartyDocument> = database.collection('parties');
  type Operation = AnyBulkWriteOperation<PartyDocument>;

  const byRefs = mergeReads<SourceRef, null, PartyDocument>(async (refs) => {
    const rows = await allOf(() => parties.find({ _id: { $in: refs } }));
    return new Map(rows.map((row) => [row._id, row]));
  });

  return {
    byRefs: (refs) => byRefs(refs, '', null),
    byKeys: (keys, limitPerKey) => findPerKey(parties, keys, limitPerKey, { state: 'LIVE' }, {}),
    async refsByKeys(keys, limitPerKey) {
      const found = await findPerKey(parties, keys, limitPerKey, { state: 'LIVE' }, { projection: { keys: 1 } });
      return found.map(({ _id }) => _id);
    },
    storedByKeys: (keys, limitPerKey) => findPerKey(parties, keys, limitPerKey, { state: 'LIVE' }, { projection: { record: 0 } }),
    byBlocks: (blocks, limitPerKey) => findPerKey(parties, blocks, limitPerKey, { state: 'LIVE' }, { projection: COMPARED }, 'blocks'),

    async setBlocks(changes) {
      const operations = changes.map(({ ref, hash, blocks, blocked }): Operation => ({
        updateOne: { filter: { _id: ref, hash }, hint: '_id_', update: { $set: { blocks: [...blocks], blocked } } },
      }));
      await bulk(parties, operations);
    },

    live: (after, limit) => allOf(() => parties.find({ ...(after !== null && { _id: { $gt: after } }), state: 'LIVE' }, { sort: { _id: 1 }, limit, hint: '_id_' })),

    page: (system, type, after, limit) =>
      allOf(() => parties.find({ _id: { $gt: after ?? `${system}:${type}:`, $lt: `${system}:${type};` } }, { projection: { state: 1, fetchedAt: 1 }, sort: { _id: 1 }, limit, hint: '_id_' })),

    async countLive() {
      const [counted] = await guarded(() => parties.aggregate<{ count: number }>([{ $match: { state: 'LIVE' } }, { $group: { _id: null, count: { $sum: 1 } } }]).toArray());
      return counted?.count ?? 0;
    },

    async stored(refs) {
      if (refs.length === 0) return new Map();
      const rows = await allOf(() => parties.find({ _id: { $in: [...refs] } }, { projection: { record: 0 } }));
      return new Map(rows.map((row) => [row._id, row]));
    },
    async hashes(refs) {
      if (refs.length === 0) return new Map();
      const rows = await allOf(() => parties.find({ _id: { $in: [...refs] } }, { projection: { hash: 1 }, hint: '_id_' }));
      return new Map(rows.map(({ _id, hash }) => [_id, hash]));
    },
    async refsOfCustomers(customerIds) {
      const refs = new Map<string, SourceRef[]>();
      if (customerIds.length === 0) return refs;
      const rows = await allOf(() => parties.find({ 'link.customerId': { $in: [...customerIds] } }, { projection: { 'link.customerId': 1 }, hint: 'customer' }));
      for (const { _id, link } of rows) refs.set(link!.customerId, [...(refs.get(link!.customerId) ?? []), _id]);
      return refs;
    },
    ofCustomers: (customerIds, forIndex) =>
      customerIds.length === 0
        ? Promise.resolve([])
        : allOf(() => parties.find({ 'link.customerId': { $in: [...customerIds] } }, { projection: forIndex ? NOT_INDEXED : {} })),

    async upsert(documents) {
      const operations = documents.map(({ _id, formerKeys, rev: _rev, changedAt: _changedAt, ...rest }): Operation => ({
        updateOne: {
          filter: { _id, epoch: { $lt: rest.epoch } },
          hint: '_id_',
          update: {
            $set: { ...rest, ...(rest.state === 'GONE' && NO_VALUES) },
            $setOnInsert: { link: null, ...(rest.state !== 'GONE' && { evidence: [] }) },
            $addToSet: { formerKeys: { $each: formerKeys } },
            $inc: { rev: 1 },
            $currentDate: { changedAt: true },
          },
          upsert: true,
        },
      }));
      const { refused } = await bulk(parties, operations);
      return new Set(documents.filter((_, position) => !refused.has(position)).map(({ _id }) => _id));
    },

    async setLinks(changes) {
      const operations = changes.map(({ ref, link, evidence, entry = null, reopened }): Operation => ({
        updateOne: {
          // What is gone meanwhile has no values for a link to rest on.
          filter: { _id: ref, state: 'LIVE', ...(link.revision === 1 ? { link: null } : { 'link.revision': link.revision - 1 }), reopened: reopened ?? null } as Filter<PartyDocument>,
          hint: '_id_',
          update: { $set: { link, evidence: [...evidence], unlogged: entry, logged: entry === null } },
        },
      }));
      const { matched } = await bulk(parties, operations);
      if (matched === changes.length) return [];
      const stored = await byRefs(changes.map(({ ref }) => ref), '', null);
      return changes.filter(({ ref, link }) => !isSet(stored.get(ref), link)).map(({ ref }) => ref);
    },

    async touch(seen, fetchedAt) {
      await bulk(parties, seen.map((each) => touchOperation<PartyDocument>(each, fetchedAt)));
    },

    async settle(done) {
      await bulk(parties, done.map(({ reopened, ...each }) => settleOperation<PartyDocument>(each, { formerKeys: [] }, { as: { reopened: reopened ?? null } as Filter<PartyDocument> })));
    },

    async remove(refs) {
      await guarded(() => parties.deleteMany({ _id: { $in: [...refs] }, state: 'GONE' }, { hint: '_id_' }));
    },

    unsettled: (limit) => allOf(() => parties.find({ settled: false }, { projection: { record: 0 }, limit })),

    expiredPins: (at, limit) =>
      allOf(() => parties.find({ system: GATEWAY_SYSTEM, 'record.pin.expiresAt': { $lte: at.toISOString() } }, { projection: { record: 0 }, limit, hint: 'pins' })),

    async unsettle() {
      await guarded(() => parties.updateMany({}, { $set: { settled: false }, $inc: { reopened: 1 } }));
    },

    changedSince: async (position, limit) => changesOf(await changedFrom(parties, {}, position, limit, 'changed')),
    changedOf: async (refs, position, limit) => (refs.length === 0 ? [] : changesOf(await changedFrom(parties, { _id: { $in: [...refs] } }, position, limit, '_id_'))),
    newestChange: () => newestChange(parties),

    async unlogged(limit) {
      const found = await allOf(() => parties.find({ logged: false }, { projection: { unlogged: 1 }, limit, hint: 'unlogged' }));
      return found.flatMap(({ unlogged }) => unlogged ?? []);
    },

    async markLogged(entries) {
      // Only what waits there still: another change has brought its own.
      const operations = entries.map(({ _id, refs, revision }): Operation => ({
        updateOne: { filter: { _id: refs[0]!, 'link.revision': revision, 'unlogged._id': _id }, hint: '_id_', update: { $set: { unlogged: null, logged: true } } },
      }));
      await bulk(parties, operations);
    },
  };
}

const changesOf = (rows: PartyDocument[]): RecordChange[] => rows.map(({ _id: ref, rev = 0, changedAt }) => ({ ref, rev, at: changedAt! }));

/** Whether this very link is the stored one: equal revisions alone may be another worker's. */
function isSet(stored: PartyDocument | undefined, link: NonNullable<PartyDocument['link']>): boolean {
  const found = stored?.link;
  return found?.revision === link.revision && found.customerId === link.customerId && found.linkedAt.getTime() === link.linkedAt.getTime();
}
