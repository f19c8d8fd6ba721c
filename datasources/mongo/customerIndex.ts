import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { rowViewKey, type RowView } from '../../domain/principal.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { bulk } from './bulk.ts';
import { changedFrom, newestChange } from './changes.ts';
import { listCustomers, searchCustomers } from './customerLists.ts';
import type { CustomerIndexDocument, StoredCustomerIndexDocument } from './documents.ts';
import { allOf } from './allOf.ts';
import { joinReads } from './joinReads.ts';
import { mergeReads } from './mergeReads.ts';
import { findPerKey } from './perKey.ts';
import type { CustomerIndex, HeadName, IndexState, ListedCustomer, ListPage } from './store.ts';
import { READER_PROJECTION, viewFilter } from './view.ts';

type Documents = Collection<StoredCustomerIndexDocument>;

/** The index documents. Reads by id and by party of one loop turn and equal view are one query each, and so are equal lists. */
export function openCustomerIndex(database: Db): CustomerIndex {
  const documents: Documents = database.collection('customerIndex');

  const byIds = mergeReads<string, RowView, CustomerIndexDocument>(async (ids, view) => {
    const rows = await find(documents, { ...viewFilter(view), ids: { $in: ids } }, 'ids');
    return new Map(rows.flatMap((row) => row.ids.map((id) => [id, row] as const)));
  });

  const byRefs = mergeReads<SourceRef, RowView, CustomerIndexDocument>(async (refs, view) => {
    const rows = await find(documents, { ...viewFilter(view), keys: { $in: refs.map((ref) => `ref:${ref}`) } }, 'keys');
    return new Map(rows.flatMap((row) => row.parties.map((party) => [party.ref, row] as const)));
  });

  const lists = joinReads<ListPage<ListedCustomer>>();

  return {
    byIds: (ids, view) => byIds(ids, rowViewKey(view), view),
    byPartyRefs: (refs, view) => byRefs(refs, rowViewKey(view), view),
    byKey: (key, view, limit) => findPerKey(documents, [key], limit, viewFilter(view), { projection: READER_PROJECTION }),
    list: (query, view, heads = null) => lists(listKey('list', query, view, heads), () => listCustomers(documents, query, view, heads)),
    search: (words, after, first, view, heads = null) =>
      lists(listKey('search', { words, after, first }, view, heads), () => searchCustomers(documents, words, after, first, view, heads)),

    async revisions(ids) {
      if (ids.length === 0) return new Map();
      const projection = { revision: 1, hash: 1, audience: 1, scope: 1, 'parties.ref': 1 } as const;
      const rows = await allOf(() => documents.find({ _id: { $in: [...ids] } }, { projection }));
      return new Map(rows.map(({ _id, revision, hash, audience, scope, parties }) => [_id, stateOf(revision, hash, audience, scope, parties)]));
    },

    async customersListing(refs) {
      if (refs.length === 0) return [];
      const keys = refs.map((ref) => `ref:${ref}`);
      const rows = await allOf(() => documents.find({ keys: { $in: keys } }, { projection: { customerId: 1 } }));
      return [...new Set(rows.map((row) => row.customerId))];
    },

    async put(changed, relinked = new Set()) {
      // Every field but these two is given each time; they are for the server to set, so it is no replacement.
      const operations = changed.map(({ _id, linkedAt: _linkedAt, relinks: _relinks, ...content }): AnyBulkWriteOperation<StoredCustomerIndexDocument> => ({
        updateOne: {
          filter: { _id, revision: content.revision - 1 },
          update: { $set: content, ...((content.revision === 1 || relinked.has(_id)) && { $currentDate: { linkedAt: true as const }, $inc: { relinks: 1 } }) },
          upsert: content.revision === 1,
          hint: '_id_',
        },
      }));
      const { matched, refused } = await bulk(documents, operations);
      const replacements = changed.filter(({ revision }) => revision > 1).length;
      const lost = [...refused].map((position) => changed[position]!._id);
      if (matched === replacements) return lost;
      const stored = await this.revisions(changed.map(({ _id }) => _id));
      return changed.filter(({ _id, revision, hash }) => stored.get(_id)?.revision !== revision || stored.get(_id)?.hash !== hash).map(({ _id }) => _id);
    },

    async relinkedSince(position, limit) {
      const rows = await changedFrom(documents, {}, position, limit, 'linked', 'linkedAt');
      return rows.map(({ _id: id, ids, relinks: rev = 0, linkedAt }) => ({ id, ids, rev, at: linkedAt! }));
    },
    newestRelink: () => newestChange(documents, 'linked', 'linkedAt'),
  };
}

/** Everything that decides which rows a list gives and what is in them. Dates are written to the millisecond, as they are stored. */
function listKey(kind: 'list' | 'search', query: object, view: RowView, heads: ReadonlySet<HeadName> | null): string {
  return JSON.stringify([kind, rowViewKey(view), heads && [...heads].sort(), query]);
}

function stateOf(
  revision: number,
  hash: string,
  audience: readonly string[],
  scope: readonly string[],
  parties: readonly { ref: SourceRef }[],
): IndexState {
  return { revision, hash, live: audience.length > 0, scope: scope.filter((key) => !key.startsWith('self:')), partyRefs: parties.map(({ ref }) => ref) };
}

function find(documents: Documents, filter: Filter<StoredCustomerIndexDocument>, hint: string): Promise<CustomerIndexDocument[]> {
  return allOf(() => documents.find(filter, { projection: READER_PROJECTION, hint }));
}
