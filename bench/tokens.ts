/** The tokens of a run: signed as the sample issuer signs, with a key pair that lives as long as the run. */
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import type { Role } from '../domain/principal.ts';

export const ISSUER = 'https://issuer.bench.invalid';
export const AUDIENCE = 'customer-360-bench';
export const ALGORITHM = 'ES256';
const LIFETIME_SECONDS = 3_600;

export interface Issuer {
  /** Public keys, for those who verify. */
  keySet: JSONWebKeySet;
  sign(role: Role): Promise<string>;
}

export async function createIssuer(): Promise<Issuer> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const { d: _secret, ...publicKey } = await exportJWK(pair.privateKey);
  const signingKey = await importJWK({ ...(await exportJWK(pair.privateKey)), alg: ALGORITHM } as JWK);
  return {
    keySet: { keys: [{ ...publicKey, alg: ALGORITHM, use: 'sig' }] } as JSONWebKeySet,
    sign: (role) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
        .setSubject(`bench-${role}`)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${LIFETIME_SECONDS}s`)
        .sign(signingKey),
  };
}
