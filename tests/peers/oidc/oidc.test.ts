/** Tokens of the real oidc-provider, through the configuration as it is read from YAML. C360_OIDC_DIR names its install. */
import { decodeProtectedHeader } from 'jose';
import { createAuthenticator } from '../../../gateway/auth/authenticator.ts';
import { openIssuers, type OpenIssuers } from '../../../gateway/auth/openIssuers.ts';
import { authSchema } from '../../../gateway/config/auth.ts';
import type { Authenticator } from '../../../gateway/principal.ts';
import type { Principal } from '../../../domain/principal.ts';
import { shippedPolicy } from '../../authz/callers.ts';
import { AUDIENCE, openOidcProvider, type OidcProvider } from './provider.ts';

jest.setTimeout(60_000);
const folder = process.env['C360_OIDC_DIR'] ?? '';

(folder === '' ? describe.skip : describe)('tokens of oidc-provider', () => {
  let provider: OidcProvider;
  let opened: OpenIssuers[] = [];
  let clockMs = 0;

  /** A gateway's authenticator, configured by what would stand in the YAML file. */
  async function gateway(changes: Record<string, unknown> = {}): Promise<Authenticator> {
    const issuer = {
      issuer: provider.issuer,
      audience: AUDIENCE,
      algorithms: ['RS256'],
      claims: {
        role: { claim: 'client_id', map: { 'partner-full': 'partner', 'partner-orders': 'partner', desk: 'manager' } },
        account: { claim: 'client_id', map: { 'partner-full': 'C-1001', 'partner-orders': 'C-1002', desk: 'none' } },
      },
      ...changes,
    };
    const issuers = await openIssuers(authSchema.parse({ issuers: [issuer], keys: { intervalMs: 1_000 } }), {
      dataDir: '', logger: { warn: () => undefined }, now: () => Date.now() + clockMs,
    });
    opened.push(issuers);
    return createAuthenticator({ issuers: issuers.issuers, policy: () => shippedPolicy, now: () => Date.now() + clockMs });
  }
  const enter = async (at: Authenticator, token: string): Promise<Principal> => at.authenticate(`Bearer ${token}`, '127.0.0.1');

  beforeAll(async () => {
    provider = await openOidcProvider(folder);
    await provider.start('k1');
  });
  afterEach(async () => {
    clockMs = 0;
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });
  afterAll(() => provider.close());

  it.each<[string, () => Promise<string>, Record<string, unknown>, string]>([
    ['for another audience, which the provider signs for whoever asks', () => provider.machineToken('partner-full', { scope: 'orders:read', resource: 'urn:other' }), {}, 'not valid here'],
    ['that is opaque', () => provider.machineToken('partner-unlisted'), {}, 'no bearer token'],
    ['of a client that the map does not name', () => provider.machineToken('partner-unlisted', { scope: 'orders:read', resource: AUDIENCE }), {}, 'claim client_id cannot be used'],
    ['signed by an algorithm that is not configured', () => provider.machineToken('partner-full'), { algorithms: ['ES256'] }, 'not valid here'],
    ['that is an ID token', async () => (await provider.personTokens('ada')).id_token, {}, 'not valid here'],
    ['that is an ID token, where the gateway expects it by its audience', async () => (await provider.personTokens('ada')).id_token, { audience: 'desk' }, 'not an access token'],
    ['that is an ID token, where type JWT is taken together with client_id', async () => (await provider.personTokens('ada')).id_token, { audience: 'desk', tokenType: 'JWT', requiredClaim: 'client_id' }, 'not an access token'],
    ['without the claim that is required', () => provider.machineToken('partner-full'), { claims: { role: { value: 'partner' }, account: { claim: 'tenant', required: true } } }, 'no claim tenant'],
  ])('refuses one %s', async (_name, make, changes, message) => {
    const token = await make();
    await expect((async () => enter(await gateway(changes), token))()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining(message) as string });
  });

  it('refuses one that has expired, and one with another signature', async () => {
    const [token, other] = await Promise.all([provider.machineToken('partner-full'), provider.machineToken('partner-orders')]);
    const at = await gateway();
    await expect(enter(at, token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.')))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    clockMs = 601_000;
    await expect(enter(at, token)).rejects.toThrow('expired');
  });

  it('gives a partner whose token names no scope neither data nor rows', async () => {
    const principal = await enter(await gateway(), await provider.machineToken('partner-full', {}));
    expect([principal.scopes.size, principal.rows]).toEqual([0, { all: false, keys: [] }]);
  });

  it('lets the client decide role and account, and the token the scopes', async () => {
    const at = await gateway();
    expect(decodeProtectedHeader(await provider.machineToken('partner-full'))).toMatchObject({ alg: 'RS256', typ: 'at+jwt', kid: 'k1' });
    const full = await enter(at, await provider.machineToken('partner-full', { scope: 'customer:read customer:pii orders:read' }));
    const orders = await enter(at, await provider.machineToken('partner-orders'));
    expect([full.role, [...full.scopes].sort(), full.rows]).toEqual(['partner', ['customer:pii', 'customer:read', 'orders:read'], { all: false, keys: ['account:C-1001'] }]);
    expect([orders.role, [...orders.scopes], orders.rows, orders.subject]).toEqual(['partner', ['orders:read'], { all: false, keys: ['account:C-1002'] }, 'partner-orders']);
  });

  it('takes the access token of a person who has logged in', async () => {
    const principal = await enter(await gateway(), (await provider.personTokens('ada')).access_token);
    expect([principal.role, principal.subject, [...principal.scopes]]).toEqual(['manager', 'ada', ['orders:read']]);
  });

  it('goes on with the keys it has while the provider is away, and takes its new key when it is back with another', async () => {
    const at = await gateway();
    const [first, second] = await Promise.all([provider.machineToken('partner-full'), provider.machineToken('partner-orders')]);
    await enter(at, first);
    await provider.stop();
    await expect(enter(at, second)).resolves.toMatchObject({ subject: 'partner-orders' });
    await expect((async () => enter(await gateway(), second))()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });

    await provider.start('k2');
    clockMs = 2_000;
    await expect(enter(at, await provider.machineToken('partner-full'))).resolves.toMatchObject({ subject: 'partner-full' });
    // The former key is published no more: a token that is not remembered is refused.
    await expect((async () => enter(await gateway(), second))()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
