import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { createKeySet, type KeySet } from '../../datasources/upstream/keySets.ts';
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import { localIssuer } from '../../gateway/auth/issuers.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

const INTERVAL_MS = 30_000;

onEveryHost('A17', (host, probe) => {
  let provider: Server;
  let reads = 0;
  let isAway = false;
  let keySet: KeySet;
  let clockMs = Date.now();
  let sign: (kid: string, subject?: string) => Promise<string>;
  let issuer = '';
  const authenticate: { current: ReturnType<typeof createAuthenticator> | null } = { current: null };
  const open = async (): Promise<void> => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'good', alg: 'ES256', use: 'sig' };
    provider = createServer((request, response) => {
      reads += 1;
      if (isAway) return void request.socket.destroy();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    keySet = createKeySet({ issuer, jwksUri: `${issuer}/keys`, intervalMs: INTERVAL_MS, maxAgeMs: 600_000, lastGoodMs: 3_600_000, timeoutMs: 2_000, now: () => clockMs });
    authenticate.current = createAuthenticator({
      issuers: [{ ...localIssuer({ issuer, audience: 'api', algorithms: ['ES256'], keySet: { keys: [] } }), getKey: keySet.getKey }],
      policy: () => shippedPolicy, now: () => clockMs,
    });
    sign = (kid, subject = 'ann') =>
      new SignJWT({ role: 'admin' }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).setIssuer(issuer).setAudience('api').setSubject(subject)
        .setIssuedAt(Math.floor(clockMs / 1000)).setExpirationTime(Math.floor(clockMs / 1000) + 7_000).sign(pair.privateKey);
  };
  // Before the host's own hook, whose first requests come with other tokens: they are refused.
  beforeAll(open);
  const fake = useFakeHost(host, { authenticate: { authenticate: (...args) => authenticate.current!.authenticate(...args) } });
  afterAll(async () => {
    await keySet.close();
    await new Promise<void>((resolve) => void provider.close(() => resolve()));
  });
  const post = async (token: string): Promise<string> => (await seen(fake.server.post({ query: '{ me { role } }' }, { token }))).saw;
  const fresh = async (): Promise<void> => {
    if (!authenticate.current) return;
    clockMs += INTERVAL_MS + 1;
  };

  it('is read once for hundreds of tokens of unknown key ids, one after another or all at once', async () => {
    expect(await post(await sign('good'))).toBe('200 data');
    await fresh();
    reads = 0;
    const flood = await Promise.all(Array.from({ length: 100 }, (_, index) => sign(`random-${index}`)));
    expect(new Set(await Promise.all(flood.map(post)))).toEqual(new Set(['401 UNAUTHENTICATED']));
    const more = await Promise.all(Array.from({ length: 5 }, (_, index) => sign(`later-${index}`)));
    expect(await probe('unknown key ids', (n) => post(more[n]!))).toBe('401 UNAUTHENTICATED');
    expect(reads).toBe(1);
  });

  it('goes on with the keys that it has while the provider is away, and asks it no more than once per interval', async () => {
    expect(await post(await sign('good', 'ben'))).toBe('200 data');
    isAway = true;
    await fresh();
    reads = 0;
    const tokens = await Promise.all(Array.from({ length: 5 }, (_, index) => sign('good', `caller-${index}`)));
    expect(await probe('provider away', (n) => post(tokens[n]!))).toBe('200 data');
    for (let index = 0; index < 20; index += 1) expect(await post(await sign(`unknown-${index}`))).toMatch(/^(401|503) /);
    expect(reads).toBeLessThanOrEqual(1);
    isAway = false;
  });

  it('uses no key that was read too long ago', async () => {
    isAway = true;
    clockMs += 3_600_001;
    expect(await post(await sign('good', 'old'))).toMatch(/^(401|503) /);
    isAway = false;
    await fresh();
    expect(await post(await sign('good', 'new'))).toBe('200 data');
  });
});
