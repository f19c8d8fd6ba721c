import type { TokenDocument } from '../../datasources/mongo/documents.ts';
import { TOKEN_REVOKED_TOPIC } from '../../domain/issuedToken.ts';
import type { TokenContext } from './context.ts';
import { refuse } from './refuse.ts';

/**
 * Ends a token for good, also where this gateway takes none. Durable when it resolves: whoever asks the store from then on
 * refuses it. Throws BAD_USER_INPUT for an unknown id, STORE_UNAVAILABLE.
 */
export async function revokeToken(id: string, { store, principal, notices, now }: Omit<TokenContext, 'issuing'>): Promise<TokenDocument> {
  const revoked = await store.tokens.revoke(id, new Date(now()), principal.subject);
  if (!revoked) refuse('id', 'names no token');
  await notices.publish(TOKEN_REVOKED_TOPIC, { id });
  return revoked;
}
