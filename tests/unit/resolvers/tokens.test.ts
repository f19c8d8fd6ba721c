import { tokenIssuing } from '../../../gateway/auth/issuing.ts';
import type { RequestContext } from '../../../resolvers/context.ts';
import { shippedPolicy } from '../../authz/callers.ts';
import { createWorld, NOW_MS } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';

const DAY_MS = 86_400_000;
const ISSUED = 'bearerToken issuedToken { id state }';
const EXPIRES = new Date(NOW_MS + DAY_MS).toISOString();

let ctx: RequestContext;
beforeEach(async () => {
  const world = await createWorld({ customers: [] });
  ctx = { ...world.request(), issuing: tokenIssuing({ maxLifetimeMs: 9 * DAY_MS, maxGraceMs: DAY_MS }, shippedPolicy) };
});
const issue = async (name: string): Promise<{ bearerToken: string; issuedToken: { id: string } }> =>
  (await run(ctx, `mutation($at: DateTime!) { issueToken(input: { name: "${name}", role: partner, scopes: ["orders:read"], account: "C-1", expiresAt: $at }) { ${ISSUED} } }`, { at: EXPIRES })).data!['issueToken'];

describe('tokens', () => {
  it('refuses a page outside 1 to 100 and a cursor of another list', async () => {
    await issue('One');
    const { data } = await run(ctx, '{ tokens { edges { cursor } } }');
    const cursor = data!['tokens'].edges[0].cursor as string;
    for (const args of ['first: 0', 'first: 101', `after: "${cursor}", filter: { role: chatbot }`, 'after: "x"']) {
      expect((await run(ctx, `{ tokens(${args}) { edges { cursor } } }`)).errors).toMatchObject([{ path: 'tokens', code: 'BAD_USER_INPUT' }]);
    }
  });

  it('issues, lists, rotates and revokes, and shows the token once each time', async () => {
    const first = await issue('First');
    const { id } = first.issuedToken;
    expect(first).toMatchObject({ bearerToken: expect.stringMatching(`^c360_${id}_[\\w-]{43}$`), issuedToken: { state: 'ACTIVE' } });
    const rotated = await run(ctx, `mutation { rotateToken(input: { id: "${id}", graceSeconds: 60 }) { bearerToken issuedToken { previousUntil } } }`);
    expect(rotated.data!['rotateToken'].issuedToken).toEqual({ previousUntil: new Date(NOW_MS + 60_000).toISOString() });
    expect(rotated.data!['rotateToken'].bearerToken).not.toBe(first.bearerToken);
    expect((await run(ctx, `mutation { revokeToken(id: "${id}") { issuedToken { state revokedBy } } }`)).data).toEqual({
      revokeToken: { issuedToken: { state: 'REVOKED', revokedBy: 'admin' } },
    });
    const { data, errors } = await run(
      ctx, '{ tokens(filter: { state: REVOKED }) { edges { node { id name role state scopes account networks createdAt createdBy expiresAt rotatedAt previousUntil revokedAt } } pageInfo { hasNextPage } } }',
    );
    const now = new Date(NOW_MS).toISOString();
    expect([data!['tokens'], errors]).toEqual([
      {
        edges: [
          {
            node: {
              id, name: 'First', role: 'partner', state: 'REVOKED', scopes: ['orders:read'], account: 'C-1', networks: [], createdAt: now, createdBy: 'admin', expiresAt: EXPIRES,
              rotatedAt: now, previousUntil: null, revokedAt: now,
            },
          },
        ],
        pageInfo: { hasNextPage: false },
      },
      [],
    ]);
  });

  it('pages newest first without a gap', async () => {
    const ids = new Set<string>();
    for (const name of ['A', 'B', 'C']) ids.add((await issue(name)).issuedToken.id);
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const { data } = await run(ctx, `{ tokens(first: 1${after}) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`);
      seen.push(data!['tokens'].edges[0].node.id as string);
      after = `, after: "${data!['tokens'].pageInfo.endCursor}"`;
      expect(data!['tokens'].pageInfo.hasNextPage).toBe(page < 2);
    }
    expect(new Set(seen)).toEqual(ids);
  });
});
