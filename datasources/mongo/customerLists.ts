import type { Collection, Filter, Sort } from 'mongodb';
import type { RowView } from '../../domain/principal.ts';
import type { StoredCustomerIndexDocument } from './documents.ts';
import { allOf } from './allOf.ts';
import type { CustomerListQuery, HeadName, ListedCustomer, ListPage, ListPosition } from './store.ts';
import { listProjection, viewFilter } from './view.ts';

type Documents = Collection<StoredCustomerIndexDocument>;
type IndexFilter = Filter<StoredCustomerIndexDocument>;

/** A sort that is total, the position of a row in it, and the filter for what comes after a position. */
interface Order {
  sort: Sort;
  position(row: ListedCustomer): ListPosition;
  beyond(after: ListPosition): IndexFilter;
}

const byName = (direction: 1 | -1): Order => ({
  // The name key ends in the customer id, so no two rows of one audience are equal.
  sort: { nameKey: direction },
  position: (row) => [row.nameKey],
  beyond: ([name]) => ({ nameKey: direction === 1 ? { $gt: String(name) } : { $lt: String(name) } }),
});

const byCreated = (direction: 1 | -1): Order => ({
  sort: { createdAt: direction, _id: direction },
  position: (row) => [row.createdAt.getTime(), row._id],
  beyond: ([atMs, id]) => {
    const at = new Date(Number(atMs));
    const next = direction === 1 ? '$gt' : '$lt';
    return { $or: [{ createdAt: { [next]: at } }, { createdAt: at, _id: { [next]: String(id) } }] } as IndexFilter;
  },
});

const ORDERS: Readonly<Record<CustomerListQuery['orderBy'], Order>> = {
  NAME_ASC: byName(1),
  NAME_DESC: byName(-1),
  CREATED_ASC: byCreated(1),
  CREATED_DESC: byCreated(-1),
};

/** Customers of the view that meet every given condition. */
export function listCustomers(
  documents: Documents,
  query: CustomerListQuery,
  view: RowView,
  heads: ReadonlySet<HeadName> | null,
): Promise<ListPage<ListedCustomer>> {
  const { kind, territory, distributor, createdAfter } = query.filter;
  const conditions: IndexFilter[] = [viewFilter(view)];
  if (territory !== undefined) conditions.push({ scope: `territory:${territory}` });
  if (distributor !== undefined) conditions.push({ scope: `distributor:${distributor}` });
  if (kind) conditions.push({ kind });
  if (createdAfter) conditions.push({ createdAt: { $gte: createdAfter } });
  const isScoped = !view.rows.all || territory !== undefined || distributor !== undefined;
  const hint = `${isScoped ? 'scope' : 'audience'}_${query.orderBy.startsWith('NAME') ? 'name' : 'created'}`;
  return page(documents, conditions, ORDERS[query.orderBy], hint, query.after, query.first, heads);
}

/** Customers of the view one of whose tokens begins with each word. No words, no rows. */
export async function searchCustomers(
  documents: Documents,
  words: readonly string[],
  after: ListPosition | null,
  first: number,
  view: RowView,
  heads: ReadonlySet<HeadName> | null,
): Promise<ListPage<ListedCustomer>> {
  if (words.length === 0) return { rows: [], hasMore: false };
  // $elemMatch, since without it one token may meet the lower bound and another the upper one.
  const conditions = words.map((word): IndexFilter => ({ tokens: { $elemMatch: { $gte: word, $lt: `${word}\uffff` } } }));
  return page(documents, [...conditions, viewFilter(view)], ORDERS.NAME_ASC, 'tokens', after, first, heads);
}

async function page(
  documents: Documents,
  conditions: IndexFilter[],
  order: Order,
  hint: string,
  after: ListPosition | null,
  first: number,
  heads: ReadonlySet<HeadName> | null,
): Promise<ListPage<ListedCustomer>> {
  const all = after ? [...conditions, order.beyond(after)] : conditions;
  const filter = all.length === 1 ? all[0]! : { $and: all };
  const found = await allOf(() => documents.find(filter, { projection: listProjection(heads), sort: order.sort, limit: first + 1, hint }));
  const rows: ListedCustomer[] = found.slice(0, first);
  return { rows: rows.map((row) => ({ row, position: order.position(row) })), hasMore: found.length > first };
}
