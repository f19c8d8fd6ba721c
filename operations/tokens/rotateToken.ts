/** Gives a token a new secret. Of two rotations at once one wins, so that no admin hands out a secret that is none. */
import { GatewayError } from '../../domain/errors.ts';
import { TOKEN_REVOKED_TOPIC, tokenState } from '../../domain/issuedToken.ts';
import type { TokenContext } from './context.ts';
import type { IssuedSecret } from './issueToken.ts';
import { endOf, issuingOf, refuse } from './refuse.ts';
import { newSecret } from './secret.ts';

/** As an admin gives it (`RotateTokenInput` of the schema). */
export interface RotateTokenInput {
  id: string;
  graceSeconds?: number | null;
  /** ISO 8601 in UTC. */
  expiresAt?: string | null;
}

/** The token with its new secret: durable when it is given. Throws BAD_USER_INPUT, STORE_UNAVAILABLE. */
export async function rotateToken({ id, graceSeconds, expiresAt }: RotateTokenInput, context: TokenContext): Promise<IssuedSecret> {
  const issuing = issuingOf(context);
  const nowMs = context.now();
  const graceMs = (graceSeconds ?? 0) * 1_000;
  if (graceMs < 0 || graceMs > issuing.maxGraceMs) refuse('graceSeconds', `must be from 0 to ${Math.floor(issuing.maxGraceMs / 1_000)}`);

  const known = (await context.store.tokens.byIds([id])).get(id);
  if (!known) refuse('id', 'names no token');
  if (known.revokedAt !== null) refuse('id', 'names a token that has been revoked: issue another');
  const end = expiresAt == null ? known.expiresAt : endOf(expiresAt, issuing, nowMs);
  if (tokenState({ revokedAt: null, expiresAt: end }, nowMs) === 'EXPIRED') refuse('expiresAt', 'is needed: the token has expired');

  const { bearerToken, hash } = newSecret(id);
  // An expired token's secret does not come back with its new end.
  const hasGrace = graceMs > 0 && tokenState(known, nowMs) === 'ACTIVE';
  const change = {
    hash,
    previous: hasGrace ? { hash: known.hash, until: new Date(Math.min(nowMs + graceMs, known.expiresAt.getTime())) } : null,
    rotatedAt: new Date(nowMs),
    expiresAt: end,
  };
  if (!(await context.store.tokens.rotate(id, known.hash, change))) {
    throw new GatewayError('BAD_USER_INPUT', 'The token was changed meanwhile: look at it again.', { argument: 'id' });
  }
  await context.notices.publish(TOKEN_REVOKED_TOPIC, { id });
  return { bearerToken, issuedToken: { ...known, ...change } };
}
