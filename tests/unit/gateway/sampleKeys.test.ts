import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSampleIssuer, signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { createAuthenticator } from '../../../gateway/auth/authenticator.ts';
import { localIssuer } from '../../../gateway/auth/issuers.ts';
import { shippedPolicy } from '../../authz/callers.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'c360-keys-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the sample issuer', () => {
  it('says which file to delete where its key cannot be read, and keeps what is in it', async () => {
    await openSampleIssuer(directory);
    const [file] = await readdir(directory);
    await writeFile(join(directory, file!), 'half a k');
    await expect(openSampleIssuer(directory)).rejects.toThrow(`${file} cannot be read: delete it`);
    await expect(openSampleIssuer(directory)).rejects.not.toThrow('half a k');
  });

  it('leaves a key that cannot be opened where it is', async () => {
    await mkdir(join(directory, 'sample-issuer.jwk'));
    await expect(openSampleIssuer(directory)).rejects.toThrow('EISDIR');
  });

  it('makes tokens that a gateway with another data directory refuses', async () => {
    const [mine, other] = await Promise.all([openSampleIssuer(join(directory, 'a')), openSampleIssuer(join(directory, 'b'))]);
    const token = await signSampleToken(mine, { role: 'agent' });
    const gateway = createAuthenticator({ issuers: [localIssuer(other)], policy: () => shippedPolicy });
    await expect(Promise.resolve(gateway.authenticate(`Bearer ${token}`, '127.0.0.1'))).rejects.toThrow('not valid');
  });

  it('has one key for all who come at once, readable by its owner alone', async () => {
    const issuers = await Promise.all(Array.from({ length: 8 }, () => openSampleIssuer(directory)));
    expect(new Set(issuers.map((issuer) => issuer.privateKey.kid)).size).toBe(1);
    const files = await readdir(directory);
    expect(files).toHaveLength(1);
    expect((await stat(join(directory, files[0] as string))).mode & 0o777).toBe(0o600);
  });

  it('keeps its private key out of the key set', async () => {
    const { keySet } = await openSampleIssuer(directory);
    expect(keySet.keys[0]).not.toHaveProperty('d');
  });

  it('makes tokens whose claims a gateway reads', async () => {
    const issuer = await openSampleIssuer(directory);
    const gateway = createAuthenticator({ issuers: [localIssuer(issuer)], policy: () => shippedPolicy });
    const enter = async (claims: Parameters<typeof signSampleToken>[1]) => gateway.authenticate(`Bearer ${await signSampleToken(issuer, claims)}`, '127.0.0.1');
    expect(await enter({ role: 'distributor', distributor: 'D1' })).toMatchObject({ role: 'distributor', rows: { all: false, keys: ['distributor:D1'] } });
    expect(await enter({ role: 'customer', customer: 'c1', purpose: 'service' })).toMatchObject({ customerId: 'c1', purpose: 'service' });
    expect([...(await enter({ role: 'partner', scopes: ['orders:read'] })).scopes]).toEqual(['orders:read']);
    expect([...(await enter({ role: 'partner' })).scopes]).toEqual([]);
  });

  it('makes tokens that end', async () => {
    const issuer = await openSampleIssuer(directory);
    const gateway = createAuthenticator({ issuers: [localIssuer(issuer)], policy: () => shippedPolicy });
    const old = await signSampleToken(issuer, { role: 'agent', lifetimeSeconds: 60 }, Date.now() - 61_000);
    await expect(Promise.resolve(gateway.authenticate(`Bearer ${old}`, '127.0.0.1'))).rejects.toThrow('expired');
  });
});
