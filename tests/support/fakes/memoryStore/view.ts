import type { RowView } from '../../../../domain/principal.ts';
import type { StoredCustomerIndexDocument } from '../../../../datasources/mongo/documents.ts';
import type { ListPage, ListPosition } from '../../../../datasources/mongo/store.ts';

/** Whether a document may be met in this view (datasources/mongo/view.ts). */
export function isInView(document: StoredCustomerIndexDocument, { audience, rows }: RowView): boolean {
  return document.audience.includes(audience) && (rows.all || document.scope.some((key) => rows.keys.includes(key)));
}

/** A page of rows that are in order already; `compare` tells which rows lie beyond a position. */
export function pageOf<Row>(
  rows: readonly Row[],
  positionOf: (row: Row) => ListPosition,
  isBeyond: (row: Row, after: ListPosition) => boolean,
  after: ListPosition | null,
  first: number,
): ListPage<Row> {
  const left = after ? rows.filter((row) => isBeyond(row, after)) : rows;
  return { rows: left.slice(0, first).map((row) => ({ row, position: positionOf(row) })), hasMore: left.length > first };
}
