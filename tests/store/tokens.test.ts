/** Issued tokens over two gateways and one store: what one does counts at the other from the next request on. */
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import { tokenIssuing } from '../../gateway/auth/issuing.ts';
import { issueToken } from '../../operations/tokens/issueToken.ts';
import { revokeToken } from '../../operations/tokens/revokeToken.ts';
import { rotateToken } from '../../operations/tokens/rotateToken.ts';
import type { TokenContext } from '../../operations/tokens/context.ts';
import { caller, shippedPolicy } from '../authz/callers.ts';
import { startServer, type TestServer } from '../conformance/server.ts';
import { embeddedServer, mongoServers } from '../support/mongoServers.ts';
import { relay } from '../support/relay.ts';
import { hashOf, sampleToken, tokenDocument } from '../support/tokenDocument.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(120_000);
const DAY_MS = 86_400_000;
const policy = () => shippedPolicy;
const WHO = '{ me { subject } }';

const gatewayOver = (store: Store): Promise<TestServer> => startServer('node', { authenticate: createAuthenticator({ issuers: [], tokens: store.tokens, policy }) });
async function answer(gateway: TestServer, token: string): Promise<[status: number, codeOrOk: string]> {
  const response = await gateway.post({ query: WHO }, { token, headers: { accept: 'application/graphql-response+json' } });
  const body = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return [response.status, body.errors?.[0]?.extensions.code ?? 'ok'];
}
const adminOver = (store: Store): TokenContext => ({
  principal: caller('admin'), store, notices: createMemoryNotices(), issuing: tokenIssuing({ maxLifetimeMs: 366 * DAY_MS, maxGraceMs: DAY_MS }, shippedPolicy), now: Date.now,
});
const issue = (store: Store) => issueToken({ name: 'Portal', role: 'partner', scopes: ['orders:read'], expiresAt: new Date(Date.now() + DAY_MS).toISOString() }, adminOver(store));

describe.each(mongoServers())('issued tokens on the $name server', (server) => {
  let test: TestStore;
  let other: Store;
  let gateways: TestServer[] = [];
  const everywhere = (token: string) => Promise.all(gateways.map((gateway) => answer(gateway, token)));

  beforeAll(async () => {
    test = await openTestStore(server);
    other = await test.another();
    gateways = await Promise.all([test.store, other].map(gatewayOver));
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await test.close();
    await server.close();
  });

  it('are refused by every gateway from the next request on once one has revoked them', async () => {
    const { bearerToken, issuedToken } = await issue(test.store);
    expect(await everywhere(bearerToken)).toEqual([[200, 'ok'], [200, 'ok']]);
    await revokeToken(issuedToken._id, adminOver(other));
    expect(await everywhere(bearerToken)).toEqual([[401, 'UNAUTHENTICATED'], [401, 'UNAUTHENTICATED']]);
  });

  it('are refused by every gateway from the next request on once one has given them another secret', async () => {
    const { bearerToken, issuedToken } = await issue(test.store);
    const rotated = await rotateToken({ id: issuedToken._id }, adminOver(other));
    expect(await everywhere(bearerToken)).toEqual([[401, 'UNAUTHENTICATED'], [401, 'UNAUTHENTICATED']]);
    expect(await everywhere(rotated.bearerToken)).toEqual([[200, 'ok'], [200, 'ok']]);
  });

  it('have one new secret after two rotations at once: the other admin is told', async () => {
    const { issuedToken } = await issue(test.store);
    const tries = await Promise.allSettled([test.store, other].map((store) => rotateToken({ id: issuedToken._id }, adminOver(store))));
    const won = tries.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(tries.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'BAD_USER_INPUT' } });
    expect(await everywhere(won[0]!.value.bearerToken)).toEqual([[200, 'ok'], [200, 'ok']]);
  });

  it('are kept without anything that opens: neither the document nor any command to the store holds the secret', async () => {
    const { bearerToken, issuedToken } = await issue(test.store);
    await everywhere(bearerToken);
    const secret = bearerToken.slice(-43);
    expect(JSON.stringify(await test.database.collection('tokens').find({}).toArray())).not.toContain(secret);
    expect(JSON.stringify(test.commands)).not.toContain(secret);
    expect(JSON.stringify(test.commands)).toContain(issuedToken._id);
  });

  it('are looked up once for all the requests of one turn of the event loop', async () => {
    const issued = await Promise.all([issue(test.store), issue(test.store), issue(test.store)]);
    const authenticator = createAuthenticator({ issuers: [], tokens: test.store.tokens, policy });
    test.commands.length = 0;
    const principals = await Promise.all(
      Array.from({ length: 60 }, (_, index) => authenticator.authenticate(`Bearer ${issued[index % 3]!.bearerToken}`, '127.0.0.1')),
    );
    expect(new Set(principals.map(({ subject }) => subject)).size).toBe(3);
    expect(test.commands.filter((command) => command['find'] === 'tokens')).toHaveLength(1);
  });

  it('are listed newest first, in pages, by role and state, and never with a hash', async () => {
    const { tokens } = await test.another();
    await test.database.collection('tokens').deleteMany({});
    const nowMs = Date.parse('2026-06-01T00:00:00Z');
    const at = (day: number): Date => new Date(Date.parse('2026-05-01T00:00:00Z') + day * DAY_MS);
    await tokens.create(tokenDocument('a', { createdAt: at(1) }));
    await tokens.create(tokenDocument('b', { createdAt: at(2), role: 'chatbot', expiresAt: at(3) }));
    await tokens.create(tokenDocument('c', { createdAt: at(2), previous: { hash: 'p', until: at(9) } }));
    await tokens.create(tokenDocument('d', { createdAt: at(4), expiresAt: at(5) }));
    await tokens.revoke('d', at(4), 'admin-1');
    const ids = async (filter: Parameters<typeof tokens.list>[0]['filter']) => (await tokens.list({ filter, after: null, first: 9, nowMs })).rows.map(({ row }) => row._id);
    expect(await ids({ state: 'REVOKED' })).toEqual(['d']);
    expect(await ids({ state: 'EXPIRED' })).toEqual(['b']);
    expect(await ids({ state: 'ACTIVE' })).toEqual(['c', 'a']);
    expect(await ids({ role: 'chatbot' })).toEqual(['b']);
    const first = await tokens.list({ filter: {}, after: null, first: 2, nowMs });
    const rest = await tokens.list({ filter: {}, after: first.rows[1]!.position, first: 2, nowMs });
    expect([...first.rows, ...rest.rows].map(({ row }) => row._id)).toEqual(['d', 'c', 'b', 'a']);
    expect([first.hasMore, rest.hasMore]).toEqual([true, false]);
    const rows = [...first.rows, ...rest.rows].map(({ row }) => row);
    expect(JSON.stringify(rows)).not.toContain('hash');
    expect(rows[1]!.previous).toEqual({ until: at(9) });
  });

  it('keep their first revocation', async () => {
    const { tokens } = test.store;
    await tokens.create(tokenDocument('twice'));
    const [first, second] = [new Date('2026-05-02T00:00:00Z'), new Date('2026-05-03T00:00:00Z')];
    await tokens.revoke('twice', first, 'admin-1');
    expect(await tokens.revoke('twice', second, 'admin-2')).toMatchObject({ revokedAt: first, revokedBy: 'admin-1' });
    expect(await tokens.revoke('none', second, 'admin-2')).toBeNull();
  });
});

describe('issued tokens while the store is away', () => {
  it('are refused with STORE_UNAVAILABLE, though they were good a moment ago, and are good again when it is back', async () => {
    const server = embeddedServer();
    const uri = new URL(await server.uri());
    const between = relay(decodeURIComponent(uri.host));
    const port = await between.listen();
    const user = uri.username ? `${uri.username}:${uri.password}@` : '';
    const store = await openStore({ uri: `mongodb://${user}127.0.0.1:${port}/${uri.search}`, database: 'tokensAway', waitMs: 500, answerMs: 60_000, heartbeatMs: 500 });
    const gateway = await gatewayOver(store);
    const { id, secret, header } = sampleToken(1);
    const token = header.slice('Bearer '.length);
    try {
      await store.tokens.create(tokenDocument(id, { hash: hashOf(secret), expiresAt: new Date(Date.now() + DAY_MS) }));
      expect(await answer(gateway, token)).toEqual([200, 'ok']);
      between.hold();
      expect(await answer(gateway, token)).toEqual([503, 'STORE_UNAVAILABLE']);
      between.cut();
      expect(await answer(gateway, token)).toEqual([503, 'STORE_UNAVAILABLE']);
      between.mend();
      for (let tries = 0; tries < 50 && !(await store.ping(1_000)); tries += 1);
      expect(await answer(gateway, token)).toEqual([200, 'ok']);
    } finally {
      await gateway.close();
      await store.close();
      await between.close();
      await server.close();
    }
  });
});
