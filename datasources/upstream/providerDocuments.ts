/**
 * What a gateway reads of an identity provider: its discovery document (OpenID Connect Discovery 1.0) and its keys. Only
 * over TLS, but for loopback; no redirect is followed; answers are bounded in size and time; no error tells an answer.
 */
import { Agent, request } from 'undici';
import type { JSONWebKeySet, JWK } from 'jose';

export interface ProviderDocumentsOptions {
  issuer: string;
  jwksUri?: string | undefined;
  timeoutMs: number;
}

export interface ProviderDocuments {
  /** The public signature keys as they stand now: one or more. Rejects with an Error that says why not. */
  readKeys(): Promise<JSONWebKeySet>;
  close(): Promise<void>;
}

const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 100;
const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const ASYMMETRIC: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP']);
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** An answer that is not taken, and why. */
class Refused extends Error {}

/** Whether an address may be read at all: https, or http to this machine. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** OpenID Connect Discovery 1.0, section 4.1: a terminating slash of the issuer goes first. */
function discoveryAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Public asymmetric keys for signatures; others of the set are for somebody else. */
function signatureKeys(set: unknown): JSONWebKeySet {
  const listed: unknown = isObject(set) ? set['keys'] : undefined;
  if (!Array.isArray(listed) || listed.length > MAX_KEYS) throw new Error('the answer is no set of keys');
  const keys = listed.filter(
    (key): key is JWK & { kty: string } =>
      isObject(key) && ASYMMETRIC.has(key['kty']) && (key['use'] === undefined || key['use'] === 'sig') && !PRIVATE_MEMBERS.some((name) => name in key),
  );
  if (keys.length === 0) throw new Error('the answer holds no public key for signatures');
  return { keys } as JSONWebKeySet;
}

export function createProviderDocuments({ issuer, jwksUri, timeoutMs }: ProviderDocumentsOptions): ProviderDocuments {
  // undici follows no redirect unless told to.
  const dispatcher = new Agent({ connections: 1, connect: { timeout: timeoutMs } });

  async function readJson(address: string, signal: AbortSignal): Promise<unknown> {
    if (!isSafeAddress(address)) throw new Error('the address is neither https nor loopback');
    let text = '';
    try {
      const { statusCode, body } = await request(address, { dispatcher, signal, headers: { accept: 'application/json' } });
      if (statusCode !== 200) {
        // Given up on purpose: its error is nobody's.
        body.on('error', () => undefined).destroy();
        throw new Refused(`the answer has status ${statusCode}`);
      }
      body.setEncoding('utf8');
      for await (const chunk of body) {
        text += chunk as string;
        if (text.length > MAX_BYTES) throw new Refused('the answer is too large');
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Error(signal.aborted ? 'it did not answer in time' : 'it could not be reached');
    }
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new Error('the answer is no JSON');
    }
  }

  async function discover(signal: AbortSignal): Promise<string> {
    const document = await readJson(discoveryAddress(issuer), signal);
    // A provider that answers for another would let it sign for this one.
    if (!isObject(document) || document['issuer'] !== issuer) throw new Error('discovery answers for another issuer');
    const address = document['jwks_uri'];
    if (typeof address !== 'string') throw new Error('discovery names no address of keys');
    return address;
  }

  return {
    async readKeys() {
      const signal = AbortSignal.timeout(timeoutMs);
      return signatureKeys(await readJson(jwksUri ?? (await discover(signal)), signal));
    },
    close: () => dispatcher.destroy(),
  };
}
