/**
 * Vendure 3 by its Admin API: the shop. Customers with an account, and orders.
 *
 * What changed-since cannot see here: a new address leaves `customer.updatedAt` as it was, a payment or refund after the
 * first leaves `order.updatedAt` (orders that are not final are read again by ingest), and a guest who registers leaves
 * earlier orders. The periodic full sweep finds those.
 */
import type { Part, SourceRecord } from '../../../domain/records.ts';
import { idText, isRow, listOf, mapRows, type Row } from '../answers.ts';
import { defineSource, SourceError } from '../defineSource.ts';
import { mapOrder, orderSelection } from './mapEvents.ts';
import { customerSelection, hasAccount, instant, mapCustomer } from './mapParty.ts';
import { createVendureQuery } from './session.ts';
import { vendureSettings } from './settings.ts';

// 100 customers take 33 ms; `take` above 1000 is an error of the whole query.
const limits = { batchSize: 100, pageSize: 500, concurrency: 4, abandonedMs: 500 };
const ALL_PARTS: ReadonlySet<Part> = new Set<Part>(['core', 'addresses']);

const LISTS = {
  customers: { type: 'CustomerListOptions', stamps: ['updatedAt'] },
  orders: { type: 'OrderListOptions', stamps: ['updatedAt', 'orderPlacedAt'] },
} as const;

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
  limits: { fetch: { party: limits, order: limits }, find: { ...limits, batchSize: 1 }, changed: { ...limits, concurrency: 2 } },
  concurrency: 6,
  findsBy: ['email', 'phone'],
  overlapMs: 60_000,
  verifies: ['email', 'loyaltyId'],
  references: { identity: [], relationship: [] },

  connect({ system, settings, send, defaultRegion, now }) {
    const query = createVendureQuery(system, settings, send, now);
    const mapping = { system, settings, defaultRegion };

    async function items(list: keyof typeof LISTS, selection: string, options: Row, signal: AbortSignal): Promise<unknown> {
      const data = await query(`query($options:${LISTS[list].type}){${list}(options:$options){items{${selection}}}}`, { options }, signal);
      return isRow(data[list]) ? data[list].items : undefined;
    }

    return {
      async fetchByIds(type, ids, parts, signal): Promise<SourceRecord[]> {
        const options = { take: ids.length, filter: { id: { in: ids } } };
        const asked = new Set(ids);
        if (type === 'party') {
          const rows = await items('customers', customerSelection(parts, settings), options, signal);
          return mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapCustomer(row, mapping));
        }
        if (type !== 'order') throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        const rows = await items('orders', orderSelection(parts), options, signal);
        return mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapOrder(row, mapping));
      },

      async findParties(by, value, signal) {
        // E-mails are kept in lower case and compared exactly; phones as they were typed.
        const filter = by === 'email' ? { emailAddress: { eq: value } } : { phoneNumber: { eq: value } };
        const rows = listOf(system, await items('customers', customerSelection(ALL_PARTS, settings), { take: limits.pageSize, filter }, signal));
        const asked = new Set(rows.map((row) => idText(row.id) ?? ''));
        const parties = mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapCustomer(row, mapping));
        return parties.filter((party) => (by === 'email' ? party.emails : party.phones).some((point) => point.value === value));
      },

      async *changedSince(type, since, signal) {
        const list = type === 'party' ? 'customers' : type === 'order' ? 'orders' : null;
        if (list === null) return;
        const { stamps } = LISTS[list];
        const newest = async (stamp: string) => {
          const [row] = listOf(system, await items(list, `id ${stamp}`, { take: 1, sort: { [stamp]: 'DESC' }, filter: { [stamp]: { after: '1970-01-01T00:00:00.000Z' } } }, signal));
          return row ? instant(row[stamp]) : null;
        };
        const marks = [since, ...(await Promise.all(stamps.map(newest)))].filter((mark) => mark !== null);
        const highWater = marks.length === 0 ? null : marks.reduce((a, b) => (Date.parse(a) >= Date.parse(b) ? a : b));

        // `after` is exclusive.
        const after = since === null ? null : new Date(Date.parse(since) - 1).toISOString();
        const filter = after === null ? {} : { filter: { _or: stamps.map((stamp) => ({ [stamp]: { after } })) } };
        const selection = list === 'customers' ? 'id user{id}' : 'id customer{id}';
        // In order of id, changes only add rows, so pages shift towards what is still to come: doubles, never gaps.
        for (let skip = 0; ; skip += limits.pageSize) {
          const rows = listOf(system, await items(list, selection, { take: limits.pageSize, skip, sort: { id: 'ASC' }, ...filter }, signal));
          const ids = rows.filter((row) => (list === 'customers' ? hasAccount(row) : isRow(row.customer))).map((row) => idText(row.id)).filter((id) => id !== null);
          if (ids.length > 0) yield { ids, highWater: null };
          if (rows.length < limits.pageSize) break;
        }
        yield { ids: [], highWater };
      },
    };
  },
});
