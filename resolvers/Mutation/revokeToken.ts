import { revokeToken as revoke } from '../../operations/tokens/revokeToken.ts';
import type { RequestContext } from '../context.ts';
import type { IssuedTokenParent } from '../support/issuedTokens.ts';

export async function revokeToken(_root: unknown, { id }: { id: string }, ctx: RequestContext): Promise<{ issuedToken: IssuedTokenParent }> {
  return { issuedToken: await revoke(id, ctx) };
}
