/** An identity provider on loopback that does what a test tells it to: it counts what is asked of it, changes keys, fails. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair, type JWK, type JWTPayload } from 'jose';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LoopbackIssuer {
  issuer: string;
  /** Requests so far, by path. */
  asked: Record<'discovery' | 'keys', number>;
  /** Answers another thing on a path than it should; null: as it should. */
  misbehave(path: 'discovery' | 'keys', handler: Handler | null): void;
  /** A new signing key; the ones before are published no longer unless kept. */
  rotate(kid: string, keep?: boolean): Promise<void>;
  publish(keys: readonly object[]): void;
  published(): readonly JWK[];
  token(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export const json =
  (body: unknown, status = 200): Handler =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** Starts it. Tokens are ES256, at+jwt, for the audience `c360`, good for ten minutes from `nowMs()`. */
export async function startLoopbackIssuer(nowMs: () => number = Date.now): Promise<LoopbackIssuer> {
  let keys: JWK[] = [];
  let signing: { key: CryptoKey; kid: string };
  const asked = { discovery: 0, keys: 0 };
  const bad: Record<'discovery' | 'keys', Handler | null> = { discovery: null, keys: null };
  const server = createServer((request, response) => {
    const path = request.url === '/tenant/.well-known/openid-configuration' ? 'discovery' : request.url === '/tenant/keys' ? 'keys' : null;
    if (path === null) return json({}, 404)(request, response);
    asked[path] += 1;
    const good = path === 'discovery' ? json({ issuer, jwks_uri: `${issuer}/keys` }) : json({ keys });
    (bad[path] ?? good)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`;

  const rotate: LoopbackIssuer['rotate'] = async (kid, keep = false) => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    signing = { key: pair.privateKey, kid };
    keys = [...(keep ? keys : []), { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' }];
  };
  await rotate('k1');

  return {
    issuer,
    asked,
    misbehave: (path, handler) => void (bad[path] = handler),
    rotate,
    publish: (given) => void (keys = given as JWK[]),
    published: () => keys,
    token(claims = {}, header = {}) {
      const at = Math.floor(nowMs() / 1_000);
      return new SignJWT({ iss: issuer, aud: 'c360', sub: 'u1', role: 'agent', client_id: 'desk', iat: at, exp: at + 600, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: signing.kid, ...header })
        .sign(signing.key);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
