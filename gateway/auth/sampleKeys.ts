/**
 * The sample company's issuer: a key pair in DATA_DIR, made by whichever process comes first, so that a gateway and the
 * token command with the same DATA_DIR agree and no other gateway accepts its tokens.
 */
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK } from 'jose';
import type { Role, Scope } from '../../domain/principal.ts';
import { madeOnce } from '../instanceSecret.ts';

const ALGORITHM = 'ES256';
const KEY_FILE = 'sample-issuer.jwk';
const DEFAULT_LIFETIME_SECONDS = 12 * 60 * 60;

/** What a gateway needs to accept the sample issuer's tokens, and what signs them. */
export interface SampleIssuer {
  issuer: string;
  audience: string;
  algorithms: readonly string[];
  /** Public keys only. */
  keySet: JSONWebKeySet;
  privateKey: JWK;
}

/** Claims of a sample token. Without `scopes` the token has no scope claim: the role's own set, for a partner none. */
export interface SampleTokenClaims {
  role: Role;
  subject?: string | undefined;
  customer?: string | undefined;
  account?: string | undefined;
  distributor?: string | undefined;
  territory?: string | undefined;
  purpose?: string | undefined;
  scopes?: readonly Scope[] | undefined;
  lifetimeSeconds?: number | undefined;
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return JSON.stringify({ ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) });
}

function readKey(text: string): JWK {
  try {
    return JSON.parse(text) as JWK;
  } catch {
    throw new Error(`The sample issuer's key ${KEY_FILE} cannot be read: delete it to have a new one made.`);
  }
}

/** The sample issuer of a data directory; its key is made (mode 0600) if there is none yet. */
export async function openSampleIssuer(dataDir: string): Promise<SampleIssuer> {
  // Made in any case, since making one takes waiting and `madeOnce` cannot wait; it is thrown away if there is one.
  const made = await makeKey();
  const privateKey = readKey(madeOnce(dataDir, KEY_FILE, () => made));
  const { d: _secret, ...publicKey } = privateKey;
  return {
    issuer: 'https://issuer.sample.invalid',
    audience: 'customer-360-sample',
    algorithms: [ALGORITHM],
    keySet: { keys: [publicKey as JWK & { kty: string }] } as JSONWebKeySet,
    privateKey,
  };
}

/** A signed token of the sample issuer. */
export async function signSampleToken(issuer: SampleIssuer, claims: SampleTokenClaims, nowMs: number = Date.now()): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000);
  const optional: Record<string, string | undefined> = {
    customer_id: claims.customer,
    account: claims.account,
    distributor: claims.distributor,
    territory: claims.territory,
    purpose: claims.purpose,
    scope: claims.scopes?.join(' '),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return new SignJWT({ role: claims.role, ...given })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: issuer.privateKey.kid ?? '' })
    .setSubject(claims.subject ?? `sample-${claims.role}`)
    .setIssuer(issuer.issuer)
    .setAudience(issuer.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (claims.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS))
    .sign(await importJWK(issuer.privateKey, ALGORITHM));
}
