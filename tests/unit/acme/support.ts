import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Acme } from '../../../examples/acme/index.ts';

export type Json = Record<string, unknown>;

/** A foreign system's answer, walked freely: a wrong step is a failed test. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- declared once, here, for all tests of the sample company
export type Foreign = any;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body where it is JSON, else null. */
  body: Foreign;
}

/** One HTTP request; redirects are not followed. */
export async function send(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const json: Record<string, string> =
    body !== undefined && !('content-type' in headers) ? { 'content-type': 'application/json' } : {};
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...json, ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(answer);
  } catch {
    // A page or an empty body.
  }
  return { status: response.status, headers: response.headers, text: answer, body: parsed };
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Calls of a running sample company, signed in. */
export function callers(acme: Acme): {
  tryton(method: string, params: unknown[]): Promise<Foreign>;
  rt(method: string, path: string, body?: unknown): Promise<Answer>;
  vendureToken(): Promise<string>;
  vendure(query: string, variables?: Json): Promise<Foreign>;
  ghost(method: string, path: string, body?: unknown): Promise<Answer>;
  ghostToken(claims?: {
    issuedAt?: number;
    expires?: string;
    kid?: string;
    secret?: string;
    audience?: string;
  }): Promise<string>;
} {
  let token: Promise<string> | undefined;
  const vendureToken = async (): Promise<string> => {
    const query = 'mutation{login(username:"superadmin",password:"superadmin"){__typename}}';
    return (await send('POST', acme.urls.vendure, {}, { query })).headers.get('vendure-auth-token') ?? '';
  };
  const ghostToken = async (
    claims: { issuedAt?: number; expires?: string; kid?: string; secret?: string; audience?: string } = {},
  ): Promise<string> => {
    const [kid, secret] = acme.credentials.ghost.adminKey.split(':') as [string, string];
    return new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: claims.kid ?? kid })
      .setIssuedAt(claims.issuedAt)
      .setExpirationTime(claims.expires ?? '5m')
      .setAudience(claims.audience ?? '/admin/')
      .sign(Buffer.from(claims.secret ?? secret, 'hex'));
  };
  return {
    async tryton(method, params) {
      const headers = { authorization: basic('admin', 'admin') };
      return (await send('POST', acme.urls.tryton, headers, { id: 1, method, params })).body;
    },
    rt: (method, path, body) =>
      send(method, `${acme.urls.rt}/REST/2.0/${path}`, { authorization: basic('root', 'password') }, body),
    vendureToken,
    async vendure(query, variables) {
      const headers = { authorization: `Bearer ${await (token ??= vendureToken())}` };
      return (await send('POST', acme.urls.vendure, headers, { query, variables })).body;
    },
    ghostToken,
    ghost: async (method, path, body) =>
      send(
        method,
        `${acme.urls.ghost}/ghost/api/admin/${path}`,
        { authorization: `Ghost ${await ghostToken()}` },
        body,
      ),
  };
}

/** A recorded answer of the real system; the body of a .txt (headers and body) or the whole of a .json. */
export function recorded(system: string, file: string): Foreign {
  const text = readFileSync(join(__dirname, 'recorded', system, file), 'utf8');
  return JSON.parse(file.endsWith('.txt') ? text.slice(text.search(/\{"/)) : text);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Where two values differ in shape: keys and types, recursively, values ignored. Null fits everything, and so does an
 * empty list; items of a list are compared with the recorded item of the same `ref` or `type`, else with the first.
 * `extra` names keys that may be there beyond those recorded (custom fields declared since).
 */
export function shapeDifferences(real: unknown, ours: unknown, extra: readonly string[] = [], path = ''): string[] {
  if (real === null || ours === null) return [];
  if (Array.isArray(real) || Array.isArray(ours)) {
    if (!Array.isArray(real) || !Array.isArray(ours)) return [`${path}: a list in one only`];
    if (real.length === 0) return [];
    const kind = (item: unknown): unknown => (isObject(item) ? (item.ref ?? item.type) : undefined);
    return ours.flatMap((item, i) => {
      const same = real.find((one) => kind(one) === kind(item));
      // An event of a type that was not recorded has nothing to be compared with.
      if (same === undefined && isObject(item) && 'data' in item) return [];
      const counterpart = kind(item) === undefined && real.length === ours.length ? real[i] : same;
      return shapeDifferences(counterpart ?? real[0], item, extra, `${path}[${i}]`);
    });
  }
  if (isObject(real) && isObject(ours)) {
    const missing = Object.keys(real).filter((key) => !(key in ours));
    const added = Object.keys(ours).filter((key) => !(key in real) && !extra.includes(key));
    const below = Object.keys(real).filter((key) => key in ours);
    return [
      ...missing.map((key) => `${path}.${key}: missing`),
      ...added.map((key) => `${path}.${key}: not in the recording`),
      ...below.flatMap((key) => shapeDifferences(real[key], ours[key], extra, `${path}.${key}`)),
    ];
  }
  return typeof real === typeof ours ? [] : [`${path}: ${typeof real} recorded, ${typeof ours} here`];
}
