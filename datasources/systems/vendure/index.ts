/**
 * Vendure 3 by its Admin API: the shop. Customers with an account, and orders.
 *
 * What changed-since cannot see here: a new address leaves `customer.updatedAt` as it was, a payment or refund after the
 * first leaves `order.updatedAt` (orders that are not final are read again by ingest), and a guest who registers leaves
 * earlier orders. The periodic full sweep finds those.
 */
import type { Part, SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { idText, isRow, listOf, mapRows, type Row } from '../answers.ts';
import { defineSource, SourceError, type Asking } from '../defineSource.ts';
import { walkById, type RowsAt, type WalkPlace } from './changes.ts';
import { mapOrder, orderSelection } from './mapEvents.ts';
import { customerSelection, hasAccount, instant, mapCustomer } from './mapParty.ts';
import { createVendureQuery } from './session.ts';
import { vendureSettings } from './settings.ts';

// 100 customers take 33 ms; `take` above 1000 is an error of the whole query.
const MEASURED = { batchSize: 100, pageSize: 500, concurrency: 4, abandonedMs: 500 };
const ALL_PARTS: ReadonlySet<Part> = new Set<Part>(['core', 'addresses']);

const LISTS = {
  customers: { type: 'CustomerListOptions', stamps: ['updatedAt'] },
  orders: { type: 'OrderListOptions', stamps: ['updatedAt', 'orderPlacedAt'] },
} as const;
type List = keyof typeof LISTS;

const listOfType = (type: RecordType): List | null => (type === 'party' ? 'customers' : type === 'order' ? 'orders' : null);

/** Where a walk is, and where the next pull begins. */
interface Place extends WalkPlace {
  highWater: string | null;
}

export const vendure = defineSource({
  adapter: 'vendure',
  settings: vendureSettings,
  types: ['party', 'order'],
  gives: ({ customerFields }) => [
    ...(['name', 'emails', 'phones', 'addresses'] as const),
    ...(customerFields.birthDate === null ? [] : (['birthDate'] as const)),
    ...(customerFields.loyaltyId === null ? [] : (['loyaltyIds'] as const)),
  ],
  optionalParts: { party: ['addresses'], order: ['lines'] },
  limits: { fetch: { party: MEASURED, order: MEASURED }, find: { ...MEASURED, batchSize: 1 }, changed: { ...MEASURED, concurrency: 2 } },
  concurrency: 6,
  findsBy: ['email', 'phone'],
  overlapMs: 60_000,
  verifies: ['email', 'loyaltyId'],
  references: { identity: [], relationship: [] },

  connect({ system, settings, send, limits, defaultRegion, now }) {
    const query = createVendureQuery(system, settings, send, now);
    const mapping = { system, settings, defaultRegion };

    async function items(list: List, selection: string, options: Row, asking: Asking): Promise<unknown> {
      const data = await query(`query($options:${LISTS[list].type}){${list}(options:$options){items{${selection}}}}`, { options }, asking);
      return isRow(data[list]) ? data[list].items : undefined;
    }

    const rowsAt =
      (list: List, filter: Row, asking: Asking): RowsAt =>
      async (skip, take) =>
        listOf(system, await items(list, list === 'customers' ? 'id user{id}' : 'id customer{id}', { take, skip, sort: { id: 'ASC' }, ...filter }, asking));

    /** Of the rows of a list, those that are records of ours: customers with an account, orders of somebody. */
    const ownIds = (list: List, rows: readonly Row[]): string[] =>
      rows.filter((row) => (list === 'customers' ? hasAccount(row) : isRow(row.customer))).map((row) => idText(row.id)).filter((id) => id !== null);

    return {
      async fetchByIds(type, ids, parts, signal): Promise<SourceRecord[]> {
        const options = { take: ids.length, filter: { id: { in: ids } } };
        const asked = new Set(ids);
        const asking = { operation: `fetch:${type}`, signal };
        if (type === 'party') {
          const rows = await items('customers', customerSelection(parts, settings), options, asking);
          return mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapCustomer(row, mapping));
        }
        if (type !== 'order') throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        const rows = await items('orders', orderSelection(parts), options, asking);
        return mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapOrder(row, mapping));
      },

      async findParties(by, value, signal) {
        // E-mails are kept in lower case and compared exactly; phones as they were typed.
        const filter = by === 'email' ? { emailAddress: { eq: value } } : { phoneNumber: { eq: value } };
        const rows = listOf(system, await items('customers', customerSelection(ALL_PARTS, settings), { take: limits.find.pageSize, filter }, { operation: `find:${by}`, signal }));
        const asked = new Set(rows.map((row) => idText(row.id) ?? ''));
        const parties = mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapCustomer(row, mapping));
        return parties.filter((party) => (by === 'email' ? party.emails : party.phones).some((point) => point.value === value));
      },

      async *changedSince(type, since, signal, place = null) {
        const list = listOfType(type);
        if (list === null) return;
        const asking = { operation: `changed:${type}`, signal };
        const from = place === null ? null : (JSON.parse(place) as Place);
        const { stamps } = LISTS[list];
        const newest = async (stamp: string) => {
          const [row] = listOf(system, await items(list, `id ${stamp}`, { take: 1, sort: { [stamp]: 'DESC' }, filter: { [stamp]: { after: '1970-01-01T00:00:00.000Z' } } }, asking));
          return row ? instant(row[stamp]) : null;
        };
        const marks = from ? [from.highWater] : [since, ...(await Promise.all(stamps.map(newest)))];
        const highWater = marks.filter((mark) => mark !== null).reduce<string | null>((a, b) => (a !== null && Date.parse(a) >= Date.parse(b) ? a : b), null);

        // `after` is exclusive.
        const after = since === null ? null : new Date(Date.parse(since) - 1).toISOString();
        const filter = after === null ? {} : { filter: { _or: stamps.map((stamp) => ({ [stamp]: { after } })) } };
        for await (const page of walkById(rowsAt(list, filter, asking), from, limits.changed.pageSize)) {
          const ids = ownIds(list, page.rows);
          if (ids.length > 0) yield { ids, highWater: null, place: JSON.stringify({ ...page.place, highWater } satisfies Place) };
        }
        yield { ids: [], highWater };
      },

      async *sweep(type, place, signal) {
        const list = listOfType(type);
        if (list === null) return;
        const from = place === null ? null : (JSON.parse(place) as WalkPlace);
        for await (const page of walkById(rowsAt(list, {}, { operation: `sweep:${type}`, signal }), from, limits.changed.pageSize)) {
          yield { ids: ownIds(list, page.rows), place: JSON.stringify(page.place satisfies WalkPlace) };
        }
      },
    };
  },
});
