/** Arguments and edges of every connection. */
import type { ListPosition } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { badInput } from './failures.ts';

/** The longest page of any connection (`@listSize(max:)` in the schema). */
export const MAX_FIRST = 100;

export interface PageArgs {
  first?: number | null;
  after?: string | null;
}

/** The page size asked for, or `assumed` (the schema's). Throws BAD_USER_INPUT outside 1 to 100. */
export function pageSize(args: PageArgs, assumed: number): number {
  const first = args.first ?? assumed;
  if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) throw badInput('first', `must be from 1 to ${MAX_FIRST}`);
  return first;
}

/** What a cursor of this list is bound to: the caller, the list, its filter and its order. */
export function listBinding(ctx: RequestContext, list: string, ...conditions: unknown[]): string {
  const { rows } = ctx.view;
  return JSON.stringify([ctx.principal.subject, ctx.principal.role, rows.all || rows.keys, list, ...conditions]);
}

/** Where to go on; null at the beginning. Throws BAD_USER_INPUT for a cursor that is not of this list. */
export function positionAfter(args: PageArgs, ctx: RequestContext, binding: string): ListPosition | null {
  return args.after == null ? null : ctx.cursors.decode(args.after, binding);
}

/** A row of a page. Its cursor is made only where it is asked for. */
export interface Edge<Row> {
  row: Row;
  position: ListPosition;
  binding: string;
}

export interface Connection<Row> {
  edges: Edge<Row>[];
  pageInfo: PageInfoParent;
}

/** The parent of `PageInfo`. */
export interface PageInfoParent {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  binding: string;
  first: ListPosition | null;
  last: ListPosition | null;
}

/** The connection of one page of rows. */
export function connectionOf<Row>(
  rows: readonly { row: Row; position: ListPosition }[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
  binding: string,
): Connection<Row> {
  return {
    edges: rows.map(({ row, position }) => ({ row, position, binding })),
    pageInfo: { hasNextPage, hasPreviousPage, binding, first: rows[0]?.position ?? null, last: rows.at(-1)?.position ?? null },
  };
}
