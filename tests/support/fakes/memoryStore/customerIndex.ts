import type { RowView } from '../../../../domain/principal.ts';
import type { CustomerIndexDocument, StoredCustomerIndexDocument } from '../../../../datasources/mongo/documents.ts';
import type { CustomerIndex, CustomerListQuery, HeadName, ListedCustomer, ListPosition } from '../../../../datasources/mongo/store.ts';
import { changedFrom, newestChange } from './changes.ts';
import { isInView, pageOf } from './view.ts';

type Stored = StoredCustomerIndexDocument;

/** What readers are sent: without what is for finding only. */
function forReader({ tokens: _tokens, keys: _keys, hash: _hash, ...document }: Stored): CustomerIndexDocument {
  return document;
}

/** What lists give: only the heads that were asked for. */
function forList(document: Stored, wanted: ReadonlySet<HeadName> | null): ListedCustomer {
  const { heads, head, audience: _audience, scope: _scope, asOf: _asOf, revision: _revision, linkedAt: _linkedAt, relinks: _relinks, ...listed } = forReader(document);
  const kept = Object.fromEntries(Object.entries(heads).filter(([kind]) => wanted?.has(kind as HeadName) ?? true));
  return { ...listed, heads: kept, ...((wanted?.has('mixed') ?? true) && { head }) };
}

interface Order {
  value(row: Stored): ListPosition;
  direction: 1 | -1;
}
const ORDERS: Record<CustomerListQuery['orderBy'], Order> = {
  NAME_ASC: { value: (row) => [row.nameKey], direction: 1 },
  NAME_DESC: { value: (row) => [row.nameKey], direction: -1 },
  CREATED_ASC: { value: (row) => [row.createdAt.getTime(), row._id], direction: 1 },
  CREATED_DESC: { value: (row) => [row.createdAt.getTime(), row._id], direction: -1 },
};

function compare(a: ListPosition, b: ListPosition): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value < b[index]! ? -1 : 1;
  return 0;
}

function ordered(rows: Stored[], { value, direction }: Order, after: ListPosition | null, first: number, heads: ReadonlySet<HeadName> | null = null) {
  const sorted = rows.sort((a, b) => direction * compare(value(a), value(b)));
  const page = pageOf(sorted, value, (row, from) => direction * compare(value(row), from) > 0, after, first);
  return { ...page, rows: page.rows.map(({ row, position }) => ({ row: forList(row, heads), position })) };
}

/** The index documents in memory, with the semantics of datasources/mongo/customerIndex.ts. */
export function memoryCustomerIndex(now: () => number): CustomerIndex {
  const documents = new Map<string, Stored>();
  const inView = (view: RowView): Stored[] => [...documents.values()].filter((document) => isInView(document, view));

  return {
    async byIds(ids, view) {
      return new Map(inView(view).flatMap((row) => row.ids.filter((id) => ids.includes(id)).map((id) => [id, forReader(row)])));
    },
    async byKey(key, view, limit) {
      return inView(view).filter((row) => row.keys.includes(key)).slice(0, limit).map(forReader);
    },
    async list({ filter, orderBy, after, first }, view, heads) {
      const { kind, territory, distributor, createdAfter } = filter;
      const rows = inView(view).filter(
        (row) =>
          (!kind || row.kind === kind) &&
          (territory === undefined || row.scope.includes(`territory:${territory}`)) &&
          (distributor === undefined || row.scope.includes(`distributor:${distributor}`)) &&
          (!createdAfter || row.createdAt >= createdAfter),
      );
      return ordered(rows, ORDERS[orderBy], after, first, heads);
    },
    async search(words, after, first, view, heads) {
      const rows = words.length === 0 ? [] : inView(view).filter((row) => words.every((word) => row.tokens.some((token) => token.startsWith(word))));
      return ordered(rows, ORDERS.NAME_ASC, after, first, heads);
    },
    async byPartyRefs(refs, view) {
      return new Map(inView(view).flatMap((row) => row.parties.filter(({ ref }) => refs.includes(ref)).map(({ ref }) => [ref, forReader(row)])));
    },
    async revisions(ids) {
      const found = ids.flatMap((id) => documents.get(id) ?? []);
      return new Map(
        found.map(({ _id, revision, hash, audience, scope, parties }) => [
          _id,
          { revision, hash, live: audience.length > 0, scope: scope.filter((key) => !key.startsWith('self:')), partyRefs: parties.map(({ ref }) => ref) },
        ]),
      );
    },
    async customersListing(refs) {
      const keys = refs.map((ref) => `ref:${ref}`);
      return [...new Set([...documents.values()].filter((row) => row.keys.some((key) => keys.includes(key))).map((row) => row.customerId))];
    },
    async relinkedSince(position, limit) {
      const rows = [...documents.values()].map((row) => ({ ...row, ...(row.linkedAt && { changedAt: row.linkedAt }) }));
      return changedFrom(rows, position, limit).map(({ _id: id, ids, relinks: rev = 0, changedAt: at }) => ({ id, ids, rev, at }));
    },
    newestRelink: async () => newestChange([...documents.values()].map(({ _id, linkedAt }) => ({ _id, ...(linkedAt && { changedAt: linkedAt }) }))),
    async put(changed, relinked = new Set()) {
      return changed.flatMap((document) => {
        if ((documents.get(document._id)?.revision ?? 0) !== document.revision - 1) return [document._id];
        const isRelinked = document.revision === 1 || relinked.has(document._id);
        const { linkedAt, relinks = 0 } = documents.get(document._id) ?? {};
        documents.set(document._id, { ...document, ...(isRelinked ? { linkedAt: new Date(now()), relinks: relinks + 1 } : linkedAt && { linkedAt, relinks }) });
        return [];
      });
    },
  };
}
