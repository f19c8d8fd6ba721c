import { join } from 'node:path';
import { loadPolicy, type Policy } from '../../directives/policy.ts';
import { fingerprintOf } from '../../gateway/admission.ts';
import type { Principal, Role, Scope } from '../../domain/principal.ts';

/** The policy that is shipped. */
export const shippedPolicy: Policy = loadPolicy(join(__dirname, '../../policy.yml'));

/** A principal of a role with all the scopes that the role can have, or with these. */
export function caller(role: Role, scopes: readonly Scope[] = [...shippedPolicy.scopesOf(role)], changes: Partial<Principal> = {}): Principal {
  const principal: Principal = {
    subject: `${role}-1`,
    role,
    scopes: new Set(scopes),
    purpose: null,
    onBehalfOf: null,
    zone: null,
    channel: null,
    issuedToken: null,
    rows: { all: true },
    customerId: null,
    fingerprint: '',
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    ...changes,
  };
  // The real one: callers who see different things must not share a plan.
  return { ...principal, fingerprint: changes.fingerprint ?? fingerprintOf(shippedPolicy, principal) };
}
