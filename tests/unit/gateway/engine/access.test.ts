/** `Query.access`: what a document would get, without running it. */
import type { AccessReport } from '../../../../domain/accessReport.ts';
import { ROLES, type Principal, type Role } from '../../../../domain/principal.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import type { EngineOptions } from '../../../../gateway/engine/engine.ts';
import { access as resolveAccess } from '../../../../resolvers/Query/access.ts';
import type { RequestContext } from '../../../../resolvers/context.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness, type Harness } from '../../../authz/engine.ts';

type Answer = { access: AccessReport | null } | null;

/** The engine over fake resolvers, with the real resolver of `Query.access`. */
function world(changes: Partial<EngineOptions> = {}): Harness & { report(principal: Principal, document: string, more?: object): Promise<{ report: AccessReport | null; errors: unknown[] }> } {
  const through = (name: 'coordinate' | 'path' | 'access' | 'reason' | 'requires') => (parent: unknown) => (parent as Record<string, unknown>)[name];
  const harness: Harness = createHarness(
    {
      override: {
        'Query.access': (_root, args, context) => resolveAccess(null, args as never, context as RequestContext),
        'AccessReport.cost': (parent) => (parent as AccessReport).cost,
        'AccessReport.selections': (parent) => (parent as AccessReport).selections,
        ...Object.fromEntries((['coordinate', 'path', 'access', 'reason', 'requires'] as const).map((name) => [`SelectionAccess.${name}`, through(name)])),
      },
    },
    { contextFor: (principal, signal) => ({ principal, signal, explain: (question: never) => harness.engine.explain(question, principal) }), ...changes },
  );
  return {
    ...harness,
    async report(principal, document, more = {}) {
      harness.calls.clear();
      const body = await harness.ask(
        principal,
        'query ($document: String!, $operationName: String, $variables: String) { access(document: $document, operationName: $operationName, variables: $variables) { cost selections { coordinate path access reason requires } } }',
        { document, ...more },
      );
      return { report: (body.data as Answer)?.access ?? null, errors: (body.errors ?? []).map(({ message, extensions: { code, argument } }) => ({ message, code, argument })) };
    },
  };
}

const { report, ask, calls, engine } = world();
const fetched = () => [...calls.keys()].filter((one) => !/^(Query\.access|AccessReport|SelectionAccess)/.test(one));

describe('a document that would be refused whole', () => {
  it.each<[string, string, object, object]>([
    ['no GraphQL', '{ customer(', {}, { code: 'GRAPHQL_PARSE_FAILED', argument: 'document' }],
    ['a field that there is not', '{ customers { shoes } }', {}, { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['too deep', `{ customer(id: "1") ${'{ contacts { customer '.repeat(12)}{ id }${' } }'.repeat(12)} }`, {}, { code: 'QUERY_TOO_COMPLEX' }],
    ['too dear', '{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { lines { sku total { amount } } } } } contacts { customer { orders(first: 100) { edges { node { customer { id } } } } } } } } } }', {}, { code: 'QUERY_TOO_COMPLEX' }],
    ['too many tokens', `{ ${'me '.repeat(5_000)} }`, {}, { code: 'QUERY_TOO_COMPLEX' }],
    ['two operations and no name', 'query A { me { role } } query B { me { role } }', {}, { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['a name that none has', 'query A { me { role } }', { operationName: 'B' }, { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['variables that do not fit', 'query ($id: ID!) { customer(id: $id) { id } }', { variables: '{"id": ["CANARY"]}' }, { code: 'BAD_USER_INPUT' }],
    ['variables that are no JSON', '{ me { role } }', { variables: '{CANARY' }, { code: 'BAD_USER_INPUT', argument: 'variables' }],
    ['variables that are no map', '{ me { role } }', { variables: '["CANARY"]' }, { code: 'BAD_USER_INPUT', argument: 'variables' }],
  ])('is refused here too, and nothing of it told again: %s', async (_name, document, more, expected) => {
    const { report: told, errors } = await report(caller('admin'), document, more);
    expect(told).toBeNull();
    expect(errors).toEqual([expect.objectContaining(expected)]);
    expect(JSON.stringify(errors)).not.toContain('CANARY');
  });

  it('does not reach the prototype by its variables', async () => {
    const { errors } = await report(caller('admin'), 'query ($id: ID!) { customer(id: $id) { id } }', { variables: '{"__proto__": {"id": "1"}, "constructor": {}}' });
    expect(errors).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT' })]);
    expect(({} as { id?: string }).id).toBeUndefined();
  });
});

describe('asking', () => {
  it('is possible once per request, however it is called', async () => {
    const body = await ask(caller('admin'), '{ a: access(document: "{ me { role } }") { cost } b: access(document: "{ me { role } }") { cost } }');
    expect((body.errors ?? []).map(({ path, extensions }) => [path, extensions.code])).toEqual([[['b'], 'BAD_USER_INPUT']]);
  });

  it('costs what running it would, beside its own price, and stops where the price cannot be paid', async () => {
    const charged: number[] = [];
    const poor = world({
      gates: {
        charge: (_principal, cost) => {
          charged.push(cost);
          if (cost > 500) throw new GatewayError('RATE_LIMITED', 'Too much.', { retryAfterSeconds: 1 });
        },
      },
    });
    const document = '{ customers(first: 50) { edges { node { orders(first: 5) { edges { node { number } } } } } } }';
    await poor.ask(caller('admin'), document);
    const { report: told, errors } = await poor.report(caller('admin'), document);
    expect([told, errors]).toEqual([null, [expect.objectContaining({ code: 'RATE_LIMITED' })]]);
    expect(charged).toHaveLength(3);
    expect(charged[2]).toBe(charged[0]);
    expect((await poor.report(caller('admin'), '{ me { customer { id } } }')).report?.cost).toBe(3);
  });

  it('looks nothing up, counts no look-up and runs nothing', async () => {
    let counted = 0;
    const counting = world({ gates: { countLookUps: () => void (counted += 1) } });
    const { report: told } = await counting.report(caller('agent'), 'mutation { recordInteraction(input: {idempotencyKey: "k", email: "ada@example.com", channel: PHONE, direction: INBOUND}) { interaction { id } } }');
    expect(told?.selections.map(({ access }) => access)).toEqual(['ALLOWED', 'ALLOWED', 'ALLOWED']);
    await counting.report(caller('agent'), '{ customerBy(key: {email: "ada@example.com"}) { id } }');
    expect(counted).toBe(0);
    expect([...counting.calls.keys()].filter((one) => !/^(Query\.access|AccessReport|SelectionAccess)/.test(one))).toEqual([]);
  });
});

describe('the report', () => {
  const told = async (role: Role, document: string, more: object = {}) => {
    const { report: found, errors } = await report(caller(role), document, more);
    expect(errors).toEqual([]);
    return found!.selections.map(({ path, coordinate, access, requires }) => [path, coordinate, access, ...requires].join(' '));
  };

  it('names what is denied, why, and what would grant it', async () => {
    expect(await told('marketing', '{ c: customer(id: "1") { birthDate t: taxIds { v: value } calls { edges { node { at } } } } }')).toEqual([
      'c Query.customer ALLOWED',
      'c.birthDate Customer.birthDate DENIED role admin or steward or customer',
      'c.t Customer.taxIds DENIED role admin or steward or customer',
      'c.t.v TaxIdentifier.value DENIED role admin or steward or customer',
      'c.calls Customer.calls DENIED role admin or steward or manager or agent or sales or chatbot or customer or corporate',
      ...['edges CallConnection.edges', 'edges.node CallEdge.node', 'edges.node.at Call.at'].map(
        (one) => `c.calls.${one} DENIED role admin or steward or manager or agent or sales or chatbot or customer or corporate`,
      ),
    ]);
    const { report: found } = await report(caller('marketing'), '{ customer(id: "1") { taxIds { value } } }');
    expect(found!.selections.map(({ reason }) => reason)).toEqual([null, 'You may not see Customer.taxIds.', 'Customer.taxIds is denied.']);
  });

  it('names the scope, or the purpose, that is missing', async () => {
    const scopeless = await report(caller('agent', ['customer:read']), '{ customer(id: "1") { birthDate } }');
    expect(scopeless.report!.selections[1]).toMatchObject({ access: 'DENIED', requires: ['scope customer:pii'] });
    const elsewhere = await report(caller('agent', undefined, { purpose: 'delivery' }), '{ customer(id: "1") { tickets { pageInfo { hasNextPage } } } }');
    expect(elsewhere.report!.selections[1]).toMatchObject({ access: 'DENIED', requires: ['purpose support or service'] });
  });

  it('decides by variables what may be filtered and looked up by', async () => {
    const document = 'query ($f: CustomerFilter, $k: CustomerKey!) { customers(filter: $f) { pageInfo { hasNextPage } } customerBy(key: $k) { id } }';
    const of = (f: object, k: object) => told('partner', document, { variables: JSON.stringify({ f, k }) });
    expect(await of({ territory: 'North' }, { taxId: '1' })).toEqual([
      'customers Query.customers DENIED role admin or steward or manager or agent or sales or marketing or distributor or customer or corporate',
      ...['customers.pageInfo CustomerConnection.pageInfo', 'customers.pageInfo.hasNextPage PageInfo.hasNextPage'].map((one) => `${one} DENIED role admin or steward or manager or agent or sales or marketing or distributor or customer or corporate`),
      'customerBy Query.customerBy DENIED role admin or steward or manager or agent or sales',
      'customerBy.id Customer.id DENIED role admin or steward or manager or agent or sales',
    ]);
    expect((await of({ kind: 'PERSON' }, { taxId: '1' }))[0]).toBe('customers Query.customers ALLOWED');
  });

  it('tells each type that can stand below an interface apart', async () => {
    expect(await told('partner', '{ node(id: "1") { ... on Interaction { at } } }')).toEqual([
      'node Query.node ALLOWED',
      'node.at Order.at ALLOWED',
      'node.at Ticket.at ALLOWED',
      expect.stringMatching(/^node\.at Call\.at DENIED/),
      expect.stringMatching(/^node\.at Touch\.at DENIED/),
      expect.stringMatching(/^node\.at RecordedInteraction\.at DENIED/),
    ]);
  });

  it('says what is shown shortened, and what is decided row by row', async () => {
    const { report: found } = await report(caller('agent'), '{ customer(id: "1") { taxIds { value scheme } provenance(fields: [TAX_IDS]) { value access } } __schema { queryType { name } } }');
    const of = (path: string) => found!.selections.find((one) => one.path === path);
    expect(of('customer.taxIds.value')).toMatchObject({ access: 'MASKED', reason: 'Values of class taxId are shown shortened to your role.' });
    expect(of('customer.taxIds.scheme')).toMatchObject({ access: 'ALLOWED', reason: null });
    expect(of('customer.provenance.value')).toMatchObject({ access: 'ALLOWED', reason: expect.stringContaining('row by row') });
    expect(of('__schema')).toMatchObject({ access: 'DENIED', requires: ['scope schema:read'] });
  });

  it('leaves out what @skip leaves out, and tells of the operation that is named', async () => {
    const document = 'query A($no: Boolean!) { me { role scopes @include(if: $no) } } query B { me { purpose } }';
    expect(await told('agent', document, { operationName: 'A', variables: '{"no": false}' })).toEqual(['me Query.me ALLOWED', 'me.role Viewer.role ALLOWED']);
    expect(await told('agent', document, { operationName: 'B' })).toEqual(['me Query.me ALLOWED', 'me.purpose Viewer.purpose ALLOWED']);
  });

  it('agrees with what running the document shows, for every role', async () => {
    const document =
      '{ customer(id: "1") { id name { full } emails { value verified } taxIds { value } birthDate account loyaltyIds addresses { street city } tickets { edges { node { subject } } } identities { ref } sources { system } } searchCustomers(text: "x") { edges { cursor } } orders { edges { node { number } } } }';
    for (const role of ROLES) {
      const { report: found } = await report(caller(role), document);
      const ran = await ask(caller(role), document);
      const roots = (list: AccessReport['selections']) => list.filter(({ access, reason }) => access === 'DENIED' && !reason?.endsWith('is denied.')).map(({ path }) => path);
      expect([role, roots(found!.selections)]).toEqual([role, (ran.errors ?? []).map(({ path }) => path?.join('.'))]);
      const masked = [...new Set(found!.selections.flatMap(({ access, coordinate }) => (access === 'MASKED' ? [coordinate] : [])))].sort();
      expect([role, masked]).toEqual([role, (ran.extensions?.['masked'] as string[] | undefined) ?? []]);
      await report(caller(role), document);
      expect(fetched()).toEqual([]);
    }
  });

  it('is about the public schema only', async () => {
    expect(engine.schema.getType('AccessReport')).toBeDefined();
    const { errors } = await report(caller('admin'), '{ customer(id: "1") { __denied } }');
    expect(errors).toEqual([expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' })]);
  });
});
