/**
 * The sample company's issuer: a key pair in DATA_DIR, made by whichever process comes first, so that a gateway and the
 * token command with the same DATA_DIR agree and no other gateway accepts its tokens.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK } from 'jose';
import type { Role, Scope } from '../../domain/principal.ts';

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

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function readKey(path: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Error(`The sample issuer's key ${KEY_FILE} cannot be read: delete it to have a new one made.`);
  }
}

/** A link fails if the name is taken and shows the file only whole, so of two makers one wins and none reads half a key. */
async function makeKey(path: string): Promise<void> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const text = JSON.stringify({ ...jwk, alg: ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

/** The sample issuer of a data directory; its key is made (mode 0600) if there is none yet. */
export async function openSampleIssuer(dataDir: string): Promise<SampleIssuer> {
  const path = join(dataDir, KEY_FILE);
  let privateKey = await readKey(path);
  if (!privateKey) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await makeKey(path);
    privateKey = await readKey(path);
  }
  if (!privateKey) throw new Error(`The sample issuer's key ${KEY_FILE} was removed while it was being made.`);
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
