import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

onEveryHost('A16', (host, probe) => {
  const fake = useFakeHost(host);
  const good = (): JWTPayload => ({
    iss: fake.server.issuer.issuer, aud: fake.server.issuer.audience, sub: 'mallory', role: 'admin', iat: nowSeconds(), exp: nowSeconds() + 600, jti: randomUUID(),
  });
  const header = (changes: object = {}): JWTHeaderParameters => ({ alg: 'ES256', typ: 'at+jwt', kid: fake.server.issuer.privateKey.kid ?? '', ...changes }) as JWTHeaderParameters;
  /** Signed with the issuer's true key: wrong in what it says alone. */
  const signed = async (payload: JWTPayload, changes: object = {}): Promise<string> =>
    new SignJWT(payload).setProtectedHeader(header(changes)).sign(await importJWK(fake.server.issuer.privateKey, 'ES256'));
  const hmac = (payload: JWTPayload, key: string): string => {
    const text = `${base64({ ...header(), alg: 'HS256' })}.${base64(payload)}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  const without = (name: keyof JWTPayload): JWTPayload => Object.fromEntries(Object.entries(good()).filter(([key]) => key !== name));

  const TOKENS: readonly (readonly [name: string, make: () => string | Promise<string>])[] = [
    ['alg none', () => `${base64({ ...header(), alg: 'none' })}.${base64(good())}.`],
    ['alg None with a signature', () => `${base64({ ...header(), alg: 'None' })}.${base64(good())}.AAAA`],
    ['HS256 under the public key as JWK', () => hmac(good(), JSON.stringify(fake.server.issuer.keySet.keys[0]))],
    ['HS256 under the public key as PEM', async () => hmac(good(), await exportSPKI((await importJWK({ ...fake.server.issuer.keySet.keys[0] }, 'ES256')) as never))],
    ['HS256 under an empty key', () => hmac(good(), ' ')],
    ['another key, same key id', async () => new SignJWT(good()).setProtectedHeader(header()).sign((await generateKeyPair('ES256')).privateKey)],
    ['its own key in the header (jwk)', async () => {
      const pair = await generateKeyPair('ES256', { extractable: true });
      return new SignJWT(good()).setProtectedHeader(header({ jwk: await exportJWK(pair.publicKey) })).sign(pair.privateKey);
    }],
    ['a key set of its own (jku)', async () => new SignJWT(good()).setProtectedHeader(header({ jku: 'http://127.0.0.1:1/keys', kid: 'mine' })).sign((await generateKeyPair('ES256')).privateKey)],
    ['a key id that is a path', async () => new SignJWT(good()).setProtectedHeader(header({ kid: '../../../../dev/null' })).sign((await generateKeyPair('ES256')).privateKey)],
    ['a key id that is a query', async () => new SignJWT(good()).setProtectedHeader(header({ kid: "' OR 1=1 --" })).sign((await generateKeyPair('ES256')).privateKey)],
    ['an unknown critical header', async () => signed(good(), { crit: ['x'], x: 1 }).catch(() => `${base64(header({ crit: ['x'], x: 1 }))}.${base64(good())}.AAAA`)],
    ['expired', () => signed({ ...good(), exp: nowSeconds() - 1 })],
    ['not yet valid', () => signed({ ...good(), nbf: nowSeconds() + 600 })],
    ['no expiry', () => signed(without('exp'))],
    ['expiry as text', () => signed({ ...good(), exp: String(nowSeconds() + 600) as never })],
    ['another audience', () => signed({ ...good(), aud: 'another-api' })],
    ['no audience', () => signed(without('aud'))],
    ['another issuer', () => signed({ ...good(), iss: `${fake.server.issuer.issuer}.evil.example` })],
    ['no issuer', () => signed(without('iss'))],
    ['no subject', () => signed(without('sub'))],
    ['type JWT, as ID tokens have', () => signed(good(), { typ: 'JWT' })],
    ['no type', () => signed(good(), { typ: undefined })],
    ['a logout token', () => signed(good(), { typ: 'logout+jwt' })],
    ['an ID token that says so', () => signed({ ...good(), nonce: 'n', at_hash: 'h' }, { typ: 'id_token+jwt' })],
    ['no role', () => signed(without('role' as never))],
    ['a role of its own', () => signed({ ...good(), role: 'superuser' })],
    ['a list of roles', () => signed({ ...good(), role: ['agent', 'admin'] })],
    ['a role from the prototype', () => signed({ ...good(), role: '__proto__' })],
    ['scopes as a list', () => signed({ ...good(), scope: ['schema:read'] })],
    ['a customer id as a map', () => signed({ ...good(), role: 'customer', customer_id: { $ne: null } })],
    ['a customer id with control characters', () => signed({ ...good(), role: 'customer', customer_id: 'a\u0000b' })],
    ['a changed payload', async () => (await signed({ ...good(), role: 'agent' })).replace(/\.[^.]+\./, `.${base64(good())}.`)],
    ['a cut signature', async () => (await signed(good())).slice(0, -4)],
    ['an encrypted token', () => `${base64({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
    ['9 kB of token', async () => signed({ ...good(), padding: 'x'.repeat(9_000) })],
  ];

  it.each(TOKENS)('refuses a token with or of %s', async (name, make) => {
    let text = '';
    const tokens = await Promise.all(Array.from({ length: 5 }, make));
    const saw = await probe(name, async (n) => {
      const answer = await seen(fake.server.post({ query: '{ me { role } }' }, { token: tokens[n]! }));
      text += answer.text;
      return answer.saw;
    });
    expect(saw).toBe('401 UNAUTHENTICATED');
    expect(text).not.toMatch(/mallory|superuser|evil|kid|jku/);
  });

  it('refuses every token again when it comes again', async () => {
    const token = await signed({ ...good(), aud: 'another-api' });
    for (let round = 0; round < 3; round += 1) expect((await seen(fake.server.post({ query: '{ me { role } }' }, { token }))).saw).toBe('401 UNAUTHENTICATED');
  });

  it('gives a role no scope beyond its own, whatever the token says', async () => {
    const token = await signed({ ...good(), role: 'agent', scope: 'schema:read admin * customer:read' });
    expect((await seen(fake.server.post({ query: '{ __schema { queryType { name } } }' }, { token }))).saw).toBe('200 FORBIDDEN');
  });

  it('takes a good one', async () => {
    expect((await seen(fake.server.post({ query: '{ me { role } }' }, { token: await signed(good()) }))).saw).toBe('200 data');
  });
});
