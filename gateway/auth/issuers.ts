/** Identity providers whose access tokens are accepted. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { DEFAULT_CLAIMS, type ClaimName, type ClaimRules, type ClaimSource } from './claims.ts';

/** What a token of an issuer must be like; whatever it is not, refuses it. */
export interface TrustedIssuer {
  /** Compared exactly with `iss`. */
  issuer: string;
  /** Must be among `aud`. */
  audience: string;
  /** Asymmetric signature algorithms: `ES256`, `EdDSA` ... */
  algorithms: readonly string[];
  /** Finds the public key of a token's header. */
  getKey: JWTVerifyGetKey;
  /** The header's `typ`, lower-case and without `application/`; null: a header without one. */
  tokenType: string | null;
  /** A claim (with this value, unless null) that no ID token of the issuer carries. */
  requiredClaim: { claim: string; value: string | null } | null;
  /** Goes before `sub`, where several issuers could name two people alike. */
  subjectPrefix: string | null;
  claims: ClaimRules;
}

const ASYMMETRIC = /^(ES|RS|PS)(256|384|512)$|^EdDSA$|^Ed25519$/;
/** RFC 9068, section 2.1. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** Claim rules of a configuration, the default name where it says nothing. */
export function claimRules(given: Readonly<Partial<Record<ClaimName, ClaimSource>>> = {}): ClaimRules {
  const names = Object.keys(DEFAULT_CLAIMS) as ClaimName[];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? { claim: DEFAULT_CLAIMS[name], map: null, required: false }])) as ClaimRules;
}

/** An issuer whose keys are at hand, with everything else as RFC 9068 has it and the claims by their default names. */
export function localIssuer(options: Pick<TrustedIssuer, 'issuer' | 'audience' | 'algorithms'> & { keySet: JSONWebKeySet }): TrustedIssuer {
  const { issuer, audience, algorithms, keySet } = options;
  return {
    issuer, audience, algorithms,
    getKey: createLocalJWKSet(keySet),
    tokenType: ACCESS_TOKEN_TYPE,
    requiredClaim: null,
    subjectPrefix: null,
    claims: claimRules(),
  };
}

/**
 * Refuses what no configuration may allow: symmetric algorithms, two issuers of one name, another token type without a
 * claim that tells access tokens from ID tokens, subjects that could be confused. Throws Error.
 */
export function checkIssuers(issuers: readonly TrustedIssuer[]): void {
  for (const { algorithms, tokenType, requiredClaim } of issuers) {
    if (algorithms.length === 0 || !algorithms.every((algorithm) => ASYMMETRIC.test(algorithm))) {
      throw new Error('Tokens are verified by asymmetric algorithms only, such as ES256.');
    }
    if (tokenType !== ACCESS_TOKEN_TYPE && requiredClaim === null) {
      throw new Error(`A token type other than ${ACCESS_TOKEN_TYPE} needs a claim that no ID token carries.`);
    }
  }
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length) throw new Error('Two issuers have the same name.');
  const prefixes = issuers.map(({ subjectPrefix }) => subjectPrefix);
  if (issuers.length > 1 && (prefixes.includes(null) || new Set(prefixes).size < prefixes.length)) {
    throw new Error('Several issuers need a subject prefix each, all different: two of them may name two people alike.');
  }
}
