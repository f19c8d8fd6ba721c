import { auditId, hashOf, shapeOf, type AuditEntry } from '../../../domain/auditChain.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, BOB, sample } from '../../support/fakes/sample.ts';

const CHAIN = '019e0000-0000-7000-8000-000000000001';
const LISTS = { returned: ['Customer.name', 'Query.customer'], masked: ['Email.value'], denied: ['Customer.taxIds'] };
const MERGED = '01900000-0000-7000-8000-00000000ada2';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  const { audit } = world.store;
  const { ids } = world.request();
  const entry = (seq: number, parts: Partial<AuditEntry>): AuditEntry => {
    const unhashed = {
      _id: auditId(CHAIN, seq), at: new Date(NOW_MS + seq), operation: 'query' as const, subject: 'desk-7', role: 'agent', onBehalfOf: null, purpose: 'support', tokenId: null,
      requestId: `r-${seq}`, about: [], shape: shapeOf(LISTS), policy: 'p', outcome: 'answered' as const, follows: null, previous: '', ...parts,
    };
    return { ...unhashed, hash: hashOf(unhashed) };
  };
  await audit.putShape({ _id: shapeOf(LISTS), ...LISTS }, 1_000);
  await audit.append(
    [
      entry(1, { operation: 'opened', subject: null, role: null, purpose: null, requestId: null, shape: null, policy: null, outcome: null }),
      entry(2, { about: [ADA] }),
      entry(3, { about: [MERGED, BOB], subject: 'desk-8' }),
      entry(4, { about: ['vendure:party:21', 'vendure:party:gone'].map(ids.encode) }),
      entry(5, { about: [BOB, ids.encode('tryton:party:2')], outcome: 'failed' }),
      entry(6, { about: ['erased-customer'] }),
    ],
    1_000,
  );
  world.forget();
});

interface Shown {
  edges: { node: Record<string, unknown>; cursor: string }[];
  pageInfo: { hasNextPage: boolean };
}
const list = async (args: string, fields: string, request = world.request()): Promise<Shown> => {
  const { data, errors } = await run(request, `{ auditEntries${args} { edges { cursor node { ${fields} } } pageInfo { hasNextPage } } }`);
  expect(errors).toEqual([]);
  return data!.auditEntries as Shown;
};
const requests = async (args: string) => (await list(args, 'requestId')).edges.map(({ node }) => node.requestId);

describe('auditEntries', () => {
  it('finds nothing of a customer of whom nothing was shown, and nothing of an id that is none', async () => {
    expect(await requests('(filter: { customerId: "01900000-0000-7000-8000-00000000ac3e" })')).toEqual([]);
    expect(await requests('(filter: { customerId: "nobody" })')).toEqual([]);
    expect(await requests('(filter: { subject: "desk" })')).toEqual([]);
  });

  it('takes no cursor of another filter', async () => {
    const { edges } = await list('(first: 1)', 'id');
    const { errors } = await run(world.request(), `{ auditEntries(after: "${edges[0]!.cursor}", filter: { subject: "desk-7" }) { edges { cursor } } }`);
    expect(errors[0]?.code).toBe('BAD_USER_INPUT');
  });

  it('finds a customer under every id that leads to it and by its records', async () => {
    expect(await requests(`(filter: { customerId: "${ADA}" })`)).toEqual(['r-4', 'r-3', 'r-2']);
    expect(await requests(`(filter: { customerId: "${MERGED}" })`)).toEqual(['r-4', 'r-3', 'r-2']);
    expect(await requests('(filter: { customerId: "erased-customer" })')).toEqual(['r-6']);
  });

  it('names each customer once, by the id of now, and one that is no more as it was written down', async () => {
    const { edges } = await list('', 'customers');
    expect(edges.map(({ node }) => node.customers)).toEqual([['erased-customer'], [BOB], [ADA], [ADA, BOB], [ADA], []]);
  });

  it('narrows by caller and time, newest first, in pages', async () => {
    const time = (seq: number) => new Date(NOW_MS + seq).toISOString();
    expect(await requests(`(filter: { subject: "desk-7", from: "${time(2)}", until: "${time(5)}" })`)).toEqual(['r-4', 'r-2']);
    const first = await list('(first: 2)', 'requestId');
    expect([first.edges.map(({ node }) => node.requestId), first.pageInfo.hasNextPage]).toEqual([['r-6', 'r-5'], true]);
    expect(await requests(`(first: 9, after: "${first.edges[1]!.cursor}")`)).toEqual(['r-4', 'r-3', 'r-2', null]);
  });

  it('shows all that is known of a read', async () => {
    const { edges } = await list('(first: 5)', 'id at operation outcome subject role onBehalfOf purpose tokenId requestId returned masked denied policyHash');
    expect(edges[4]!.node).toEqual({
      id: `${CHAIN}:000000000002`, at: '2026-03-04T11:00:00.002Z', operation: 'QUERY', outcome: 'ANSWERED', subject: 'desk-7', role: 'agent', onBehalfOf: null, purpose: 'support',
      tokenId: null, requestId: 'r-2', ...LISTS, policyHash: 'p',
    });
    const { edges: all } = await list('', 'operation outcome returned customers');
    expect(all[5]!.node).toEqual({ operation: 'OPENED', outcome: null, returned: null, customers: [] });
    expect(all[1]!.node.outcome).toBe('FAILED');
  });

  it('reads the customers and the coordinates of a page once, and only if they are asked for', async () => {
    await list('', 'requestId');
    expect(world.calls).toEqual(['audit.list']);
    world.forget();
    await list('', 'customers returned masked denied');
    expect([...world.calls].sort()).toEqual(['audit.list', 'audit.shapes', 'customerIndex.byIds', 'customerIndex.byPartyRefs']);
  });

  it('is a read of the customer that was asked about, and makes no text of the caller into one', async () => {
    const about = world.request();
    await list(`(filter: { customerId: "${MERGED}" })`, 'customers', about);
    expect([...about.met]).toEqual([ADA]);
    const nobody = world.request();
    await list('(filter: { customerId: "CANARY" })', 'customers', nobody);
    expect([...nobody.met]).toEqual([]);
  });
});
