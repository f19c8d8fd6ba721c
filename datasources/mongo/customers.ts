import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { allOf } from './allOf.ts';
import { bulk } from './bulk.ts';
import type { CustomerDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { Customers } from './store.ts';

/** Customer ids and their pointers. */
export function openCustomers(database: Db): Customers {
  const customers: Collection<CustomerDocument> = database.collection('customers');

  return {
    async byIds(ids) {
      if (ids.length === 0) return new Map();
      const rows = await allOf(() => customers.find({ _id: { $in: [...ids] } }));
      return new Map(rows.map((row) => [row._id, row]));
    },

    mergedInto: (ids) =>
      ids.length === 0 ? Promise.resolve([]) : allOf(() => customers.find({ 'mergedInto.customerId': { $in: [...ids] } })),

    async create(documents) {
      await bulk(customers, documents.map((document): AnyBulkWriteOperation<CustomerDocument> => ({ insertOne: { document } })));
    },

    async setMergedInto(changes) {
      const operations = changes.map(({ id, expectedRevision, pointer, entry = null, reopened }): AnyBulkWriteOperation<CustomerDocument> => ({
        updateOne: {
          filter: { _id: id, revision: expectedRevision, reopened: reopened ?? null } as Filter<CustomerDocument>,
          hint: '_id_',
          update: { $set: { mergedInto: pointer, revision: expectedRevision + 1, unlogged: entry, logged: entry === null } },
        },
      }));
      const { matched } = await bulk(customers, operations);
      if (matched === changes.length) return [];
      const stored = await this.byIds(changes.map(({ id }) => id));
      return changes.filter(({ id, expectedRevision, pointer }) => !isSet(stored.get(id), expectedRevision + 1, pointer)).map(({ id }) => id);
    },

    async reopen() {
      await guarded(() => customers.updateMany({}, { $inc: { reopened: 1 } }));
    },

    async unlogged(limit) {
      const found = await allOf(() => customers.find({ logged: false }, { projection: { unlogged: 1 }, limit, hint: 'unlogged' }));
      return found.flatMap(({ unlogged }) => unlogged ?? []);
    },

    async markLogged(entries) {
      // Only what waits there still: another change has brought its own.
      const operations = entries.map(({ _id, customerId, revision }): AnyBulkWriteOperation<CustomerDocument> => ({
        updateOne: { filter: { _id: customerId!, revision, 'unlogged._id': _id }, hint: '_id_', update: { $set: { unlogged: null, logged: true } } },
      }));
      await bulk(customers, operations);
    },
  };
}

function isSet(stored: CustomerDocument | undefined, revision: number, pointer: CustomerDocument['mergedInto']): boolean {
  if (stored?.revision !== revision) return false;
  return stored.mergedInto?.customerId === pointer?.customerId && stored.mergedInto?.at.getTime() === pointer?.at.getTime();
}
