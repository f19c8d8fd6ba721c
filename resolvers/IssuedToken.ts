/** A token as an admin sees it; the other fields stand on the stored document under the same names. */
import { tokenState, type TokenState } from '../domain/issuedToken.ts';
import type { RequestContext } from './context.ts';
import type { IssuedTokenEdgeParent, IssuedTokenParent } from './support/issuedTokens.ts';

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

export const IssuedToken = {
  id: ({ _id }: IssuedTokenParent): string => _id,
  state: (token: IssuedTokenParent, _args: unknown, ctx: RequestContext): TokenState => tokenState(token, ctx.now()),
  createdAt: ({ createdAt }: IssuedTokenParent): string | null => instant(createdAt),
  expiresAt: ({ expiresAt }: IssuedTokenParent): string | null => instant(expiresAt),
  rotatedAt: ({ rotatedAt }: IssuedTokenParent): string | null => instant(rotatedAt),
  revokedAt: ({ revokedAt }: IssuedTokenParent): string | null => instant(revokedAt),
  previousUntil: ({ previous, revokedAt }: IssuedTokenParent, _args: unknown, ctx: RequestContext): string | null =>
    previous && revokedAt === null && previous.until.getTime() > ctx.now() ? instant(previous.until) : null,
};

export const IssuedTokenEdge = {
  cursor: ({ position, listing }: IssuedTokenEdgeParent): string => listing.cursorAt(position),
};
