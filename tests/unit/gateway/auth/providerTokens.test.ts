import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload } from 'jose';
import { createAuthenticator } from '../../../../gateway/auth/authenticator.ts';
import { localIssuer, type TrustedIssuer } from '../../../../gateway/auth/issuers.ts';
import { createKeySet } from '../../../../datasources/upstream/keySets.ts';
import { json, startLoopbackIssuer } from '../../../support/loopbackIssuer.ts';
import { AuthenticationError, type Authenticator } from '../../../../gateway/principal.ts';
import { parsePolicy, type Policy } from '../../../../directives/policy.ts';
import type { Principal } from '../../../../domain/principal.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOW_MS = 1_790_000_000_000;
const NOW = NOW_MS / 1_000;
const ISSUER = 'https://issuer.example.com';
const AUDIENCE = 'customer-360';
const policyText = readFileSync(join(__dirname, '../../../../policy.yml'), 'utf8');

let policy: Policy = parsePolicy(policyText);
let nowMs = NOW_MS;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let otherKeys: typeof keys;
let keySet: JSONWebKeySet;
let authenticator: Authenticator;

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  otherKeys = await generateKeyPair('ES256', { extractable: true });
  keySet = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' }] };
});
beforeEach(() => {
  nowMs = NOW_MS;
  policy = parsePolicy(policyText);
  authenticator = createAuthenticator({ issuers: [localIssuer({ issuer: ISSUER, audience: AUDIENCE, keySet, algorithms: ['ES256'] })], policy: () => policy, now: () => nowMs });
});

type Changes = { claims?: JWTPayload; header?: Record<string, unknown>; key?: CryptoKey; leaveOut?: string };
function token({ claims = {}, header = {}, key, leaveOut }: Changes = {}): Promise<string> {
  const payload: JWTPayload = { sub: 'u1', role: 'agent', iss: ISSUER, aud: AUDIENCE, iat: NOW, exp: NOW + 600, ...claims };
  if (leaveOut) delete payload[leaveOut];
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', ...header }).sign(key ?? keys.privateKey, { crit: { 'exp-of-mine': true } });
}
const enter = async (text: string | undefined): Promise<Principal> => authenticator.authenticate(text, '127.0.0.1');
const principal = async (claims: JWTPayload): Promise<Principal> => enter(`Bearer ${await token({ claims })}`);

describe('a token', () => {
  it.each<[string, () => Promise<string>]>([
    ['without a signature', async () => new UnsecuredJWT({ sub: 'u1', role: 'admin' }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime(NOW + 600).encode()],
    ['signed with the public key as a secret', async () => {
      const secret = new TextEncoder().encode(JSON.stringify(keySet.keys[0]));
      return new SignJWT({ sub: 'u1', role: 'admin', iss: ISSUER, aud: AUDIENCE, exp: NOW + 600 }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    }],
    ['of another key', () => token({ key: otherKeys.privateKey })],
    ['of an unknown key id', () => token({ header: { kid: '../../etc/passwd' } })],
    ['of another issuer', () => token({ claims: { iss: 'https://evil.example.com' } })],
    ['for another audience', () => token({ claims: { aud: 'another' } })],
    ['without issuer', () => token({ leaveOut: 'iss' })],
    ['without audience', () => token({ leaveOut: 'aud' })],
    ['without expiry', () => token({ leaveOut: 'exp' })],
    ['without subject', () => token({ leaveOut: 'sub' })],
    ['that has expired', () => token({ claims: { exp: NOW - 1 } })],
    ['that is not yet valid', () => token({ claims: { nbf: NOW + 60 } })],
    ['that is an ID token by its type', () => token({ header: { typ: 'id+jwt' } })],
    ['of the type that ID tokens have', () => token({ header: { typ: 'JWT' } })],
    ['that does not tell its type', () => token({ header: { typ: undefined } })],
    ['with a critical header that nobody knows', () => token({ header: { crit: ['exp-of-mine'], 'exp-of-mine': 1 } })],
    ['that brings its own key', async () => token({ key: otherKeys.privateKey, header: { jwk: await exportJWK(otherKeys.publicKey) } })],
    ['that says where its key is', () => token({ key: otherKeys.privateKey, header: { jku: 'https://evil.example.com/keys', x5u: 'https://evil.example.com/x' } })],
    ['of a subject that looks like an issued token', () => token({ claims: { sub: 'token:0123' } })],
    ['with no role', () => token({ leaveOut: 'role' })],
    ['with a role that is none', () => token({ claims: { role: 'root' } })],
    ['with a list of roles', () => token({ claims: { role: ['admin'] } })],
    ['with a row claim of another kind', () => token({ claims: { role: 'distributor', distributor: ['D1', 'D2'] } })],
    ['with a purpose that is no word', () => token({ claims: { purpose: 'a\nb' } })],
    ['with a body that was changed', async () => {
      const [head, , signature] = (await token()).split('.');
      return `${head}.${Buffer.from(JSON.stringify({ sub: 'u1', role: 'admin', iss: ISSUER, aud: AUDIENCE, exp: NOW + 600 })).toString('base64url')}.${signature}`;
    }],
  ])('is refused: %s', async (_name, make) => {
    await expect(enter(`Bearer ${await make()}`)).rejects.toThrow(AuthenticationError);
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a.b', 'Token x.y.z', `Bearer ${'x'.repeat(9_000)}.y.z`])('is not found in the header %j', async (header) => {
    await expect(enter(header)).rejects.toThrow(AuthenticationError);
  });

  it('asks for a token with the plain challenge when there is none, and says invalid_token otherwise', async () => {
    await expect(enter(undefined)).rejects.toMatchObject({ challenge: 'Bearer' });
    await expect(enter('Bearer a.b.c')).rejects.toMatchObject({ challenge: 'Bearer error="invalid_token"' });
  });

  it('that was good is refused once it has expired, though it was remembered', async () => {
    const header = `Bearer ${await token({ claims: { exp: NOW + 60 } })}`;
    await expect(enter(header)).resolves.toMatchObject({ role: 'agent' });
    nowMs += 59_000;
    expect(authenticator.authenticate(header, '127.0.0.1')).not.toBeInstanceOf(Promise);
    nowMs += 1_000;
    await expect(enter(header)).rejects.toThrow('expired');
  });

  it('is verified anew after five minutes', async () => {
    const header = `Bearer ${await token()}`;
    await enter(header);
    nowMs += 5 * 60_000 - 1;
    expect(authenticator.authenticate(header, '127.0.0.1')).not.toBeInstanceOf(Promise);
    nowMs += 1;
    expect(authenticator.authenticate(header, '127.0.0.1')).toBeInstanceOf(Promise);
  });

  it('gets another policy at once when it changes', async () => {
    const header = `Bearer ${await token({ claims: { role: 'agent' } })}`;
    expect((await enter(header)).scopes.has('tickets:read')).toBe(true);
    policy = parsePolicy(policyText.replaceAll("'orders:read', 'tickets:read', 'marketing:read', 'interactions:write']", "'orders:read']"));
    expect((await enter(header)).scopes.has('tickets:read')).toBe(false);
  });

  it('is verified by asymmetric algorithms only', () => {
    for (const algorithms of [['HS256'], ['none'], []]) {
      expect(() => createAuthenticator({ issuers: [localIssuer({ issuer: ISSUER, audience: AUDIENCE, keySet, algorithms })], policy: () => policy })).toThrow(/asymmetric/);
    }
  });
});

describe('a principal', () => {
  it.each<[JWTPayload, Principal['rows']]>([
    [{ role: 'partner' }, { all: false, keys: [] }],
    [{ role: 'partner', scope: '' }, { all: false, keys: [] }],
    [{ role: 'partner', account: 'C-1' }, { all: false, keys: [] }],
    [{ role: 'distributor' }, { all: false, keys: [] }],
    [{ role: 'corporate' }, { all: false, keys: [] }],
    [{ role: 'customer' }, { all: false, keys: [] }],
    [{ role: 'customer', account: 'C-1', territory: 'North' }, { all: false, keys: [] }],
    [{ role: 'customer', customer_id: 'c1' }, { all: false, keys: ['self:c1'] }],
    [{ role: 'corporate', account: 'C-1' }, { all: false, keys: ['account:C-1'] }],
    [{ role: 'distributor', distributor: 'D1' }, { all: false, keys: ['distributor:D1'] }],
    [{ role: 'chatbot', customer_id: 'c1' }, { all: false, keys: ['self:c1'] }],
    [{ role: 'sales', territory: 'North' }, { all: false, keys: ['territory:North'] }],
    [{ role: 'partner', scope: 'orders:read', account: 'C-1', territory: 'North' }, { all: false, keys: ['account:C-1', 'territory:North'] }],
    [{ role: 'partner', scope: 'orders:read' }, { all: true }],
    [{ role: 'sales' }, { all: true }],
    [{ role: 'chatbot' }, { all: true }],
    [{ role: 'agent', territory: 'North' }, { all: true }],
  ])('of %j meets the rows %j', async (claims, rows) => {
    expect((await principal(claims)).rows).toEqual(rows);
  });

  it('has no scope that its role has not, and only those its token names', async () => {
    expect([...(await principal({ role: 'marketing', scope: 'tickets:read schema:read orders:read nonsense' })).scopes]).toEqual(['orders:read']);
    expect([...(await principal({ role: 'partner' })).scopes]).toEqual([]);
    expect((await principal({ role: 'agent' })).scopes).toEqual(policy.scopesOf('agent'));
    expect((await principal({ role: 'agent', scope: '' })).scopes.size).toBe(0);
  });

  it('has a fingerprint that tells what it may see, and not who it is', async () => {
    const of = async (claims: JWTPayload): Promise<string> => (await principal(claims)).fingerprint;
    expect(await of({ role: 'customer', customer_id: 'c1', sub: 'a' })).toBe(await of({ role: 'customer', customer_id: 'c2', sub: 'b' }));
    const all = await Promise.all([of({ role: 'agent' }), of({ role: 'agent', scope: 'orders:read' }), of({ role: 'agent', purpose: 'service' }), of({ role: 'manager' })]);
    expect(new Set(all).size).toBe(4);
  });

  it('names a customer only where its role is bound to one', async () => {
    expect((await principal({ role: 'agent', customer_id: 'c1' })).customerId).toBeNull();
    expect((await principal({ role: 'customer', customer_id: 'c1' })).customerId).toBe('c1');
    expect((await principal({ role: 'chatbot', customer_id: 'c1' })).customerId).toBe('c1');
  });
});

describe('an issuer', () => {
  const other = (changes: Partial<TrustedIssuer> = {}): TrustedIssuer => ({ ...localIssuer({ issuer: ISSUER, audience: AUDIENCE, keySet, algorithms: ['ES256'] }), ...changes });
  const open = (...issuers: TrustedIssuer[]): void => {
    authenticator = createAuthenticator({ issuers, policy: () => policy, now: () => nowMs });
  };
  const jwt = { header: { typ: 'JWT' } };

  it('whose tokens have another type is refused without a claim that no ID token carries', () => {
    expect(() => open(other({ tokenType: 'jwt' }))).toThrow('no ID token carries');
  });

  it.each<[string, TrustedIssuer['requiredClaim'], Changes]>([
    ['the claim is missing', { claim: 'client_id', value: null }, jwt],
    ['the claim has another value', { claim: 'token_use', value: 'access' }, { ...jwt, claims: { token_use: 'id' } }],
    ['the claim is found by inheritance only', { claim: 'constructor', value: null }, jwt],
    ['the type is the one of RFC 9068', { claim: 'client_id', value: null }, { claims: { client_id: 'c' } }],
  ])('of such tokens refuses one where %s', async (_name, requiredClaim, changes) => {
    open(other({ tokenType: 'jwt', requiredClaim }));
    await expect(enter(`Bearer ${await token(changes)}`)).rejects.toThrow('not an access token');
  });

  it('of such tokens takes one with the claim', async () => {
    open(other({ tokenType: 'jwt', requiredClaim: { claim: 'token_use', value: 'access' } }));
    await expect(enter(`Bearer ${await token({ ...jwt, claims: { token_use: 'access' } })}`)).resolves.toMatchObject({ role: 'agent' });
  });

  it('is not believed with the key of another, nor for another\u2019s audience', async () => {
    const second = 'https://second.example.com';
    const secondKeys: JSONWebKeySet = { keys: [{ ...(await exportJWK(otherKeys.publicKey)), kid: 'k1', alg: 'ES256' }] };
    open(other({ subjectPrefix: 'a' }), { ...localIssuer({ issuer: second, audience: 'second', keySet: secondKeys, algorithms: ['ES256'] }), subjectPrefix: 'b' });
    await expect(enter(`Bearer ${await token({ key: otherKeys.privateKey })}`)).rejects.toThrow(AuthenticationError);
    await expect(enter(`Bearer ${await token({ claims: { iss: second } })}`)).rejects.toThrow(AuthenticationError);
    await expect(enter(`Bearer ${await token({ claims: { iss: second }, key: otherKeys.privateKey })}`)).rejects.toThrow(AuthenticationError);
    expect((await enter(`Bearer ${await token({ claims: { iss: second, aud: 'second' }, key: otherKeys.privateKey })}`)).subject).toBe('b:u1');
    expect((await enter(`Bearer ${await token()}`)).subject).toBe('a:u1');
  });

  it('cannot stand beside another without a prefix of its own, nor twice', () => {
    const second = other({ issuer: 'https://second.example.com' });
    expect(() => open(other(), second)).toThrow('prefix');
    expect(() => open(other({ subjectPrefix: 'a' }), { ...second, subjectPrefix: 'a' })).toThrow('prefix');
    expect(() => open(other({ subjectPrefix: 'a' }), other({ subjectPrefix: 'b' }))).toThrow('same name');
  });

  it('that is found by discovery is asked for its keys once, and tokens of others not at all', async () => {
    const provider = await startLoopbackIssuer(() => nowMs);
    const keySetOf = createKeySet({ issuer: provider.issuer, intervalMs: 30_000, maxAgeMs: 600_000, lastGoodMs: 3_600_000, timeoutMs: 2_000, now: () => nowMs });
    try {
      open(other({ issuer: provider.issuer, audience: 'c360', getKey: keySetOf.getKey }));
      await expect(enter(`Bearer ${await token()}`)).rejects.toThrow(AuthenticationError);
      expect(provider.asked).toEqual({ discovery: 0, keys: 0 });
      provider.misbehave('discovery', json({}, 500));
      await expect(enter(`Bearer ${await provider.token()}`)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
      provider.misbehave('discovery', null);
      nowMs += 1_000;
      const header = `Bearer ${await provider.token()}`;
      await expect(enter(header)).resolves.toMatchObject({ subject: 'u1', role: 'agent' });
      expect(authenticator.authenticate(header, '127.0.0.1')).not.toBeInstanceOf(Promise);
      expect(provider.asked).toEqual({ discovery: 2, keys: 1 });
    } finally {
      await keySetOf.close();
      await provider.close();
    }
  });
});

describe('the address of a caller', () => {
  it('refuses a role that the policy keeps inside, each time it is used from outside, though its token is remembered', async () => {
    const header = `Bearer ${await token({ claims: { role: 'agent' } })}`;
    await enter(header);
    expect(() => authenticator.authenticate(header, '203.0.113.9')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect((await enter(header)).zone).toBe('inside');
  });

  it('is no part of a principal that may come from anywhere but for its zone', async () => {
    const header = `Bearer ${await token({ claims: { role: 'manager' } })}`;
    const inside = await enter(header);
    const outside = authenticator.authenticate(header, '203.0.113.9') as Principal;
    expect([inside.zone, outside.zone]).toEqual(['inside', null]);
    expect(outside.fingerprint).toBe(inside.fingerprint);
    expect(authenticator.authenticate(header, '203.0.113.10')).toBe(outside);
  });
});
