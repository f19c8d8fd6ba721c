import type { Collection, Db } from 'mongodb';
import { bulk } from './bulk.ts';
import type { DeliveryDocument } from './documents.ts';
import { guarded } from './failures.ts';
import type { Deliveries } from './store.ts';

/** Marks of webhook deliveries. A TTL index removes them, so there are no more than came within two windows of time. */
export function openDeliveries(database: Db): Deliveries {
  const deliveries: Collection<DeliveryDocument> = database.collection('deliveries');
  return {
    has: async (id) => (await guarded(() => deliveries.findOne({ _id: id }, { projection: { _id: 1 } }))) !== null,
    async mark(id, until) {
      await bulk(deliveries, [{ updateOne: { filter: { _id: id }, update: { $setOnInsert: { until } }, upsert: true } }]);
    },
  };
}
