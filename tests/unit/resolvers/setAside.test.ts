import type { RequestContext } from '../../../resolvers/context.ts';
import { createWorld, NOW_MS } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';

let ctx: RequestContext;
const setAside = async (system: string, ...ids: number[]) => {
  const { inbox } = ctx.store;
  await inbox.signal(ids.map((id) => ({ ref: `${system}:order:${id}`, system, type: 'order' })));
  const work = await inbox.lease('w', system, 'order', 10, 1_000);
  await inbox.setAside(work.map(({ _id, epoch, dirty }) => ({ ref: _id, epoch, dirty, failure: 'unreadable' })));
};
const replay = (input: string) => run(ctx, `mutation { replaySetAside(input: ${input}) { replayed } }`);

beforeEach(async () => {
  ctx = (await createWorld({ customers: [] })).request();
  await setAside('vendure', 1, 2, 3);
  await setAside('rt', 7);
});

describe('records that were set aside', () => {
  it.each([
    ['{}', 'input'], ['{ refs: ["rt:order:7"], system: "rt" }', 'input'], ['{ refs: [] }', 'refs'],
    [`{ refs: [${'"x",'.repeat(101)}] }`, 'refs'], [`{ system: "${'x'.repeat(1_001)}" }`, 'system'],
  ])('are not replayed by %s', async (input, argument) => {
    expect((await replay(input)).errors).toMatchObject([{ path: 'replaySetAside', code: 'BAD_USER_INPUT', extensions: { argument } }]);
    expect(await ctx.store.inbox.waiting()).toEqual([]);
  });

  it('are not listed under the cursor of another list', async () => {
    const { data } = await run(ctx, '{ setAside(system: "vendure", first: 1) { edges { cursor } } }');
    expect((await run(ctx, `{ setAside(after: "${data!['setAside'].edges[0].cursor}") { edges { cursor } } }`)).errors).toMatchObject([{ path: 'setAside', code: 'BAD_USER_INPUT' }]);
  });

  it('are listed with the kind of their failure and nothing that they hold, in pages', async () => {
    const page = async (after: string | null) =>
      (await run(ctx, '{ setAside(system: "vendure", first: 2) { edges { node { ref system type reason attempts since } } pageInfo { hasNextPage endCursor } } }'.replace('first: 2', `first: 2${after === null ? '' : `, after: "${after}"`}`))).data!['setAside'];
    const first = await page(null);
    expect(first.edges.map(({ node }: { node: object }) => node)).toEqual(
      ['3', '2'].map((id) => ({ ref: `vendure:order:${id}`, system: 'vendure', type: 'order', reason: 'unreadable', attempts: 1, since: new Date(NOW_MS).toISOString() })),
    );
    const second = await page(first.pageInfo.endCursor);
    expect([second.edges.map(({ node }: { node: { ref: string } }) => node.ref), second.pageInfo.hasNextPage]).toEqual([['vendure:order:1'], false]);
  });

  it('are tried again when they are replayed, some or all of a system', async () => {
    expect((await replay('{ refs: ["vendure:order:2", "vendure:order:2", "vendure:order:9"] }')).data).toEqual({ replaySetAside: { replayed: 1 } });
    expect((await replay('{ system: "vendure" }')).data).toEqual({ replaySetAside: { replayed: 2 } });
    expect(await ctx.store.inbox.waiting()).toEqual([{ system: 'vendure', type: 'order', count: 3 }]);
    expect((await run(ctx, '{ setAside { edges { node { ref } } } }')).data).toEqual({ setAside: { edges: [{ node: { ref: 'rt:order:7' } }] } });
  });
});
