/** The keys `auth` and `issuedTokens` of the configuration: whose tokens are accepted, and how they are read. */
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { isSafeAddress } from '../../datasources/upstream/providerDocuments.ts';
import { ROLES, SCOPES } from '../../domain/principal.ts';
import { ACCESS_TOKEN_TYPE } from '../auth/issuers.ts';

/** Claims that ID tokens carry as well (OpenID Connect Core, sections 2 and 3.3.2.11), so they tell nothing apart by being there. */
const ID_TOKEN_CLAIMS: ReadonlySet<string> = new Set([
  'iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'auth_time', 'nonce', 'acr', 'amr', 'azp', 'at_hash', 'c_hash', 'sid', 's_hash',
  'name', 'given_name', 'family_name', 'preferred_username', 'email', 'email_verified', 'phone_number', 'locale',
]);

function toKeySet(text: string, context: z.RefinementCtx): JSONWebKeySet {
  try {
    const set = JSON.parse(text) as JSONWebKeySet;
    if (Array.isArray(set.keys) && set.keys.every((key) => typeof key === 'object' && key.d === undefined && key.k === undefined)) return set;
  } catch {
    // Not JSON: the same problem for whoever has to mend it.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON Web Key Set of public keys' });
  return z.NEVER;
}

const isWordOf = (list: readonly string[], several: boolean) => (text: string) =>
  several ? text.split(' ').every((word) => word === '' || list.includes(word)) : list.includes(text);

/** Where a claim comes from; `ours` checks what a map or a fixed value makes of it. */
function claimSource(ours: z.ZodType<string>) {
  const fromClaim = z.strictObject({ claim: z.string().min(1), map: z.record(z.string().min(1), ours).optional(), required: z.boolean().default(false) });
  return z
    .union([z.string().min(1), fromClaim, z.strictObject({ value: ours })], { error: 'say the name of a claim, { claim, map, required } or { value }' })
    .transform((given) => {
      if (typeof given === 'string') return { claim: given, map: null, required: false };
      if ('value' in given) return given;
      return { claim: given.claim, map: given.map ? new Map(Object.entries(given.map)) : null, required: given.required };
    });
}

const plain = claimSource(z.string().min(1).max(200)).optional();
const claims = z
  .strictObject({
    role: claimSource(z.string().refine(isWordOf(ROLES, false), `must be one of ${ROLES.join(' ')}`)).optional(),
    scopes: claimSource(z.string().refine(isWordOf(SCOPES, true), `must be scopes between spaces, of ${SCOPES.join(' ')}`)).optional(),
    customer: plain,
    account: plain,
    distributor: plain,
    territory: plain,
    purpose: plain,
    onBehalfOf: plain,
    channel: plain,
  })
  .prefault({});

const requiredClaim = z
  .union([z.string().min(1), z.strictObject({ claim: z.string().min(1), value: z.string().min(1) })], { error: 'say the name of a claim, or { claim, value }' })
  .transform((given) => (typeof given === 'string' ? { claim: given, value: null } : given))
  .refine(({ claim, value }) => value !== null || !ID_TOKEN_CLAIMS.has(claim), 'is a claim that ID tokens carry as well: name another, or say its value in access tokens');

const address = z.string().refine(isSafeAddress, 'must be an https address (http on loopback only), without user and password');

const issuer = z
  .strictObject({
    issuer: z.string().min(1),
    audience: z.string().min(1),
    algorithms: z.array(z.enum(['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])).min(1).default(['ES256']),
    /** The public keys, as JSON (`${file:keys.json}`), or where they are; neither: by discovery. */
    jwks: z.string().transform(toKeySet).optional(),
    jwksUri: address.optional(),
    /** `typ` of the header; `none`: a header without one. */
    tokenType: z.string().regex(/^[\w.+-]+$/, 'must be a token type such as at+jwt or JWT').default(ACCESS_TOKEN_TYPE).transform((type) => type.toLowerCase()),
    requiredClaim: requiredClaim.optional(),
    subjectPrefix: z.string().regex(/^[\w.-]{1,40}$/, 'must be a short word').refine((word) => word !== 'token', 'is what subjects of issued tokens begin with').optional(),
    claims,
  })
  .superRefine((given, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (given.jwks && given.jwksUri !== undefined) refuse('jwksUri', 'stands beside jwks: say one of them');
    if (!given.jwks && given.jwksUri === undefined && !isSafeAddress(given.issuer)) {
      refuse('issuer', 'must be an https address (http on loopback only) for its keys to be discovered: or say jwksUri or jwks');
    }
    if (given.tokenType !== ACCESS_TOKEN_TYPE && !given.requiredClaim) {
      refuse('requiredClaim', `is needed with a tokenType other than ${ACCESS_TOKEN_TYPE}: a claim that no ID token of this issuer carries`);
    }
  });
export type IssuerConfig = z.infer<typeof issuer>;

const issuers = z
  .array(issuer)
  .min(1)
  .superRefine((all, context) => {
    all.forEach((one, index) => {
      const others = all.filter((other) => other !== one);
      if (others.some((other) => other.issuer === one.issuer)) context.addIssue({ code: 'custom', path: [index, 'issuer'], message: 'stands here twice' });
      if (others.length > 0 && (one.subjectPrefix === undefined || others.some((other) => other.subjectPrefix === one.subjectPrefix))) {
        context.addIssue({ code: 'custom', path: [index, 'subjectPrefix'], message: 'is needed, another for each issuer: two of them may name two people alike' });
      }
    });
  });

const milliseconds = z.number().int().min(0);

export const authSchema = z.union([
  /** The sample company's issuer: keys made in DATA_DIR, accepted on loopback only. */
  z.strictObject({ sample: z.literal(true) }),
  z.strictObject({
    issuers,
    /** Of the issuers' keys, where they are read from their provider. */
    keys: z
      .strictObject({
        intervalMs: milliseconds.min(1_000).default(30_000),
        maxAgeMs: milliseconds.min(1_000).default(10 * 60_000),
        lastGoodMs: milliseconds.min(60_000).default(12 * 60 * 60_000),
        timeoutMs: milliseconds.min(100).max(10_000).default(2_000),
      })
      .prefault({}),
  }),
]);

/** Tokens that admins issue for portals, distributors and bots. */
export const issuedTokensSchema = z
  .strictObject({
    enabled: z.boolean().default(true),
    maxLifetimeDays: z.number().int().min(1).max(3_660).default(366),
    maxGraceHours: z.number().int().min(0).max(24 * 31).default(72),
  })
  .prefault({});
