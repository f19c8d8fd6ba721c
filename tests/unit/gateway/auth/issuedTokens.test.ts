import { createAuthenticator } from '../../../../gateway/auth/authenticator.ts';
import { AuthenticationError, type Authenticator } from '../../../../gateway/principal.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import type { TokenDocument } from '../../../../datasources/mongo/documents.ts';
import type { Tokens } from '../../../../datasources/mongo/store.ts';
import { parsePolicy, type Policy } from '../../../../directives/policy.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPolicy } from '../../../authz/callers.ts';
import { memoryTokens } from '../../../support/fakes/memoryStore/tokens.ts';
import { hashOf, sampleToken, tokenDocument } from '../../../support/tokenDocument.ts';

const NOW_MS = Date.parse('2026-06-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const { id, secret, header } = sampleToken(1);
const former = sampleToken(2).secret;

let nowMs = NOW_MS;
let policy: Policy = shippedPolicy;
let tokens: Tokens;
let reads: number;
let authenticator: Authenticator;

beforeEach(() => {
  nowMs = NOW_MS;
  policy = shippedPolicy;
  reads = 0;
  const kept = memoryTokens();
  tokens = { ...kept, byIds: (ids) => ((reads += 1), kept.byIds(ids)) };
  authenticator = createAuthenticator({ issuers: [], tokens, policy: () => policy, now: () => nowMs });
});

const keep = (parts: Partial<TokenDocument> = {}) => tokens.create(tokenDocument(id, { hash: hashOf(secret), ...parts }));
const enter = async (text = header, address = '203.0.113.9') => authenticator.authenticate(text, address);
const withSecret = (other: string): string => header.slice(0, -43) + other;
/** What a refused caller is told. */
async function told(text = header, address?: string): Promise<string> {
  try {
    await enter(text, address);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return `${error.code}: ${error.message}`;
  }
  return 'ok';
}

describe('an issued token', () => {
  it.each<[string, Partial<TokenDocument>, RegExp]>([
    ['has been revoked', { revokedAt: new Date(NOW_MS - 1), revokedBy: 'a' }, /^UNAUTHENTICATED: .*revoked/],
    ['has been revoked and has expired', { revokedAt: new Date(NOW_MS - 1), expiresAt: new Date(NOW_MS - 2) }, /^UNAUTHENTICATED: .*revoked/],
    ['has expired', { expiresAt: new Date(NOW_MS) }, /^UNAUTHENTICATED: .*expired/],
    ['may be used from other networks only', { networks: ['198.51.100.0/24', '203.0.113.8', '2001:db8::/32'] }, /^FORBIDDEN: .*network/],
    ['is of a role that is not issued', { role: 'admin' as 'partner' }, /^UNAUTHENTICATED: The token is not valid here/],
  ])('is refused where it %s', async (_name, parts, message) => {
    await keep(parts);
    expect(await told()).toMatch(message);
  });

  it('is refused alike for a wrong secret and for an id that was never issued, whatever became of the token', async () => {
    const unknown = await told();
    await keep({ revokedAt: new Date(NOW_MS - 1), networks: ['198.51.100.0/24'], previous: { hash: hashOf(former), until: new Date(NOW_MS + 1) } });
    expect([await told(withSecret('x'.repeat(43))), await told(withSecret(`${secret.slice(0, -1)}2`))]).toEqual([unknown, unknown]);
    expect(unknown).toBe('UNAUTHENTICATED: The token is not valid here.');
  });

  it.each(['c360_', 'c360_x', `c360_${id}`, `c360_${id}_`, `c360_${id.toUpperCase()}a_${secret}`, `c360_${id}_${secret}x`, `c360_$ne_${secret}`, `C360_${id}_${secret}`])(
    'is not looked up where it has not the form of one: %s', async (text) => {
      await expect(enter(`Bearer ${text}`)).rejects.toThrow(AuthenticationError);
      expect(reads).toBe(0);
    },
  );

  it('is refused with STORE_UNAVAILABLE where the store is away', async () => {
    await keep();
    tokens.byIds = () => Promise.reject(new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.'));
    const away = createAuthenticator({ issuers: [], tokens, policy: () => policy });
    await expect(away.authenticate(header, '127.0.0.1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('is not accepted by a gateway that takes none', async () => {
    await keep();
    const closed = createAuthenticator({ issuers: [], policy: () => policy });
    expect(() => closed.authenticate(header, '127.0.0.1')).toThrow(AuthenticationError);
    expect(reads).toBe(0);
  });

  it('is refused where the policy binds its role to networks, channels or purposes that it does not meet', async () => {
    const text = readFileSync(join(__dirname, '../../../../policy.yml'), 'utf8');
    const bound = /(\n {2}partner:\n(?: {4}.*\n)*? {4}networks: )any/;
    expect(text).toMatch(bound);
    policy = parsePolicy(text.replace(bound, '$1[inside]'));
    await keep();
    expect(await told()).toMatch(/^FORBIDDEN/);
    expect(await told(header, '10.1.2.3')).toBe('ok');
    expect((await enter(header, '10.1.2.3')).zone).toBe('inside');
  });

  it('is looked up at every use: nothing is remembered', async () => {
    await keep();
    await enter();
    await enter();
    expect(reads).toBe(2);
  });

  it('opens no more than its role has, though more were stored', async () => {
    await keep({ scopes: ['orders:read', 'schema:read', 'interactions:write'] });
    expect([...(await enter()).scopes]).toEqual(['orders:read']);
  });

  it('is a principal with everything that it says, and with its own limits', async () => {
    await keep({ account: 'C-1', purpose: 'delivery', onBehalfOf: 'Acme GmbH', channel: 'portal', requestsPerMinute: 60, costPerMinute: 9_000 });
    expect(await enter()).toMatchObject({
      subject: `token:${id}`, role: 'partner', rows: { all: false, keys: ['account:C-1'] }, purpose: 'delivery', onBehalfOf: 'Acme GmbH', channel: 'portal',
      issuedToken: { id, requestsPerMinute: 60, costPerMinute: 9_000 }, expiresAtMs: Date.parse('2027-05-01T00:00:00Z'),
    });
  });

  it('is taken from the networks that it names, IPv6 and mapped addresses among them', async () => {
    await keep({ networks: ['198.51.100.0/24', '203.0.113.9', '2001:db8::/32'] });
    expect(await Promise.all(['198.51.100.7', '203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1'].map((address) => told(header, address)))).toEqual(Array(4).fill('ok'));
  });
});

describe('the secret before a rotation', () => {
  beforeEach(() => keep({ previous: { hash: hashOf(former), until: new Date(NOW_MS + HOUR_MS) } }));

  it('is refused once its grace is over', async () => {
    nowMs += HOUR_MS;
    expect(await told(withSecret(former))).toBe('UNAUTHENTICATED: The token is not valid here.');
    expect(await told()).toBe('ok');
  });

  it('is taken until then, and ends then', async () => {
    expect((await enter(withSecret(former))).expiresAtMs).toBe(NOW_MS + HOUR_MS);
  });
});

it('that is asked about again, as streams do, is refused once it is revoked, expired or has another secret without grace', async () => {
  await keep();
  const { expiresAtMs } = await enter();
  const rotation = { rotatedAt: new Date(nowMs), expiresAt: new Date(expiresAtMs) };
  await tokens.rotate(id, hashOf(secret), { ...rotation, hash: hashOf('b'), previous: { hash: hashOf(secret), until: new Date(NOW_MS + HOUR_MS) } });
  expect((await enter()).expiresAtMs).toBe(NOW_MS + HOUR_MS);
  await tokens.rotate(id, hashOf('b'), { ...rotation, hash: hashOf('c'), previous: null });
  expect(await told()).toMatch(/^UNAUTHENTICATED/);
  await tokens.rotate(id, hashOf('c'), { ...rotation, hash: hashOf(secret), previous: null });
  expect(await told()).toBe('ok');
  nowMs = expiresAtMs;
  expect(await told()).toMatch(/^UNAUTHENTICATED: .*expired/);
  nowMs = NOW_MS;
  await tokens.revoke(id, new Date(nowMs), 'a');
  expect(await told()).toMatch(/^UNAUTHENTICATED: .*revoked/);
});
