/** Access tokens of identity providers: JWTs (RFC 7519, RFC 9068), verified and then remembered by their hash. */
import { hash } from 'node:crypto';
import { decodeJwt, errors as joseErrors, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Policy } from '../../directives/policy.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { admission } from '../admission.ts';
import { AuthenticationError, principalOf, type Claims } from '../principal.ts';
import { readClaims } from './claims.ts';
import type { TrustedIssuer } from './issuers.ts';

const MAX_CACHED_TOKENS = 10_000;
const MAX_CACHED_MS = 5 * 60 * 1000;
const MAX_TOKEN_LENGTH = 8_192;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface ProviderTokensOptions {
  issuers: readonly TrustedIssuer[];
  policy(): Policy;
  now(): number;
}

interface Verified {
  claims: Claims;
  untilMs: number;
  policyHash: string;
  /** Under that policy, by network zone. */
  byZone: Map<string | null, Principal>;
}

const invalid = (): AuthenticationError => new AuthenticationError('The token is not valid here.');

/** The `iss` of a token that nobody has verified yet: says only by whose rules to verify it. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function checkType(typ: string | undefined, { tokenType }: TrustedIssuer): void {
  const given = typ?.toLowerCase().replace(/^application\//, '') ?? null;
  if (given !== tokenType) throw new AuthenticationError('The token is not an access token.');
}

function checkRequiredClaim(payload: JWTPayload, { requiredClaim }: TrustedIssuer): void {
  if (!requiredClaim) return;
  const { claim, value } = requiredClaim;
  const given = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  if (given == null || (value !== null && given !== value)) throw new AuthenticationError('The token is not an access token.');
}

/** Checks a token wholly; what it says of keys, addresses of keys or critical headers is never followed. */
async function verify(token: string, issuer: TrustedIssuer, nowMs: number): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, issuer.getKey, {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience: issuer.audience,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(nowMs),
    });
    checkType(protectedHeader.typ, issuer);
    checkRequiredClaim(payload, issuer);
    return payload;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    if (error instanceof joseErrors.JWTExpired) throw new AuthenticationError('The token has expired.');
    throw invalid();
  }
}

/**
 * Takes a token and the client's address. A known one gives its principal at once, under the policy of that moment.
 * Throws, or rejects with, what `Authenticator.authenticate` says.
 */
export function createProviderTokens({ issuers, policy, now }: ProviderTokensOptions): (token: string, clientAddress: string) => Principal | Promise<Principal> {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  const cache = new LRUCache<string, Verified>({ max: MAX_CACHED_TOKENS });

  const admitted = (verified: Verified, clientAddress: string): Principal => {
    const current = policy();
    if (verified.policyHash !== current.hash) {
      verified.policyHash = current.hash;
      verified.byZone.clear();
    }
    const zone = admission(current, verified.claims, clientAddress);
    let principal = verified.byZone.get(zone);
    if (!principal) verified.byZone.set(zone, (principal = principalOf(verified.claims, current, zone)));
    return principal;
  };

  const meet = async (token: string, key: string, clientAddress: string): Promise<Principal> => {
    const issuer = byName.get(claimedIssuer(token) ?? '');
    if (!issuer) throw invalid();
    const claims = readClaims(await verify(token, issuer, now()), issuer.claims, issuer.subjectPrefix);
    const verified: Verified = { claims, untilMs: Math.min(claims.expiresAtMs, now() + MAX_CACHED_MS), policyHash: '', byZone: new Map() };
    cache.set(key, verified);
    return admitted(verified, clientAddress);
  };

  return (token, clientAddress) => {
    if (token.length > MAX_TOKEN_LENGTH || !FORM.test(token)) throw new AuthenticationError('The Authorization header holds no bearer token.');
    const key = hash('sha256', token, 'base64');
    const known = cache.get(key);
    if (known && known.untilMs > now()) return admitted(known, clientAddress);
    if (known) cache.delete(key);
    return meet(token, key, clientAddress);
  };
}
