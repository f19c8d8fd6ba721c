import { createWorld, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ACME, acmeInTryton, ADA, adaInTryton, BOB, bobInTryton } from '../../support/fakes/sample.ts';

const steward = { role: 'steward', subject: 'steward-1' } as const;
const merge = `mutation ($ids: [ID!]!) { mergeCustomers(input: {customerIds: $ids, reason: " Same person. "}) { decision { id kind reason actor at } customers { id } lineage { id kind customerId from to refs rule verified actor at decision { reason } } } }`;

let world: World;
beforeEach(async () => {
  world = await createWorld({ customers: [{ id: ADA, parties: [adaInTryton] }, { id: BOB, parties: [bobInTryton] }, { id: ACME, parties: [acmeInTryton] }] });
});
const ask = (query: string, variables?: Record<string, unknown>) => run(world.request(steward), query, variables);
const idsOf = async (id: string) => (await ask('query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } }', { id })).data;

describe('merging and splitting customers', () => {
  it('refuses a person and an organisation, and changes nothing', async () => {
    const { data, errors } = await ask(merge, { ids: [ADA, ACME] });
    expect(data).toEqual({ mergeCustomers: null });
    expect(errors).toMatchObject([{ path: 'mergeCustomers', code: 'BAD_USER_INPUT', extensions: { argument: 'customerIds' } }]);
    expect(await idsOf(ACME)).toEqual({ customer: { id: ACME }, node: { id: ACME } });
  });

  it('lets the merged id lead to the survivor, and says who decided and why', async () => {
    const { data, errors } = await ask(merge, { ids: [BOB, ADA] });
    expect(errors).toEqual([]);
    const [older, younger] = [ADA, BOB].sort() as [string, string];
    const { decision, customers, lineage } = data!.mergeCustomers;
    expect(decision).toMatchObject({ kind: 'MUST_LINK', reason: 'Same person.', actor: 'steward-1' });
    expect(customers).toEqual([{ id: older }]);
    expect(lineage).toMatchObject([{ kind: 'MERGED', customerId: younger, from: null, to: older, rule: 'steward', verified: true, actor: 'steward-1', decision: { reason: 'Same person.' } }]);
    expect(lineage[0].id).toMatch(/^[0-9a-f]{64}$/);
    for (const id of [older, younger]) expect(await idsOf(id)).toEqual({ customer: { id: older }, node: { id: older } });
  });

  it('answers each of two mutations in one request with what is so after it', async () => {
    const both = `mutation ($ids: [ID!]!, $id: ID!) {
      mergeCustomers(input: {customerIds: $ids, reason: "a"}) { customers { id } }
      splitCustomer(input: {customerId: $id, refs: ["tryton:party:2"], reason: "b"}) { customers { id lineage { kind } } lineage { kind } }
    }`;
    const { data, errors } = await ask(both, { ids: [ADA, BOB], id: ADA });
    expect(errors).toEqual([]);
    expect(data!.mergeCustomers.customers).toHaveLength(1);
    expect(data!.splitCustomer.customers.map(({ id }: { id: string }) => id).sort()).toEqual([ADA, BOB].sort());
    expect(data!.splitCustomer.customers[0].lineage).toEqual([{ kind: 'SPLIT' }, { kind: 'MERGED' }]);
    expect(data!.splitCustomer.lineage).toEqual([{ kind: 'SPLIT' }]);
  });

  it('takes a record by its public id as well', async () => {
    const { ids } = world.request(steward);
    const query = 'mutation ($left: ID!, $right: ID!) { confirmMatch(input: {left: $left, right: $right, reason: "r"}) { customers { id } } rejectMatch(input: {left: $left, right: $right, reason: "r"}) { decision { kind } } }';
    const { data, errors } = await ask(query, { left: ids.encode('tryton:party:1'), right: 'tryton:party:2' });
    expect(errors).toEqual([]);
    expect(data!.confirmMatch.customers).toHaveLength(1);
    expect(data!.rejectMatch.decision.kind).toBe('CANNOT_LINK');
  });
});

describe('the feed of changes', () => {
  const feed = 'query ($after: String) { identityChanges(first: 1, after: $after) { edges { cursor node { kind customerId } } pageInfo { hasNextPage endCursor } } }';

  it.each(['x', '-1', '1e3', '1'.repeat(16)])('refuses the cursor %s', async (after) => {
    expect((await ask(feed, { after })).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'after' } }]);
  });

  it('goes on from any cursor for whichever caller, and notes whom it tells of', async () => {
    await ask(merge, { ids: [ADA, BOB] });
    await ask('mutation ($id: ID!) { splitCustomer(input: {customerId: $id, refs: ["tryton:party:2"], reason: "b"}) { decision { id } } }', { id: ADA });
    const first = (await ask(feed)).data!.identityChanges;
    expect(first).toMatchObject({ edges: [{ node: { kind: 'MERGED' } }], pageInfo: { hasNextPage: true, endCursor: first.edges[0].cursor } });
    const other = world.request({ role: 'admin', subject: 'mart', policyHash: 'another' });
    const second = (await run(other, feed, { after: first.pageInfo.endCursor })).data!.identityChanges;
    expect(second).toMatchObject({ edges: [{ node: { kind: 'SPLIT' } }], pageInfo: { hasNextPage: false } });
    expect([...other.met].sort()).toEqual([ADA, BOB].sort());
    expect((await run(other, feed, { after: second.pageInfo.endCursor })).data!.identityChanges).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });
});
