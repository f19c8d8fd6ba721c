/** Bisection and prefix search: finding out a value that the caller sees masked, or not at all, by asking questions about it. */
import { isEnumType, isInputObjectType, isObjectType, type GraphQLInputType, getNamedType } from 'graphql';
import type { DataClass, Role } from '../../domain/principal.ts';
import { createHarness } from '../authz/engine.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { useCompany } from './support/company.ts';
import { HOSTS } from './support/probe.ts';

const company = useCompany();
const TAX_ID = 'GB123456782';
const ROLES: readonly Role[] = ['agent', 'sales', 'manager', 'marketing', 'chatbot', 'partner', 'distributor'];
const NEVER_TO_SORT_BY: ReadonlySet<DataClass> = new Set(['taxId', 'birthDate', 'contactPoint', 'address', 'loyalty', 'identity', 'held']);

describe('the schema', () => {
  const { schema } = createHarness().engine;

  it('has no filter, order or search by a sensitive class: there is nothing to bisect with', () => {
    const found: string[] = [];
    const note = (where: string, node: { directives?: readonly { name: { value: string }; arguments?: readonly { value: unknown }[] }[] } | null | undefined): void => {
      for (const directive of node?.directives ?? []) {
        const of = (directive.arguments?.[0]?.value as { value?: string } | undefined)?.value as DataClass | undefined;
        if (directive.name.value === 'reads' && of && NEVER_TO_SORT_BY.has(of)) found.push(`${where}: ${of}`);
      }
    };
    const seen = new Set<GraphQLInputType>();
    const walk = (where: string, type: GraphQLInputType): void => {
      const named = getNamedType(type);
      if (seen.has(named)) return;
      seen.add(named);
      if (isEnumType(named)) for (const value of named.getValues()) note(`${named.name}.${value.name}`, value.astNode);
      if (isInputObjectType(named)) for (const field of Object.values(named.getFields())) {
        note(`${named.name}.${field.name}`, field.astNode);
        walk(where, field.type);
      }
    };
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      // A pin is written as it comes, by who may see the field; nothing stored is compared with it.
      const fields = Object.values(type.getFields()).filter(({ name }) => `${type.name}.${name}` !== 'Mutation.pinValue');
      for (const field of fields) for (const argument of field.args) {
        note(`${type.name}.${field.name}(${argument.name}:)`, argument.astNode);
        walk(`${type.name}.${field.name}`, argument.type);
      }
    }
    // What views of one event disagree in is asked for by kind, state and whose it is, which hold no value of anybody.
    expect(found.filter((where) => !where.startsWith('DiscrepancyFilter.'))).toEqual([]);
    // The walk has seen what there is.
    expect([...seen].map(String)).toEqual(expect.arrayContaining(['CustomerOrder', 'CustomerFilter', 'CustomerKey']));
  });
});

describe.each(HOSTS)('a masked tax id on %s', (host) => {
  const ask = (query: string, role: Role, variables: Record<string, unknown> = {}) =>
    company.ask(host, query, { as: { role, ...(role === 'partner' ? { scopes: ['customer:read', 'customer:pii', 'orders:read'] } : {}), ...(role === 'distributor' ? { distributor: 'D-09' } : {}) }, variables });

  it.each(ROLES)('is not found by %s through its beginnings, ends or wildcards', async (role) => {
    const guesses = [...Array.from({ length: TAX_ID.length - 1 }, (_, index) => TAX_ID.slice(0, index + 1)), TAX_ID.slice(2), TAX_ID.slice(-3), `${TAX_ID.slice(0, 5)}*`, `${TAX_ID.slice(0, 5)}%`, 'GB12345678.', '^GB', '•••••••••82', '•••782'];
    const answers = new Set<string>();
    for (const taxId of guesses) {
      answers.add((await ask('query ($taxId: String!) { x: customerBy(key: {taxId: $taxId}) { id } }', role, { taxId })).text);
    }
    // One answer to all, whichever it is: nothing tells a good beginning from a bad one.
    expect([...answers].filter((text) => !text.includes('"x":null') && !text.includes('LOOKUP_LIMIT_REACHED') && !text.includes('BAD_USER_INPUT'))).toEqual([]);
    const bad = (await ask('query ($taxId: String!) { x: customerBy(key: {taxId: $taxId}) { id } }', role, { taxId: 'FR7654321' })).text;
    const good = (await ask('query ($taxId: String!) { x: customerBy(key: {taxId: $taxId}) { id } }', role, { taxId: TAX_ID.slice(0, 9) })).text;
    expect(good).toBe(bad);
  });

  it.each(ROLES.filter((role) => !shippedPolicy.mayLookUp({ role, scopes: shippedPolicy.scopesOf(role), purpose: null }, 'taxId')))('is not looked up whole by %s either, and right and wrong ids get one answer', async (role) => {
    const query = 'query ($taxId: String!) { x: customerBy(key: {taxId: $taxId}) { id } y: customerContext(key: {taxId: $taxId}) { customer { id } } }';
    const right = await ask(query, role, { taxId: TAX_ID });
    const wrong = await ask(query, role, { taxId: 'GB999999973' });
    expect(right.text).toBe(wrong.text);
    expect(right.saw).toMatch(/FORBIDDEN/);
  });

  it.each(ROLES)('is not found by %s through search', async (role) => {
    for (const text of [TAX_ID, 'GB12', '123456782', '1985-12-10', '1985', 'example.com', '+4416', '01632']) {
      const { body } = await ask('query ($text: String!) { x: searchCustomers(text: $text, first: 1) { edges { node { id } } } }', role, { text });
      expect([text, (body.data?.['x'] as { edges: unknown[] } | null)?.edges ?? []]).toEqual([text, []]);
    }
  });

  it.each(ROLES)('is sorted, filtered and searched by nothing that %s sees masked', async (role) => {
    for (const [dataClass, query] of [
      ['personName', '{ x: customers(orderBy: NAME_ASC, first: 1) { edges { cursor } } }'],
      ['personName', '{ x: searchCustomers(text: "ada", first: 1) { edges { cursor } } }'],
      ['account', '{ x: customers(filter: {distributor: "D-09"}, first: 1) { edges { cursor } } }'],
    ] as const) {
      const { saw } = await ask(query, role);
      // Some roles may not list at all; what is shown whole may be sorted by.
      if (shippedPolicy.written(role, dataClass) !== 'allow') expect([query, saw]).toEqual([query, '200 FORBIDDEN']);
      else expect(['200 data', '200 FORBIDDEN']).toContain(saw);
    }
  });

  it('is told by provenance, losing values and their comparison to nobody who sees it masked', async () => {
    const query = '{ customerBy(key: {email: "ada@example.com"}) { provenance(fields: [TAX_IDS, BIRTH_DATE, EMAILS]) { value access losing { value access } } identities { fields { field left right level } rule ref } } }';
    for (const role of ['manager', 'agent', 'sales', 'marketing', 'chatbot'] as const) {
      const { text } = await ask(query, role);
      expect(text).not.toContain(TAX_ID);
      expect(text).not.toContain('1985-12-10');
    }
    expect((await ask(query, 'admin')).text).toContain(TAX_ID);
  });
});
