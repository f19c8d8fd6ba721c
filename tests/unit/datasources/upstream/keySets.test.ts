import { jwtVerify } from 'jose';
import { createKeySet, type KeySet, type KeySetOptions } from '../../../../datasources/upstream/keySets.ts';
import { isSafeAddress } from '../../../../datasources/upstream/providerDocuments.ts';
import { createLogger } from '../../../../gateway/logger.ts';
import { json, startLoopbackIssuer, type LoopbackIssuer } from '../../../support/loopbackIssuer.ts';

const INTERVAL_MS = 30_000;
const MAX_AGE_MS = 600_000;
const LAST_GOOD_MS = 3_600_000;

let nowMs = 1_790_000_000_000;
let provider: LoopbackIssuer;
let keySet: KeySet;
let reasons: string[];
let providers: string[];

function open(changes: Partial<KeySetOptions> = {}): KeySet {
  // The gateway's own, which leaves out what is not on its list.
  const logger = createLogger('warn', {
    write(line) {
      const { fault, server } = JSON.parse(line) as { fault: string; server: string };
      reasons.push(fault);
      providers.push(server);
    },
  });
  return createKeySet({
    issuer: provider.issuer, intervalMs: INTERVAL_MS, maxAgeMs: MAX_AGE_MS, lastGoodMs: LAST_GOOD_MS, timeoutMs: 2_000, logger, now: () => nowMs, ...changes,
  });
}
/** Whether the keys verify the token: 'ok', or the name or code of the error. */
async function verdict(token: string, keys = keySet): Promise<string> {
  try {
    await jwtVerify(token, keys.getKey, { currentDate: new Date(nowMs) });
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
const unknown = (number: number): Promise<string> => provider.token({}, { kid: `random-${number}` });

beforeEach(async () => {
  nowMs = 1_790_000_000_000;
  reasons = [];
  providers = [];
  provider = await startLoopbackIssuer(() => nowMs);
  keySet = open();
});
afterEach(async () => {
  await keySet.close();
  await provider.close();
});

describe('keys of an identity provider', () => {
  it('are read once for however many tokens of unknown keys come within the interval, and each token is refused', async () => {
    expect(await verdict(await provider.token())).toBe('ok');
    nowMs += INTERVAL_MS;
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, index) => unknown(index)));
    const verdicts = await Promise.all(tokens.map((token) => verdict(token)));
    expect(new Set(verdicts)).toEqual(new Set(['ERR_JWKS_NO_MATCHING_KEY']));
    for (const token of tokens) await verdict(token);
    expect(provider.asked).toEqual({ discovery: 2, keys: 2 });
    nowMs += INTERVAL_MS - 1;
    await verdict(tokens[0]!);
    expect(provider.asked.keys).toBe(2);
    nowMs += 1;
    await verdict(tokens[0]!);
    expect(provider.asked.keys).toBe(3);
  });

  it('are not waited for by those whose key is here, while a flood of unknown ones is', async () => {
    const good = await provider.token();
    await verdict(good);
    nowMs += INTERVAL_MS;
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    provider.misbehave('keys', (request, response) => void held.then(() => json({ keys: provider.published() })(request, response)));
    const waiting = Promise.all([1, 2, 3].map(async (number) => verdict(await unknown(number))));
    expect(await verdict(good)).toBe('ok');
    release?.();
    expect(await waiting).toEqual(Array(3).fill('ERR_JWKS_NO_MATCHING_KEY'));
  });

  it('of a provider that is away from the start: SOURCE_UNAVAILABLE, tried again a second later', async () => {
    provider.misbehave('discovery', json({}, 503));
    const token = await provider.token();
    expect(await Promise.all([verdict(token), verdict(token)])).toEqual(['SOURCE_UNAVAILABLE', 'SOURCE_UNAVAILABLE']);
    expect(await verdict(token)).toBe('SOURCE_UNAVAILABLE');
    expect(provider.asked.discovery).toBe(1);
    provider.misbehave('discovery', null);
    nowMs += 1_000;
    expect(await verdict(token)).toBe('ok');
  });

  it('go on while the provider is away, but no longer than their bound', async () => {
    const early = await provider.token();
    expect(await verdict(early)).toBe('ok');
    provider.misbehave('keys', (request) => void request.socket.destroy());
    nowMs += LAST_GOOD_MS - 1;
    const late = await provider.token();
    expect(await verdict(late)).toBe('ok');
    nowMs += 1;
    expect(await verdict(await provider.token())).toBe('SOURCE_UNAVAILABLE');
    provider.misbehave('keys', null);
    nowMs += 1_000;
    expect(await verdict(await provider.token())).toBe('ok');
  });

  it('that the provider publishes no more are forgotten once they are old, without anybody waiting', async () => {
    const old = await provider.token();
    await verdict(old);
    await provider.rotate('k2');
    nowMs += MAX_AGE_MS;
    const again = await provider.token();
    expect(await verdict(again)).toBe('ok');
    expect(await verdict(old)).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });

  it('that the provider has just begun to use are found at once', async () => {
    await verdict(await provider.token());
    nowMs += INTERVAL_MS;
    await provider.rotate('k2', true);
    expect(await verdict(await provider.token())).toBe('ok');
  });

  it.each<[string, 'discovery' | 'keys', Parameters<LoopbackIssuer['misbehave']>[1], RegExp]>([
    ['discovery answers for another issuer', 'discovery', json({ issuer: 'https://evil.example.com', jwks_uri: 'https://evil.example.com/keys' }), /another issuer/],
    ['discovery names keys without TLS', 'discovery', (request, response) => json({ issuer: `http://${request.headers.host}/tenant`, jwks_uri: 'http://example.com/keys' })(request, response), /neither https nor loopback/],
    ['discovery names keys in a file', 'discovery', (request, response) => json({ issuer: `http://${request.headers.host}/tenant`, jwks_uri: 'file:///etc/passwd' })(request, response), /neither https nor loopback/],
    ['discovery names no keys', 'discovery', (request, response) => json({ issuer: `http://${request.headers.host}/tenant` })(request, response), /no address of keys/],
    ['keys lie behind a redirect', 'keys', (_request, response) => void response.writeHead(302, { location: '/tenant/.well-known/openid-configuration' }).end(), /status 302/],
    ['the answer is too large', 'keys', (_request, response) => void response.end(`{"keys":["${'x'.repeat(300_000)}"]}`), /too large/],
    ['the answer is no JSON', 'keys', (_request, response) => void response.end('<html>'), /no JSON/],
    ['the answer is no set', 'keys', json([]), /no set of keys/],
    ['the set is empty', 'keys', json({ keys: [] }), /no public key/],
    ['the set holds secrets only', 'keys', json({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'k1' }] }), /no public key/],
    ['the keys are for encryption', 'keys', json({ keys: [{ kty: 'EC', use: 'enc', kid: 'k1' }] }), /no public key/],
    ['there are more keys than anybody has', 'keys', json({ keys: Array(101).fill({ kty: 'EC', use: 'sig' }) }), /no set of keys/],
  ])('are not taken where %s', async (_name, path, handler, reason) => {
    provider.misbehave(path, handler);
    expect(await verdict(await provider.token())).toBe('SOURCE_UNAVAILABLE');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
    expect(providers).toEqual([provider.issuer]);
  });

  it('are not waited for longer than the deadline', async () => {
    const impatient = open({ timeoutMs: 100 });
    provider.misbehave('keys', () => undefined);
    expect(await verdict(await provider.token(), impatient)).toBe('SOURCE_UNAVAILABLE');
    expect(reasons).toEqual(['it did not answer in time']);
    await impatient.close();
  });

  it('stay the last good ones where the provider begins to answer nonsense', async () => {
    const token = await provider.token();
    await verdict(token);
    provider.misbehave('keys', json({ keys: [] }));
    nowMs += INTERVAL_MS;
    expect(await verdict(await unknown(1))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(await verdict(token)).toBe('ok');
  });

  it('are read from a configured address without any discovery', async () => {
    const pinned = open({ jwksUri: `${provider.issuer}/keys` });
    expect(await verdict(await provider.token(), pinned)).toBe('ok');
    expect(provider.asked).toEqual({ discovery: 0, keys: 1 });
    await pinned.close();
  });

  it('are read ahead by `warm`, which never fails', async () => {
    provider.misbehave('discovery', json({}, 500));
    await expect(keySet.warm()).resolves.toBeUndefined();
    provider.misbehave('discovery', null);
    nowMs += 1_000;
    await keySet.warm();
    const { keys } = provider.asked;
    expect(await verdict(await provider.token())).toBe('ok');
    expect(provider.asked.keys).toBe(keys);
  });
});

describe('an address of keys', () => {
  it.each(['http://example.com', 'http://10.0.0.1/', 'http://127.0.0.1.example.com/', 'http://localhost.example.com', 'ftp://127.0.0.1/', 'https://user:word@example.com/', 'example.com', ''])('%j is refused', (address) => {
    expect(isSafeAddress(address)).toBe(false);
  });

  it.each(['https://example.com/a', 'http://127.0.0.1:8080/', 'http://localhost:1/', 'http://[::1]:1/'])('%j is taken', (address) => {
    expect(isSafeAddress(address)).toBe(true);
  });
});
