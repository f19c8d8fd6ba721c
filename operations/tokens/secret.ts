import { hash, randomBytes } from 'node:crypto';
import { TOKEN_ID_BYTES, TOKEN_SECRET_BYTES, writeToken } from '../../domain/issuedToken.ts';

/** A name for a new token. */
export function newTokenId(): string {
  return randomBytes(TOKEN_ID_BYTES).toString('hex');
}

/**
 * A new secret of a token: what its holder sends, and the hash that is kept. SHA-256 is enough for 256 random bits:
 * there is nothing to guess that a slow hash would make dearer.
 */
export function newSecret(id: string): { bearerToken: string; hash: string } {
  const secret = randomBytes(TOKEN_SECRET_BYTES).toString('base64url');
  return { bearerToken: writeToken(id, secret), hash: hash('sha256', secret, 'base64url') };
}
