import { getIntrospectionQuery } from 'graphql';
import { ROLES } from '../../domain/principal.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const withoutRight = ROLES.filter((role) => !shippedPolicy.scopesWithoutClaim(role).has('schema:read'));

onEveryHost('A09', (host, probe) => {
  const { ask } = useFakeHost(host);

  it.each(withoutRight)('tells %s nothing of the schema', async (role) => {
    const answer = await ask(getIntrospectionQuery(), { as: { role } });
    expect(answer.saw).toBe('200 FORBIDDEN');
    expect(answer.body.data).toEqual({ __schema: null });
    expect(answer.text).not.toContain('Customer');
  });

  it.each([
    ['__schema', '{ __schema { types { name } } }'],
    ['__type', '{ __type(name: "Customer") { fields { name } } }'],
    ['an alias', '{ name: __schema { types { name } } }'],
    ['a fragment', '{ ...F } fragment F on Query { a: __type(name: "Customer") { name } ... on Query { b: __schema { description } } }'],
    ['a granted field beside it', '{ me { role } __schema { queryType { name } } }'],
    ['@include', 'query ($yes: Boolean = true) { __schema @include(if: $yes) { queryType { name } } }'],
  ])('refuses it to an agent through %s', async (name, query) => {
    const saw = await probe(name, async (n) => (await ask(`${query} # ${n}`, { as: { role: 'agent' } })).saw);
    expect(saw).toBe('200 FORBIDDEN');
    expect((await ask(query, { as: { role: 'agent' } })).text).not.toMatch(/"name":"|"queryType"|description/);
  });

  it('refuses it to an admin whose token leaves the scope out', async () => {
    expect((await ask('{ __schema { queryType { name } } }', { as: { role: 'admin', scopes: ['customer:read'] } })).saw).toBe('200 FORBIDDEN');
  });

  it('tells the admin the public schema, and nothing of the one that plans run on', async () => {
    const { saw, text } = await ask(getIntrospectionQuery());
    expect(saw).toBe('200 data');
    expect(text).toContain('"Customer"');
    expect(text).not.toMatch(/__denied|__masked|__tail/);
  });

  it('charges an admin for each introspection: twenty in one document are too many', async () => {
    const each = Array.from({ length: 20 }, (_, index) => `a${index}: __schema { types { name fields { name type { name ofType { name ofType { name } } } } } }`).join(' ');
    expect(await probe('20 aliases of __schema, by an admin', async (n) => (await ask(`query Q${n} { ${each} }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('leaves type names to everybody', async () => {
    expect((await ask('{ __typename me { __typename } }', { as: { role: 'agent' } })).body.data).toEqual({ __typename: 'Query', me: { __typename: 'Viewer' } });
  });
});
