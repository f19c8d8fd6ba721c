import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../../domain/statedParty.ts';
import { bulk } from './bulk.ts';
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

/** Party records as last seen, each with its link. */
export function openParties(database: Db): Parties {
  const parties: Collection<PartyDocument> = database.collection('parties');
  type Operation = AnyBulkWriteOperation<PartyDocument>;

  const byRefs = mergeReads<SourceRef, null, PartyDocument>(async (refs) => {
    const rows = await guarded(() => parties.find({ _id: { $in: refs } }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  });

  return {
    byRefs: (refs) => byRefs(refs, '', null),
    byKeys: (keys, limitPerKey) => findPerKey(parties, keys, limitPerKey, { state: 'LIVE' }, {}),
    byBlocks: (blocks, limitPerKey) => findPerKey(parties, blocks, limitPerKey, { state: 'LIVE' }, {}, 'blocks'),

    async setBlocks(changes) {
      const operations = changes.map(({ ref, hash, blocks, blocked }): Operation => ({
        updateOne: { filter: { _id: ref, hash }, hint: '_id_', update: { $set: { blocks: [...blocks], blocked } } },
      }));
      await bulk(parties, operations);
    },

    live: (after, limit) => guarded(() => parties.find({ ...(after !== null && { _id: { $gt: after } }), state: 'LIVE' }, { sort: { _id: 1 }, limit, hint: '_id_' }).toArray()),

    async countLive() {
      const [counted] = await guarded(() => parties.aggregate<{ count: number }>([{ $match: { state: 'LIVE' } }, { $group: { _id: null, count: { $sum: 1 } } }]).toArray());
      return counted?.count ?? 0;
    },

    async stored(refs) {
      if (refs.length === 0) return new Map();
      const rows = await guarded(() => parties.find({ _id: { $in: [...refs] } }, { projection: { record: 0 } }).toArray());
      return new Map(rows.map((row) => [row._id, row]));
    },
    ofCustomers: (customerIds, forIndex) =>
      customerIds.length === 0
        ? Promise.resolve([])
        : guarded(() => parties.find({ 'link.customerId': { $in: [...customerIds] } }, { projection: forIndex ? NOT_INDEXED : {} }).toArray()),

    async upsert(documents) {
      const operations = documents.map(({ _id, formerKeys, ...rest }): Operation => ({
        updateOne: {
          filter: { _id, epoch: { $lt: rest.epoch } },
          hint: '_id_',
          update: { $set: rest, $setOnInsert: { link: null, evidence: [] }, $addToSet: { formerKeys: { $each: formerKeys } } },
          upsert: true,
        },
      }));
      const { refused } = await bulk(parties, operations);
      return new Set(documents.filter((_, position) => !refused.has(position)).map(({ _id }) => _id));
    },

    async setLinks(changes) {
      const operations = changes.map(({ ref, link, evidence, entry = null, reopened }): Operation => ({
        updateOne: {
          filter: { _id: ref, ...(link.revision === 1 ? { link: null } : { 'link.revision': link.revision - 1 }), reopened: reopened ?? null } as Filter<PartyDocument>,
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
      await bulk(parties, done.map(({ reopened, ...each }) => settleOperation<PartyDocument>(each, { formerKeys: [] }, { reopened: reopened ?? null } as Filter<PartyDocument>)));
    },

    unsettled: (limit) => guarded(() => parties.find({ settled: false }, { projection: { record: 0 }, limit }).toArray()),

    expiredPins: (at, limit) =>
      guarded(() => parties.find({ system: GATEWAY_SYSTEM, 'record.pin.expiresAt': { $lte: at.toISOString() } }, { projection: { record: 0 }, limit, hint: 'pins' }).toArray()),

    async unsettle() {
      await guarded(() => parties.updateMany({}, { $set: { settled: false }, $inc: { reopened: 1 } }));
    },

    async unlogged(limit) {
      const found = await guarded(() => parties.find({ logged: false }, { projection: { unlogged: 1 }, limit, hint: 'unlogged' }).toArray());
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

/** Whether this very link is the stored one: equal revisions alone may be another worker's. */
function isSet(stored: PartyDocument | undefined, link: NonNullable<PartyDocument['link']>): boolean {
  const found = stored?.link;
  return found?.revision === link.revision && found.customerId === link.customerId && found.linkedAt.getTime() === link.linkedAt.getTime();
}
