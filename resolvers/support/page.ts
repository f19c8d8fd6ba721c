/** Arguments, cursors and page info of every connection. */
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

/** A list as its cursors are bound to it: whose it is, under which policy, which one, under which conditions. Told only where a cursor is made or read. */
export class Listing {
  readonly #ctx: RequestContext;
  readonly #parts: readonly unknown[];
  #binding: string | null = null;

  /** `parts`: the field and everything that decides which rows it has and in what order. */
  constructor(ctx: RequestContext, ...parts: readonly unknown[]) {
    this.#ctx = ctx;
    this.#parts = parts;
  }

  #bindingText(): string {
    const { principal, view, policyHash } = this.#ctx;
    return (this.#binding ??= JSON.stringify([principal.subject, principal.role, view.rows.all || view.rows.keys, policyHash, ...this.#parts]));
  }

  /** Where to go on; null at the beginning. Throws BAD_USER_INPUT for a cursor that is not of this list. */
  positionAfter({ after }: PageArgs): ListPosition | null {
    return after == null ? null : this.#ctx.cursors.decode(after, this.#bindingText());
  }

  cursorAt(position: ListPosition): string {
    return this.#ctx.cursors.encode(position, this.#bindingText());
  }
}

/** The parent of a connection type. */
export interface Connection<Edge> {
  edges: Edge[];
  pageInfo: PageInfoParent<Edge>;
}

/** The parent of `PageInfo`. */
export interface PageInfoParent<Edge> {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  edges: readonly Edge[];
}

/** The connection of one page of edges. `after`: where the page began. */
export function connectionOf<Edge>(edges: Edge[], hasNextPage: boolean, after: ListPosition | null): Connection<Edge> {
  return { edges, pageInfo: { hasNextPage, hasPreviousPage: after !== null, edges } };
}
