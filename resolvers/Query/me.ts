import type { GraphQLResolveInfo } from 'graphql';
import type { Principal } from '../../domain/principal.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerById } from '../support/customers.ts';
import { foundInLiveScope } from '../support/liveScope.ts';
import type { MaybePromise } from '../support/maybePromise.ts';

interface ViewerParent {
  subject: string;
  role: string;
  scopes: string[];
  purpose: string | null;
  rows: string;
}

/** `all`, `none`, or `self, territory North`: a customer's own id is not told back. */
function rowsInWords({ rows }: Principal): string {
  if (rows.all) return 'all';
  const words = rows.keys.map((key) => (key.startsWith('self:') ? 'self' : key.replace(':', ' ')));
  return words.length > 0 ? [...new Set(words)].join(', ') : 'none';
}

export function me(_root: unknown, _args: unknown, { principal }: RequestContext): ViewerParent {
  const { subject, role, scopes, purpose } = principal;
  return { subject, role, scopes: [...scopes].sort(), purpose, rows: rowsInWords(principal) };
}

/** The other fields of `Viewer` stand on the parent. */
export const Viewer = {
  customer: (_viewer: unknown, _args: unknown, ctx: RequestContext, info: GraphQLResolveInfo): MaybePromise<CustomerHandle | null> =>
    ctx.principal.customerId === null ? null : foundInLiveScope(customerById(ctx.principal.customerId, ctx), ctx, info),
};
