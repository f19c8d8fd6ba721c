/** A place in an ordered list: the sort values of the last row of a page. Encrypted before a client sees it. */
export type ListPosition = readonly (string | number)[];

export interface ListPage<Row> {
  rows: { row: Row; position: ListPosition }[];
  hasMore: boolean;
}
