/** Rights that depend on arguments, scopes and root rules rather than on fields. */
import { rule } from 'graphql-shield';
import { rootRules, type RootRule } from '../../directives/rules.ts';
import { ROLES, type Role, type Scope } from '../../domain/principal.ts';
import { caller } from './callers.ts';
import { createHarness } from './engine.ts';
import { ROOT_CALLERS } from './expected.ts';

const harness = createHarness();
const codes = async (role: Role, query: string, variables?: Record<string, unknown>, scopes?: readonly Scope[]): Promise<string[]> =>
  ((await harness.ask(caller(role, scopes), query, variables)).errors ?? []).map(({ extensions }) => `${extensions.code} ${extensions.coordinate ?? ''}`.trim());

describe('root fields', () => {
  const CALLS: Record<string, string> = {
    'Query.me': '{ me { role } }',
    'Query.node': '{ node(id: "Customer:1") { id } }',
    'Query.customer': '{ customer(id: "1") { id } }',
    'Query.customers': '{ customers { pageInfo { hasNextPage } } }',
    'Query.searchCustomers': '{ searchCustomers(text: "x") { pageInfo { hasNextPage } } }',
    'Query.callerContext': '{ callerContext(phone: "1") { recognised } }',
    'Query.customerContext': '{ customerContext(key: {email: "a@example.com"}) { preferredLanguage } }',
    'Query.order': '{ order(ref: "1") { id } }',
    'Query.orders': '{ orders { pageInfo { hasNextPage } } }',
    'Mutation.recordInteraction': 'mutation { recordInteraction(input: {idempotencyKey: "k", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } } }',
  };

  describe.each(ROLES)('for %s', (role) => {
    it.each(Object.entries(CALLS))('%s is refused unless the tables grant it, and then never fetched', async (coordinate, query) => {
      harness.calls.clear();
      const granted = ROOT_CALLERS[coordinate]?.includes(role) ?? false;
      expect(await codes(role, query)).toEqual(granted ? [] : [`FORBIDDEN ${coordinate}`]);
      expect(harness.calls.get(coordinate) ?? 0).toBe(granted ? 1 : 0);
    });
  });

  it('refuses a write to every role without the scope interactions:write', async () => {
    for (const role of ROLES) {
      expect(await codes(role, CALLS['Mutation.recordInteraction'] as string, undefined, ['customer:read'])).toEqual(['FORBIDDEN Mutation.recordInteraction']);
    }
  });

  it('lets a chatbot list orders only when its token names a customer', async () => {
    const bound = caller('chatbot', undefined, { customerId: 'c1', rows: { all: false, keys: ['self:c1'] } });
    expect(await codes('chatbot', CALLS['Query.orders'] as string)).toEqual(['FORBIDDEN Query.orders']);
    expect((await harness.ask(bound, CALLS['Query.orders'] as string)).errors).toBeUndefined();
  });

  it('says POLICY_UNAVAILABLE and fetches nothing when a rule throws', async () => {
    const throwing = rule('outage')(() => {
      throw new Error('policy store of customer ada@example.com is down');
    }) as unknown as RootRule;
    const broken = createHarness({}, { rules: { ...rootRules, 'Query.customer': throwing } });
    const body = await broken.ask(caller('admin'), '{ customer(id: "1") { id } }');
    expect(body).toMatchObject({ data: { customer: null }, errors: [{ path: ['customer'], extensions: { code: 'POLICY_UNAVAILABLE', coordinate: 'Query.customer' } }] });
    expect(broken.calls.size).toBe(0);
    expect(JSON.stringify([body, broken.logged])).not.toContain('ada@example.com');
  });

  it('refuses a schema with a root field that no rule speaks of', () => {
    const { 'Query.me': _me, ...rest } = rootRules;
    expect(() => createHarness({}, { rules: rest })).toThrow(/Query\.me has no rule/);
  });
});

describe('inputs that read', () => {
  const ordered = 'query($o: CustomerOrder) { customers(orderBy: $o) { pageInfo { hasNextPage } } }';

  it.each([
    ['a filter by a shortened class', 'partner', '{ customers(filter: {territory: "North"}) { pageInfo { hasNextPage } } }', {}],
    ['the same in a variable', 'partner', 'query($f: CustomerFilter) { customers(filter: $f) { pageInfo { hasNextPage } } }', { f: { territory: 'North' } }],
    ['the same as a variable inside a literal', 'partner', 'query($t: String) { customers(filter: {territory: $t}) { pageInfo { hasNextPage } } }', { t: 'North' }],
  ] as const)('%s is refused to %s before anything is fetched', async (_name, role, query, variables) => {
    harness.calls.clear();
    expect(await codes(role, query, variables)).toEqual(['FORBIDDEN Query.customers']);
    expect(harness.calls.size).toBe(0);
  });

  it('refuses an order by names to a caller whose scopes do not open names', async () => {
    const scopes: Scope[] = ['orders:read'];
    const body = await harness.ask(caller('admin', scopes), ordered, { o: 'NAME_ASC' });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', requires: { scope: 'customer:read' } });
  });

  it('refuses a filter given by the default of a variable', async () => {
    expect(await codes('partner', 'query($t: String = "North") { customers(filter: {territory: $t}) { pageInfo { hasNextPage } } }')).toEqual(['FORBIDDEN Query.customers']);
  });

  it('lets pass what reads only what the caller sees whole, nulls and what @skip leaves out', async () => {
    expect(await codes('partner', ordered, { o: 'CREATED_DESC' })).toEqual([]);
    expect(await codes('partner', 'query($f: CustomerFilter) { customers(filter: $f) { pageInfo { hasNextPage } } }', { f: { territory: null, kind: 'PERSON' } })).toEqual([]);
    expect(await codes('partner', 'query($s: Boolean!) { me { role } customers(filter: {territory: "N"}) @skip(if: $s) { pageInfo { hasNextPage } } }', { s: true })).toEqual([]);
    expect(await codes('admin', '{ customers(filter: {territory: "North"}, orderBy: NAME_ASC) { pageInfo { hasNextPage } } }')).toEqual([]);
  });
});

describe('inputs that look up', () => {
  const by = 'query($k: CustomerKey!) { customerBy(key: $k) { id } }';

  it.each([
    ['marketing', { taxId: 'X' }],
    ['chatbot', { taxId: 'X' }],
    ['chatbot', { sourceRef: 'tryton:party:1' }],
    ['partner', { email: 'a@example.com' }],
    ['distributor', { phone: '+34600000001' }],
    ['customer', { taxId: 'X' }],
    ['sales', { sourceRef: 'tryton:party:1' }],
  ] as const)('refuses %s to look up by %j', async (role, key) => {
    harness.calls.clear();
    expect(await codes(role, by, { k: key })).toEqual(['FORBIDDEN Query.customerBy']);
    expect(harness.calls.size).toBe(0);
  });

  it.each([
    ['chatbot', { phone: '+34600000001' }],
    ['chatbot', { email: 'a@example.com' }],
    ['agent', { taxId: 'X' }],
    ['admin', { sourceRef: 'tryton:party:1' }],
  ] as const)('lets %s look up by %j', async (role, key) => {
    expect(await codes(role, by, { k: key })).toEqual([]);
  });

  it('refuses a look-up whose class no scope of the token opens', async () => {
    expect(await codes('agent', by, { k: { email: 'a@example.com' } }, ['customer:read'])).toEqual(['FORBIDDEN Query.customerBy']);
  });
});

describe('scopes', () => {
  it('narrow a role to what they open', async () => {
    const body = await harness.ask(caller('admin', ['orders:read']), '{ customer(id: "1") { id kind birthDate account orders { edges { node { number } } } } }');
    expect(body.data).toMatchObject({ customer: { birthDate: null, account: null, kind: expect.any(String), orders: { edges: [{ node: { number: 'value of Order.number' } }, {}] } } });
    expect((body.errors ?? []).map(({ extensions }) => extensions.requires)).toEqual([{ scope: 'customer:pii' }, { scope: 'customer:read' }]);
  });

  it('never widen a role', async () => {
    expect(await codes('marketing', '{ customer(id: "1") { birthDate } }', undefined, ['customer:pii', 'customer:read'])).toEqual(['FORBIDDEN Customer.birthDate']);
  });
});

describe('introspection', () => {
  const query = '{ __schema { queryType { name } } __type(name: "Customer") { name } __typename me { role } }';

  it('is refused without schema:read, the rest answered', async () => {
    const body = await harness.ask(caller('agent'), query);
    expect(body.data).toEqual({ __schema: null, __type: null, __typename: 'Query', me: { role: 'value of Viewer.role' } });
    expect((body.errors ?? []).map(({ path, extensions }) => [path, extensions.requires])).toEqual([
      [['__schema'], { scope: 'schema:read' }],
      [['__type'], { scope: 'schema:read' }],
    ]);
  });

  it('shows admin and steward the public schema, without the fields that plans use', async () => {
    for (const role of ['admin', 'steward'] as const) {
      const body = await harness.ask(caller(role), '{ a: __schema { types { name fields { name } } } me { role } }');
      expect(body.errors).toBeUndefined();
      expect(JSON.stringify(body.data)).toContain('"taxIds"');
      expect(JSON.stringify(body.data)).not.toMatch(/__denied|__masked/);
    }
  });
});

it('never answers one caller with what another may see, in whatever order they ask', async () => {
  const query = '{ customer(id: "1") { taxIds { value } birthDate } }';
  for (const role of ['admin', 'chatbot', 'agent', 'chatbot', 'admin', 'agent', 'chatbot', 'admin'] as const) {
    const data = JSON.stringify((await harness.ask(caller(role), query)).data);
    expect(data.includes('value of TaxIdentifier.value')).toBe(role === 'admin');
    expect(data.includes('•')).toBe(role === 'agent');
  }
});

it('says FORBIDDEN even where the parent is null or a list is empty', async () => {
  const empty = createHarness({ override: { 'Query.customer': () => null, 'Query.customers': () => ({ edges: [], pageInfo: {} }), 'CustomerConnection.edges': () => [] } });
  const body = await empty.ask(caller('marketing'), '{ customer(id: "1") { birthDate } customers { edges { node { birthDate } } } }');
  expect(body.data).toEqual({ customer: null, customers: { edges: [] } });
  expect((body.errors ?? []).map(({ path }) => path?.join('.'))).toEqual(['customer.birthDate', 'customers.edges.node.birthDate']);
});

it('does not speak of what @skip and @include leave out', async () => {
  const query = 'query($no: Boolean!) { customer(id: "1") { id birthDate @include(if: $no) ...P @include(if: $no) } } fragment P on Customer { taxIds { value } }';
  expect(await harness.ask(caller('marketing'), query, { no: false })).toEqual({ data: { customer: { id: 'value of Customer.id' } } });
  expect((await harness.ask(caller('marketing'), query, { no: true })).errors).toHaveLength(2);
});
