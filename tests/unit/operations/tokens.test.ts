import { createMemoryNotices } from '../../../datasources/redis/notices.ts';
import type { Tokens } from '../../../datasources/mongo/store.ts';
import { TOKEN_REVOKED_TOPIC, readToken, tokenNoticeIn } from '../../../domain/issuedToken.ts';
import type { Scope } from '../../../domain/principal.ts';
import { tokenIssuing } from '../../../gateway/auth/issuing.ts';
import type { TokenContext, TokenIssuing } from '../../../operations/tokens/context.ts';
import { issueToken, type IssueTokenInput } from '../../../operations/tokens/issueToken.ts';
import { revokeToken } from '../../../operations/tokens/revokeToken.ts';
import { rotateToken } from '../../../operations/tokens/rotateToken.ts';
import { caller, shippedPolicy } from '../../authz/callers.ts';
import { memoryTokens } from '../../support/fakes/memoryStore/tokens.ts';
import { hashOf } from '../../support/tokenDocument.ts';

const NOW_MS = Date.parse('2026-06-01T00:00:00Z');
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();
const portal: IssueTokenInput = { name: 'Portal', role: 'partner', scopes: ['orders:read'], expiresAt: inDays(30) };

let tokens: Tokens;
let told: unknown[];
let context: TokenContext;

beforeEach(() => {
  tokens = memoryTokens();
  told = [];
  const notices = createMemoryNotices();
  notices.subscribe(TOKEN_REVOKED_TOPIC, (body) => void told.push(tokenNoticeIn(body)));
  context = { principal: caller('admin'), store: { tokens }, notices, issuing: tokenIssuing({ maxLifetimeMs: 366 * DAY_MS, maxGraceMs: DAY_MS }, shippedPolicy), now: () => NOW_MS };
});

const bound = (rules: Partial<ReturnType<TokenIssuing['rulesOf']>>): TokenContext => ({
  ...context, issuing: { ...context.issuing!, rulesOf: (role) => ({ ...context.issuing!.rulesOf(role), ...rules }) },
});

describe('issueToken', () => {
  it.each<[string, Partial<IssueTokenInput>, string]>([
    ['a scope that its role cannot have', { scopes: ['orders:read', 'schema:read'] }, 'scopes'],
    ['a scope that is none', { scopes: ['everything'] }, 'scopes'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['no name', { name: ' ' }, 'name'],
    ['a name with a control character', { name: 'a\nb' }, 'name'],
    ['a name longer than any', { name: 'a'.repeat(201) }, 'name'],
    ['an end that is past', { expiresAt: inDays(0) }, 'expiresAt'],
    ['an end too far away', { expiresAt: inDays(367) }, 'expiresAt'],
    ['rows that its role does not heed', { role: 'corporate', account: 'C-1', distributor: 'D-1' }, 'distributor'],
    ['a customer that its role does not heed', { customerId: 'c1' }, 'customerId'],
    ['no distributor, for a distributor', { role: 'distributor', scopes: ['orders:read'] }, 'distributor'],
    ['no customer, for a customer', { role: 'customer', scopes: ['orders:read'] }, 'customerId'],
    ['an empty account', { account: '' }, 'account'],
    ['a purpose that the policy does not know', { purpose: 'fun' }, 'purpose'],
    ['a channel that is no word', { channel: 'a b' }, 'channel'],
    ['a network that is none', { networks: ['10.0.0.0/8', '10.1'] }, 'networks'],
    ['a range that is none', { networks: ['10.0.0.0/33'] }, 'networks'],
    ['a host name as a network', { networks: ['example.com'] }, 'networks'],
    ['more networks than anybody has', { networks: Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`) }, 'networks'],
    ['a rate of nothing', { requestsPerMinute: 0 }, 'requestsPerMinute'],
    ['a negative rate of cost', { costPerMinute: -1 }, 'costPerMinute'],
  ])('refuses %s, without repeating it, and stores nothing', async (_name, change, argument) => {
    const refusal = await issueToken({ ...portal, ...change }, context).catch((error: unknown) => error as Error);
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument } });
    // What the messages themselves name as right.
    const named = ['orders:read', '10.0.0.0/8', 'distributor', 'customer'];
    const repeated = Object.values(change).flat().map(String).filter((given) => given.length > 2 && !named.includes(given) && (refusal as Error).message.includes(given));
    expect(repeated).toEqual([]);
    expect((await tokens.list({ filter: {}, after: null, first: 1, nowMs: NOW_MS })).rows).toEqual([]);
  });

  it('refuses everything where the gateway takes no issued tokens', async () => {
    await expect(issueToken(portal, { ...context, issuing: null })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('refuses a token without the purpose or channel that its role is bound to', async () => {
    await expect(issueToken(portal, bound({ purposeRequired: true, purposes: ['delivery'] }))).rejects.toMatchObject({ details: { argument: 'purpose' } });
    await expect(issueToken(portal, bound({ channels: ['portal'] }))).rejects.toMatchObject({ details: { argument: 'channel' } });
    await expect(issueToken({ ...portal, channel: 'portal', purpose: 'delivery' }, bound({ channels: ['portal'], purposeRequired: true }))).resolves.toBeDefined();
  });

  it('gives the token once and keeps its hash', async () => {
    const { bearerToken, issuedToken } = await issueToken({ ...portal, account: 'C-1', networks: ['10.0.0.0/8', '10.0.0.0/8'], requestsPerMinute: 60 }, context);
    const { id, secret } = readToken(bearerToken)!;
    const kept = (await tokens.byIds([id])).get(id)!;
    expect(kept).toEqual(issuedToken);
    expect(kept).toMatchObject({
      hash: hashOf(secret), previous: null, scopes: ['orders:read'] satisfies Scope[], account: 'C-1', networks: ['10.0.0.0/8'], requestsPerMinute: 60, costPerMinute: null,
      createdBy: 'admin-1', createdAt: new Date(NOW_MS), expiresAt: new Date(inDays(30)),
    });
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('never gives two tokens alike', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => issueToken(portal, context)));
    expect(new Set(all.map(({ bearerToken }) => readToken(bearerToken)!.id)).size).toBe(50);
    expect(new Set(all.map(({ bearerToken }) => readToken(bearerToken)!.secret)).size).toBe(50);
  });
});

describe('rotateToken', () => {
  it.each<[string, (id: string) => Parameters<typeof rotateToken>[0], string]>([
    ['an id that names no token', () => ({ id: 'none' }), 'id'],
    ['a negative grace', (id) => ({ id, graceSeconds: -1 }), 'graceSeconds'],
    ['a grace longer than the configuration allows', (id) => ({ id, graceSeconds: 86_401 }), 'graceSeconds'],
    ['an end that is past', (id) => ({ id, expiresAt: inDays(-1) }), 'expiresAt'],
  ])('refuses %s', async (_name, input, argument) => {
    const { issuedToken } = await issueToken(portal, context);
    await expect(rotateToken(input(issuedToken._id), context)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument } });
    expect((await tokens.byIds([issuedToken._id])).get(issuedToken._id)?.hash).toBe(issuedToken.hash);
    expect(told).toEqual([]);
  });

  it('brings no revoked token back', async () => {
    const { issuedToken } = await issueToken(portal, context);
    await revokeToken(issuedToken._id, context);
    await expect(rotateToken({ id: issuedToken._id, expiresAt: inDays(9) }, context)).rejects.toMatchObject({ details: { argument: 'id' } });
  });

  it('brings an expired token back with a new end and secret only', async () => {
    const { issuedToken } = await issueToken(portal, context);
    const later = { ...context, now: () => NOW_MS + 31 * DAY_MS };
    await expect(rotateToken({ id: issuedToken._id }, later)).rejects.toMatchObject({ details: { argument: 'expiresAt' } });
    const back = await rotateToken({ id: issuedToken._id, expiresAt: inDays(60), graceSeconds: 60 }, later);
    expect(back.issuedToken).toMatchObject({ expiresAt: new Date(inDays(60)), previous: null });
  });

  it('gives a new secret, takes the former one for its grace, and tells whoever serves the token', async () => {
    const { issuedToken, bearerToken } = await issueToken(portal, context);
    const rotated = await rotateToken({ id: issuedToken._id, graceSeconds: 60 }, context);
    expect(rotated.bearerToken).not.toBe(bearerToken);
    expect(rotated.issuedToken).toEqual({
      ...issuedToken, hash: hashOf(readToken(rotated.bearerToken)!.secret), previous: { hash: issuedToken.hash, until: new Date(NOW_MS + 60_000) }, rotatedAt: new Date(NOW_MS),
    });
    expect((await tokens.byIds([issuedToken._id])).get(issuedToken._id)).toEqual(rotated.issuedToken);
    expect(told).toEqual([{ id: issuedToken._id }]);
    expect((await rotateToken({ id: issuedToken._id }, context)).issuedToken.previous).toBeNull();
  });
});

describe('revokeToken', () => {
  it('refuses an id that names no token', async () => {
    await expect(revokeToken('none', context)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'id' } });
  });

  it('ends a token once, tells whoever serves it, and may be repeated', async () => {
    const { issuedToken } = await issueToken(portal, context);
    const first = await revokeToken(issuedToken._id, context);
    const again = await revokeToken(issuedToken._id, { ...context, now: () => NOW_MS + 1, principal: caller('admin', [], { subject: 'other' }) });
    expect(first).toMatchObject({ revokedAt: new Date(NOW_MS), revokedBy: 'admin-1' });
    expect(again).toEqual(first);
    expect(told).toEqual([{ id: issuedToken._id }, { id: issuedToken._id }]);
  });
});
