/** From a bearer token to a principal: the only place that reads claims. */
import { hash } from 'node:crypto';
import { createLocalJWKSet, errors as joseErrors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Policy, RowClaim } from '../directives/policy.ts';
import { GatewayError } from '../domain/errors.ts';
import { ROLES, SCOPES, type Principal, type Role, type RowScope, type Scope } from '../domain/principal.ts';

/** Why a request has no principal; `challenge` is its WWW-Authenticate header (RFC 6750). */
export class AuthenticationError extends GatewayError {
  readonly challenge: string;

  constructor(message: string, challenge = 'Bearer error="invalid_token"') {
    super('UNAUTHENTICATED', message);
    this.challenge = challenge;
  }
}

export interface AuthenticatorOptions {
  issuer: string;
  audience: string;
  /** Public keys. */
  keySet: JSONWebKeySet;
  /** Signature algorithms to accept, asymmetric ones only: `ES256`, `EdDSA` ... */
  algorithms: readonly string[];
  /** The policy as it stands now: scopes and row rules of roles. */
  policy(): Policy;
  now?(): number;
}

/** Turns an `Authorization` header into a principal. */
export interface Authenticator {
  /**
   * At once for a token of an identity provider that was seen before. Throws, or rejects with, AuthenticationError.
   * `clientAddress`: where the request came from (hosts/clientAddress.ts).
   */
  authenticate(authorization: string | undefined, clientAddress: string): Principal | Promise<Principal>;
}

const MAX_CACHED_TOKENS = 10_000;
const MAX_CACHED_MS = 5 * 60 * 1000;
const MAX_TOKEN_LENGTH = 8_192;
const MAX_CLAIM_LENGTH = 200;
/** A token of another kind (an ID token, a logout token) says so in `typ`. */
const TOKEN_TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);
const ASYMMETRIC = /^(ES|RS|PS)(256|384|512)$|^EdDSA$|^Ed25519$/;

const CLAIM_OF: Record<RowClaim, string> = { self: 'customer_id', account: 'account', distributor: 'distributor', territory: 'territory' };

const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
const isScope = (value: string): value is Scope => (SCOPES as readonly string[]).includes(value);

/** A claim as text; null if absent. A claim of another kind or form refuses the token: it may have been meant to narrow it. */
function textClaim(payload: JWTPayload, name: string, form = /^[^\p{Cc}]+$/u): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > MAX_CLAIM_LENGTH || !form.test(value)) {
    throw new AuthenticationError(`The token's claim ${name} cannot be used.`);
  }
  return value;
}

function scopesOf(payload: JWTPayload, role: Role, policy: Policy): ReadonlySet<Scope> {
  const claim = payload['scope'];
  if (claim === undefined) return policy.scopesWithoutClaim(role);
  if (typeof claim !== 'string') throw new AuthenticationError("The token's claim scope cannot be used.");
  const allowed = policy.scopesOf(role);
  return new Set(claim.split(' ').filter(isScope).filter((scope) => allowed.has(scope)));
}

function rowsOf(payload: JWTPayload, role: Role, scopes: ReadonlySet<Scope>, policy: Policy): RowScope {
  if (role === 'partner' && scopes.size === 0) return { all: false, keys: [] };
  const rule = policy.rowsOf(role);
  const keys = rule.by.flatMap((claim) => {
    const value = textClaim(payload, CLAIM_OF[claim]);
    return value === null ? [] : [`${claim}:${value}`];
  });
  return keys.length === 0 && rule.without === 'all' ? { all: true } : { all: false, keys };
}

/** The principal that verified claims make under a policy. Throws AuthenticationError. */
export function principalOf(payload: JWTPayload, policy: Policy): Principal {
  const subject = textClaim(payload, 'sub');
  const role = payload['role'];
  if (subject === null || !isRole(role)) throw new AuthenticationError('The token names no subject or no known role.');
  const scopes = scopesOf(payload, role, policy);
  const purpose = textClaim(payload, 'purpose', /^[\w .:-]+$/);
  return {
    subject,
    role,
    scopes,
    purpose,
    onBehalfOf: textClaim(payload, 'on_behalf_of'),
    zone: null,
    channel: textClaim(payload, 'channel', /^[\w.-]+$/),
    issuedToken: null,
    rows: rowsOf(payload, role, scopes, policy),
    customerId: policy.rowsOf(role).by.includes('self') ? textClaim(payload, 'customer_id') : null,
    fingerprint: `${role}|${[...scopes].sort().join(' ')}|${purpose ?? ''}`,
    expiresAtMs: (payload.exp ?? 0) * 1000,
  };
}

interface Verified {
  payload: JWTPayload;
  policyHash: string;
  principal: Principal;
  untilMs: number;
}

/** Makes the authenticator. Throws where an algorithm is not asymmetric. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const wrong = options.algorithms.filter((algorithm) => !ASYMMETRIC.test(algorithm));
  if (wrong.length > 0 || options.algorithms.length === 0) throw new Error('Tokens are verified by asymmetric algorithms only, such as ES256.');
  const now = options.now ?? Date.now;
  const keys = createLocalJWKSet(options.keySet);
  const cache = new LRUCache<string, Verified>({ max: MAX_CACHED_TOKENS });

  const verify = async (token: string, key: string): Promise<Principal> => {
    let payload: JWTPayload;
    try {
      const result = await jwtVerify(token, keys, {
        algorithms: [...options.algorithms],
        issuer: options.issuer,
        audience: options.audience,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      });
      const type = result.protectedHeader.typ?.toLowerCase();
      if (type !== undefined && !TOKEN_TYPES.has(type)) throw new AuthenticationError('The token is not an access token.');
      payload = result.payload;
    } catch (error) {
      if (error instanceof AuthenticationError) throw error;
      if (error instanceof joseErrors.JWTExpired) throw new AuthenticationError('The token has expired.');
      throw new AuthenticationError('The token is not valid here.');
    }
    const policy = options.policy();
    const principal = principalOf(payload, policy);
    cache.set(key, { payload, policyHash: policy.hash, principal, untilMs: Math.min(principal.expiresAtMs, now() + MAX_CACHED_MS) });
    return principal;
  };

  return {
    authenticate(authorization) {
      if (authorization === undefined) throw new AuthenticationError('Send a bearer token in the Authorization header.', 'Bearer');
      const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization)?.[1];
      if (token === undefined || token.length > MAX_TOKEN_LENGTH) throw new AuthenticationError('The Authorization header holds no bearer token.');
      const key = hash('sha256', token, 'base64');
      const known = cache.get(key);
      if (!known) return verify(token, key);
      if (known.untilMs <= now()) {
        cache.delete(key);
        return verify(token, key);
      }
      const policy = options.policy();
      if (known.policyHash !== policy.hash) {
        known.principal = principalOf(known.payload, policy);
        known.policyHash = policy.hash;
      }
      return known.principal;
    },
  };
}
