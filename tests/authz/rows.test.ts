/**
 * Allowed roots followed to a row out of scope: for all fields of what is there, every host answers as if there were
 * nothing, and store and sources are asked no more and no less.
 */
import type { GraphQLObjectType } from 'graphql';
import type { Principal, RowScope } from '../../domain/principal.ts';
import { createWorld, type World } from '../support/fakes/context.ts';
import { testSchema } from '../support/fakes/graphql.ts';
import { ACME, ADA, BOB, sample } from '../support/fakes/sample.ts';
import { argumentsText } from './arguments.ts';
import { caller } from './callers.ts';
import { HOST_KINDS, startHost, type TestHost } from './hosts.ts';
import { engineOver } from './realEngine.ts';

/** Every field of a type, below an object only what everybody sees. Cursors are never the same twice. */
function allFieldsOf(name: string): string {
  const type = testSchema.getType(name) as GraphQLObjectType;
  return Object.values(type.getFields()).map((field) => {
    const named = String(field.type).replace(/[[\]!]/g, '');
    const below = 'getFields' in (testSchema.getType(named) ?? {}) ? ' { __typename }' : '';
    return `${field.name}${argumentsText(`${name}.${field.name}`, field)}${below}`;
  }).join(' ');
}
const CUSTOMER = allFieldsOf('Customer');
const ORDER = `${allFieldsOf('Order').replace('customer { __typename }', '')} customer { ${CUSTOMER} orders { edges { node { ${allFieldsOf('Order')} } } } }`;

/** Ways to Bob, who is a southern customer of another distributor, and to his order. */
const WAYS: readonly [string, string, (world: World) => Record<string, unknown>][] = [
  ['customer(id:)', `query($id: ID!) { customer(id: $id) { ${CUSTOMER} } }`, () => ({ id: BOB })],
  ['node(id:) of a customer', `query($id: ID!) { node(id: $id) { __typename ... on Customer { ${CUSTOMER} } } }`, () => ({ id: BOB })],
  ['node(id:) of an order', `query($id: ID!) { node(id: $id) { __typename ... on Order { ${ORDER} } } }`, (world) => ({ id: world.request().ids.encode('tryton:order:8') })],
  ['customerBy(phone)', `query($key: CustomerKey!) { customerBy(key: $key) { ${CUSTOMER} } }`, () => ({ key: { phone: '+34911234567' } })],
  ['customerContext', `query($key: CustomerKey!) { customerContext(key: $key) { customer { ${CUSTOMER} } openOrders { ${ORDER} } } }`, () => ({ key: { phone: '+34911234567' } })],
  ['callerContext', `{ callerContext(phone: "+34911234567") { recognised candidates { customer { ${CUSTOMER} } } } }`, () => ({})],
  ['order(ref:) by number', `query($ref: String!) { order(ref: $ref) { ${ORDER} } }`, () => ({ ref: 'SO8' })],
  ['order(ref:) by source ref', `query($ref: String!) { order(ref: $ref) { ${ORDER} } }`, () => ({ ref: 'tryton:order:8' })],
  ['the list of customers', `{ customers { edges { node { ${CUSTOMER} } } pageInfo { hasNextPage } } }`, () => ({})],
  ['the search', `{ searchCustomers(text: "bob") { edges { node { ${CUSTOMER} } } pageInfo { hasNextPage } } }`, () => ({})],
  ['the list of orders', `{ orders(first: 100) { edges { node { ${ORDER} } } pageInfo { hasNextPage } } }`, () => ({})],
  ['a relationship', `{ customer(id: "${ACME}") { contacts { customer { ${CUSTOMER} } } } }`, () => ({})],
  ['the viewer', `{ me { role customer { ${CUSTOMER} } } }`, () => ({})],
];

const only = (...keys: string[]): RowScope => ({ all: false, keys });
const CALLERS: readonly [string, Principal][] = [
  ['sales of a territory', caller('sales', undefined, { rows: only('territory:North') })],
  ['a distributor', caller('distributor', undefined, { rows: only('distributor:D1') })],
  ['a partner bound to an account', caller('partner', undefined, { rows: only('account:000042') })],
  ['a partner without rows', caller('partner', undefined, { rows: only() })],
  ['a chatbot bound to a customer', caller('chatbot', undefined, { rows: only(`self:${ADA}`), customerId: ADA })],
  ['a customer', caller('customer', undefined, { rows: only(`self:${ADA}`), customerId: ADA })],
  ['a company', caller('corporate', undefined, { rows: only('account:000077') })],
];

/** The sample with Bob as Acme's second contact, and the same company without Bob ever having been there. */
async function worlds(): Promise<{ hidden: World; gone: World }> {
  const customers = sample.customers.map((one) => (one.id === ACME ? { ...one, contacts: ['rt:party:11', 'tryton:party:2'] } : one));
  const events = sample.events ?? [];
  return {
    hidden: await createWorld({ ...sample, customers }),
    gone: await createWorld({ ...sample, customers: customers.filter(({ id }) => id !== BOB), events: events.filter(({ ref }) => ref !== 'tryton:order:8') }),
  };
}

interface Side {
  world: World;
  host: TestHost;
}

async function work({ world, host }: Side, principal: Principal, query: string, variables: Record<string, unknown>) {
  world.forget();
  const { status, text } = await host.post(principal, { query, variables });
  // Ingest is told of records beside the answer, once a minute at most.
  return { status, text, store: world.calls.filter((call) => call !== 'inbox.signal').sort(), sources: world.reader.calls.map(({ operation, ids }) => [operation, ids.length]) };
}

describe.each(HOST_KINDS)('on %s', (kind) => {
  let hidden: Side;
  let gone: Side;
  beforeAll(async () => {
    const made = await worlds();
    [hidden, gone] = await Promise.all([made.hidden, made.gone].map(async (world) => ({ world, host: await startHost(kind, engineOver(world)) }))) as [Side, Side];
  });
  afterAll(() => Promise.all([hidden.host.close(), gone.host.close()]));

  describe.each(CALLERS)('to %s', (_name, principal) => {
    it.each(WAYS)('%s leads to nothing, as if there were nothing', async (_way, query, variables) => {
      const there = await work(hidden, principal, query, variables(hidden.world));
      const absent = await work(gone, principal, query, variables(gone.world));
      expect(there).toEqual(absent);
      expect(there.text).toContain('"data"');
      expect(there.text).not.toMatch(/Bob|SO8|000043/);
    });
  });

  it.each(WAYS.filter(([way]) => way !== 'the viewer'))('%s leads to somebody for who sees all rows', async (_way, query, variables) => {
    const admin = caller('admin');
    const there = await work(hidden, admin, query, variables(hidden.world));
    expect(there.text).not.toBe((await work(gone, admin, query, variables(gone.world))).text);
  });
});
