/**
 * Tokens that the gateway has issued: looked up in the store on every request and never remembered, so that a revoked
 * one stops at the next request on every instance, and none works while the store is away.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenDocument } from '../../datasources/mongo/documents.ts';
import type { Tokens } from '../../datasources/mongo/store.ts';
import type { Policy } from '../../directives/policy.ts';
import { GatewayError } from '../../domain/errors.ts';
import { ISSUABLE_ROLES, readToken, tokenState } from '../../domain/issuedToken.ts';
import type { Principal } from '../../domain/principal.ts';
import { admission } from '../admission.ts';
import { createAddressSet } from '../hosts/clientAddress.ts';
import { AuthenticationError, principalOf, type Claims } from '../principal.ts';

export interface IssuedTokensOptions {
  tokens: Pick<Tokens, 'byIds'>;
  policy(): Policy;
  now(): number;
}

export interface IssuedTokens {
  authenticate(token: string, clientAddress: string): Promise<Principal>;
}

/** The hash of no secret: compared with where there is nothing to compare with, so that both take the same time. */
const NO_HASH = Buffer.alloc(32);

/** The token as the secret of this hash opens it: until when; undefined if it is not its secret. */
function openedUntil(secretHash: Buffer, token: TokenDocument | undefined, nowMs: number): number | undefined {
  const isCurrent = timingSafeEqual(secretHash, token ? Buffer.from(token.hash, 'base64url') : NO_HASH);
  const isFormer = timingSafeEqual(secretHash, token?.previous ? Buffer.from(token.previous.hash, 'base64url') : NO_HASH);
  if (!token) return undefined;
  const expiresAtMs = token.expiresAt.getTime();
  if (isCurrent) return expiresAtMs;
  const formerUntilMs = token.previous?.until.getTime() ?? 0;
  return isFormer && formerUntilMs > nowMs ? Math.min(expiresAtMs, formerUntilMs) : undefined;
}

function claimsOf(token: TokenDocument, expiresAtMs: number): Claims {
  const { _id, role, scopes, customerId: customer, account, distributor, territory, purpose, onBehalfOf, channel } = token;
  return { subject: `token:${_id}`, role, scopes, customer, account, distributor, territory, purpose, onBehalfOf, channel, expiresAtMs };
}

function checkNetwork({ networks }: TokenDocument, clientAddress: string): void {
  if (networks.length === 0 || createAddressSet(networks)(clientAddress)) return;
  throw new GatewayError('FORBIDDEN', 'This token may not be used from your network.');
}

export function createIssuedTokens({ tokens, policy, now }: IssuedTokensOptions): IssuedTokens {
  return {
    async authenticate(text, clientAddress) {
      const parts = readToken(text);
      if (!parts) throw new AuthenticationError('The token is not valid here.');
      const secretHash = hash('sha256', parts.secret, 'buffer');
      const token = (await tokens.byIds([parts.id])).get(parts.id);
      const nowMs = now();
      const untilMs = openedUntil(secretHash, token, nowMs);
      // Only who has the secret is told more.
      if (!token || untilMs === undefined || !ISSUABLE_ROLES.includes(token.role)) throw new AuthenticationError('The token is not valid here.');
      const state = tokenState(token, nowMs);
      if (state === 'REVOKED') throw new AuthenticationError('The token has been revoked.');
      if (state === 'EXPIRED') throw new AuthenticationError('The token has expired.');
      checkNetwork(token, clientAddress);
      const claims = claimsOf(token, untilMs);
      const { _id: id, requestsPerMinute, costPerMinute } = token;
      const current = policy();
      return principalOf(claims, current, admission(current, claims, clientAddress), { id, requestsPerMinute, costPerMinute });
    },
  };
}
