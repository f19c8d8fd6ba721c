import { GatewayError } from '../../domain/errors.ts';
import type { TokenContext, TokenIssuing } from './context.ts';

/** Throws BAD_USER_INPUT; what was given is not repeated. */
export function refuse(argument: string, expected: string): never {
  throw new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` ${expected}.`, { argument });
}

export function issuingOf({ issuing }: TokenContext): TokenIssuing {
  if (issuing === null) throw new GatewayError('BAD_USER_INPUT', 'This gateway takes no issued tokens (issuedTokens.enabled).');
  return issuing;
}

/** The end of a token. Throws BAD_USER_INPUT for one that is past or too far away. */
export function endOf(expiresAt: string, { maxLifetimeMs }: TokenIssuing, nowMs: number): Date {
  const atMs = Date.parse(expiresAt);
  if (!(atMs > nowMs)) refuse('expiresAt', 'must be in the future');
  if (atMs > nowMs + maxLifetimeMs) refuse('expiresAt', `must be at most ${Math.floor(maxLifetimeMs / 86_400_000)} days away`);
  return new Date(atMs);
}
