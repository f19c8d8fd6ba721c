/** A row outside the caller's row scope: the same answer for the same work as for one that never was, on every edge to it. */
import type { RowScope } from '../../../domain/principal.ts';
import { createWorld, type Caller, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { order } from '../../support/fakes/records.ts';
import { ACME, acmeInTryton, ADA, BOB, bobInTryton, sample } from '../../support/fakes/sample.ts';

const only = (...keys: string[]): RowScope => ({ all: false, keys });

async function work(world: World, caller: Caller, query: string, variables: Record<string, unknown> = {}) {
  world.forget();
  const { data, errors } = await run(world.request(caller), query, variables);
  // Ingest is told of records beside the answer, once a minute at most.
  const calls = world.calls.filter((call) => call !== 'inbox.signal').sort();
  return { data, errors, calls, sources: world.reader.calls.map(({ operation, ids }) => [operation, ids.length]) };
}

/** Worlds that differ in what the caller may not see being there at all. */
async function worlds(): Promise<{ hidden: World; gone: World }> {
  const hidden = await createWorld(sample);
  const gone = await createWorld({
    ...sample,
    customers: sample.customers.filter(({ id }) => id !== BOB),
    events: sample.events!.filter(({ ref }) => ref !== 'tryton:order:8'),
  });
  return { hidden, gone };
}

const bobsOrder = (world: World) => world.request().ids.encode('tryton:order:8');
const QUERIES: [string, string, (world: World) => Record<string, unknown>][] = [
  ['customer(id:)', 'query ($id: ID!) { customer(id: $id) { id name { full } orders { edges { node { number } } } } }', () => ({ id: BOB })],
  ['node(id:) of a customer', 'query ($id: ID!) { node(id: $id) { id } }', () => ({ id: BOB })],
  ['node(id:) of an event', 'query ($id: ID!) { node(id: $id) { id } }', (world) => ({ id: bobsOrder(world) })],
  ['customerBy its account record', 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }', () => ({ key: { sourceRef: 'tryton:party:2' } })],
  ['customerBy its phone', 'query ($key: CustomerKey!) { customerBy(key: $key) { kind } }', () => ({ key: { phone: '+34911234567' } })],
  ['callerContext', 'query ($phone: String!) { callerContext(phone: $phone) { recognised candidates { customer { id } } } }', () => ({ phone: '+34911234567' })],
  ['order(ref:) by number', 'query ($ref: String!) { order(ref: $ref) { number customer { orders { edges { node { number } } } } } }', () => ({ ref: 'SO8' })],
  ['order(ref:) by source ref', 'query ($ref: String!) { order(ref: $ref) { number customer { id } } }', () => ({ ref: 'tryton:order:8' })],
  ['search', '{ searchCustomers(text: "bob") { edges { node { id } } pageInfo { hasNextPage } } }', () => ({})],
  ['customers', '{ customers { edges { node { id kind } } pageInfo { hasNextPage } } }', () => ({})],
  ['orders', '{ orders(first: 100) { edges { node { number } } pageInfo { hasNextPage } } }', () => ({})],
  ['orders at the time of the hidden one', '{ orders(filter: {from: "2026-02-03T09:00:00Z", until: "2026-02-03T11:00:00Z"}) { edges { node { id } } } }', () => ({})],
];

describe.each<[string, Caller]>([
  ['staff of a territory', { role: 'sales', rows: only('territory:North') }],
  ['a distributor', { role: 'distributor', rows: only('distributor:D1') }],
  ['a company', { role: 'corporate', rows: only('account:000077') }],
  ['a person', { role: 'customer', customerId: ADA, rows: only(`self:${ADA}`) }],
  ['a caller of two scopes', { role: 'partner', rows: only(`self:${ADA}`, 'territory:North') }],
  ['a caller without rows', { role: 'distributor', rows: only() }],
])('to %s', (_name, caller) => {
  it.each(QUERIES)('%s answers, and asks store and sources, as if there were none', async (_root, query, variables) => {
    const { hidden, gone } = await worlds();
    const [there, absent] = [await work(hidden, caller, query, variables(hidden)), await work(gone, caller, query, variables(gone))];
    expect(there).toEqual(absent);
    expect(JSON.stringify(there)).not.toContain(BOB);
    expect(JSON.stringify(there)).not.toContain('SO8');
  });
});

it.each(QUERIES)('%s is answered to who sees all rows otherwise than if there were none', async (_root, query, variables) => {
  const { hidden, gone } = await worlds();
  const answers = await Promise.all([hidden, gone].map(async (world) => (({ data, errors }) => ({ data, errors }))(await work(world, {}, query, variables(world)))));
  expect(answers[0]).not.toEqual(answers[1]);
});

describe('an edge that leads out of the row scope', () => {
  /** Acme's contact is Bob, and an order of the caller's own customer is Bob's on the other system's view. */
  const contact = (id: string, refs: string[]) => ({ id, parties: [acmeInTryton], contacts: refs, createdAt: '2022-01-01T00:00:00.000Z' });

  it('ends in null at the other side of a relationship, as where the record is nobody’s', async () => {
    const query = `{ customer(id: "${ACME}") { contacts { role customer { id orders { edges { node { number } } } } } } }`;
    const caller: Caller = { role: 'corporate', rows: only('account:000077') };
    const hidden = await createWorld({ customers: [contact(ACME, ['tryton:party:2']), { id: BOB, parties: [bobInTryton] }] });
    const gone = await createWorld({ customers: [contact(ACME, ['tryton:party:2'])] });
    const there = await work(hidden, caller, query);
    expect(there.data!['customer'].contacts).toEqual([{ role: 'CONTACT', customer: null }]);
    expect(there).toEqual(await work(gone, caller, query));
  });

  it('ends at the customer of an order that is in scope by its own key, and at all that lies beyond', async () => {
    const caller: Caller = { role: 'distributor', rows: only('distributor:D9') };
    const world = await createWorld({ customers: [{ id: BOB, parties: [bobInTryton] }], events: [order('tryton:order:8', 'tryton:party:2', '2026-02-03T10:00:00.000Z', { number: 'SO8' })] });
    await world.store.interactions.setScopes([{ ref: 'tryton:order:8', scope: ['distributor:D9'] }]);
    world.reader.records.set('tryton:party:2', { ...bobInTryton, distributor: 'D9' });
    const { data } = await work(world, caller, '{ order(ref: "SO8") { number customer { id name { full } orders { edges { node { number } } } } } }');
    expect(data).toEqual({ order: { number: 'SO8', customer: null } });
  });

  it('leads from an order in scope to the orders of its customer that are', async () => {
    const world = await createWorld(sample);
    const { data } = await work(world, { role: 'distributor', rows: only('distributor:D1') }, '{ order(ref: "SO7") { customer { orders(first: 1) { edges { node { number } } } } } }');
    expect(data).toEqual({ order: { customer: { orders: { edges: [{ node: { number: 'W90' } }] } } } });
  });
});

describe('a cursor', () => {
  const list = 'query ($after: String) { customers(first: 1, after: $after) { edges { cursor } } }';
  const admin: Caller = { role: 'admin', subject: 'ann' };
  const refused = { code: 'BAD_USER_INPUT', extensions: { argument: 'after' } };
  let world: World;
  let cursor: string;
  beforeEach(async () => {
    world = await createWorld(sample);
    cursor = (await work(world, admin, list)).data!['customers'].edges[0].cursor;
  });

  it.each<[string, Caller, string]>([
    ['another person', { ...admin, subject: 'bob' }, list],
    ['another role of the same person', { ...admin, role: 'steward' }, list],
    ['other rows of the same person', { ...admin, rows: only('territory:North') }, list],
    ['another policy', { ...admin, policyHash: 'changed' }, list],
    ['another filter', admin, list.replace('first: 1', 'filter: {kind: PERSON}, first: 1')],
    ['another order', admin, list.replace('first: 1', 'orderBy: CREATED_ASC, first: 1')],
    ['another list', admin, 'query ($after: String) { orders(first: 1, after: $after) { edges { cursor } } }'],
    ['a search', admin, 'query ($after: String) { searchCustomers(text: "a", after: $after) { edges { cursor } } }'],
    ["a customer's list", admin, `query ($after: String) { customer(id: "${ADA}") { orders(after: $after) { edges { cursor } } } }`],
  ])('is of no use under %s, and nothing is read for it', async (_name, caller, query) => {
    const { errors, calls, sources } = await work(world, caller, query, { after: cursor });
    expect(errors).toEqual([expect.objectContaining(refused)]);
    expect(calls.filter((call) => call !== 'customerIndex.byIds')).toEqual([]);
    expect(sources).toEqual([]);
  });

  it('leads on in its own list, also with another page size', async () => {
    for (const query of [list, list.replace('first: 1', 'first: 2')]) {
      expect((await work(world, admin, query, { after: cursor })).errors).toEqual([]);
    }
  });
});
