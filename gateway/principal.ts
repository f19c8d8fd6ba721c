/** From what a checked token says to a principal: the same for tokens of identity providers and for issued ones. */
import type { Policy, RowClaim } from '../directives/policy.ts';
import { GatewayError } from '../domain/errors.ts';
import type { IssuedTokenLimits, Principal, Role, RowScope, Scope } from '../domain/principal.ts';
import { fingerprintOf } from './admission.ts';

/** Why a request has no principal; `challenge` is its WWW-Authenticate header (RFC 6750). */
export class AuthenticationError extends GatewayError {
  readonly challenge: string;

  constructor(message: string, challenge = 'Bearer error="invalid_token"') {
    super('UNAUTHENTICATED', message);
    this.challenge = challenge;
  }
}

/** Turns an `Authorization` header into a principal. */
export interface Authenticator {
  /**
   * At once for a token of an identity provider that was seen before. What outlives its request asks again, with the
   * same header and address (event streams). Throws, or rejects with, AuthenticationError;
   * FORBIDDEN where the token may not be used from this address, by this channel or for this purpose; STORE_UNAVAILABLE
   * where an issued token, SOURCE_UNAVAILABLE where a provider's keys cannot be looked up.
   * `clientAddress`: where the request came from (hosts/clientAddress.ts).
   */
  authenticate(authorization: string | undefined, clientAddress: string): Principal | Promise<Principal>;
}

/** What a token says once it has been checked; null: it says nothing of that. */
export interface Claims {
  subject: string;
  role: Role;
  /** Null: the token has no such claim. */
  scopes: readonly Scope[] | null;
  customer: string | null;
  account: string | null;
  distributor: string | null;
  territory: string | null;
  purpose: string | null;
  onBehalfOf: string | null;
  channel: string | null;
  expiresAtMs: number;
}

function scopesOf({ role, scopes }: Claims, policy: Policy): ReadonlySet<Scope> {
  if (scopes === null) return policy.scopesWithoutClaim(role);
  const allowed = policy.scopesOf(role);
  return new Set(scopes.filter((scope) => allowed.has(scope)));
}

function rowsOf(claims: Claims, scopes: ReadonlySet<Scope>, policy: Policy): RowScope {
  if (claims.role === 'partner' && scopes.size === 0) return { all: false, keys: [] };
  const named: Record<RowClaim, string | null> = {
    self: claims.customer, account: claims.account, distributor: claims.distributor, territory: claims.territory,
  };
  const rule = policy.rowsOf(claims.role);
  const keys = rule.by.flatMap((claim) => (named[claim] === null ? [] : [`${claim}:${named[claim]}`]));
  return keys.length === 0 && rule.without === 'all' ? { all: true } : { all: false, keys };
}

/** The principal that checked claims make under a policy, from a network zone. */
export function principalOf(claims: Claims, policy: Policy, zone: string | null = null, issuedToken: IssuedTokenLimits | null = null): Principal {
  const { subject, role, purpose, onBehalfOf, channel, expiresAtMs } = claims;
  const scopes = scopesOf(claims, policy);
  return {
    subject,
    role,
    scopes,
    purpose,
    onBehalfOf,
    zone,
    channel,
    issuedToken,
    rows: rowsOf(claims, scopes, policy),
    customerId: policy.rowsOf(role).by.includes('self') ? claims.customer : null,
    fingerprint: fingerprintOf(policy, { role, scopes, purpose, zone, channel }),
    expiresAtMs,
  };
}
