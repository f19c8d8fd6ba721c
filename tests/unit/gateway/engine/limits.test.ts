/** Documents that are dear by construction (reference/security.md, A01 to A08, M7, M12 to M14): refused, and cheaply. */
import { parse, validate } from 'graphql';
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';

const harness = createHarness();
const admin = caller('admin');
const codesOf = async (query: string, variables?: Record<string, unknown>): Promise<string[]> =>
  ((await harness.ask(admin, query, variables)).errors ?? []).map(({ extensions }) => extensions.code);

const nested = (levels: number): string => `{ customer(id: "1") ${'{ contacts { customer '.repeat(levels)}{ id }${' } }'.repeat(levels)} }`;
/** M12: 18 fragments, each spread twice under two aliases by the one before. */
const bomb = `{ customer(id: "1") { ...F0 } } ${Array.from({ length: 18 }, (_, index) => `fragment F${index} on Customer { a: contacts { customer { ${index < 17 ? `...F${index + 1}` : 'id'} } } b: contacts { customer { ${index < 17 ? `...F${index + 1}` : 'id'} } } }`).join(' ')}`;
/** M13: one field 300 times. */
const repeated = `{ ${'customers { edges { cursor } } '.repeat(19)} customer(id: "1") { ${'contacts { from } '.repeat(300)} } }`;

describe('a document that asks too much', () => {
  it.each([
    ['deep', nested(8)],
    ['deep through fragments', `{ customer(id: "1") { ...A } } fragment A on Customer { contacts { customer { contacts { customer { ...B } } } } } fragment B on Customer { contacts { customer { contacts { customer { contacts { customer { contacts { from } } } } } } } }`],
    ['wide in aliases', `{ customer(id: "1") { ${Array.from({ length: 101 }, (_, index) => `a${index}: id`).join(' ')} } }`],
    ['wide in root fields', `{ ${Array.from({ length: 21 }, (_, index) => `a${index}: me { role }`).join(' ')} }`],
    ['full of directives', `{ customer(id: "1") { ${'id @include(if: true) '.repeat(51)} } }`],
    ['a fragment bomb', bomb],
    ['one field over and over', repeated],
    ['long', `{ me { ${'role '.repeat(5_000)} } }`],
  ])('is refused: %s', async (_name, query) => {
    expect(await codesOf(query)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it.each([
    ['10,000 customers', 'query($n: Int) { customers(first: $n) { edges { node { id } } } }', { n: 10_000 }],
    ['100 x 100 orders in literals', '{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { id } } } } } } }', {}],
    ['100 x 100 orders in variables', 'query($n: Int) { customers(first: $n) { edges { node { orders(first: $n) { edges { node { id } } } } } } }', { n: 100 }],
    ['100 x 100 in the default of a variable', 'query($n: Int = 100) { customers(first: $n) { edges { node { orders(first: $n) { edges { node { id } } } } } } }', {}],
    // The rows are read for it all the same.
    ['100 pages of 100 without their rows', '{ customers(first: 100) { edges { node { orders(first: 100) { pageInfo { hasNextPage } } touches(first: 100) { __typename } } } } }', {}],
    ['20 searches by alias', `{ ${Array.from({ length: 20 }, (_, index) => `a${index}: searchCustomers(text: "x", first: 100) { edges { node { emails { value } phones { value } addresses { city } } } }`).join(' ')} }`, {}],
  ])('is refused for its cost with the variables known: %s', async (_name, query, variables) => {
    harness.calls.clear();
    expect(await codesOf(query, variables)).toEqual(['QUERY_TOO_COMPLEX']);
    expect(harness.calls.size).toBe(0);
  });

  it.each([
    ['operations', `{ me { role } } ${Array.from({ length: 200 }, (_, index) => `query O${index} { __typename }`).join(' ')}`],
    ['fragments', `{ me { role } } ${Array.from({ length: 200 }, (_, index) => `fragment F${index} on Viewer { role }`).join(' ')}`],
    ['variables', `query(${Array.from({ length: 201 }, (_, index) => `$v${index}: Int`).join(' ')}) { me { role } }`],
  ])('is refused before validation for hundreds of %s', async (_what, query) => {
    expect(await codesOf(query)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it.each([
    ['itself', '{ customer(id: "1") { ...A } } fragment A on Customer { contacts { customer { ...A } } contacts { customer { ...A } } }'],
    ['in a circle', '{ customer(id: "1") { ...A } } fragment A on Customer { contacts { customer { ...B } } } fragment B on Customer { x: contacts { customer { ...A } } y: contacts { customer { ...A } } }'],
  ])('ends for a fragment that spreads %s', async (_name, query) => {
    expect(await codesOf(query)).toContain('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('a document that asks much', () => {
  it.each([
    ['50 customers with nested lists', '{ customers(first: 50) { edges { node { id name { full } emails { value } phones { value } addresses { city } orders(first: 10) { edges { node { number status lines { sku } } } } tickets(first: 10) { edges { node { subject } } } interactions(first: 10) { edges { node { id at } } } } } } }', {}],
    ['100 rows', 'query($n: Int) { customers(first: $n) { edges { node { id name { full } } } } }', { n: 100 }],
  ])('is answered: %s', async (_name, query, variables) => {
    expect(await codesOf(query, variables)).toEqual([]);
  });

  it('may introspect as GraphiQL does', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true });
    expect(validate(harness.schema, parse(query))).toEqual([]);
    expect(await codesOf(query)).toEqual([]);
  });

  it('counts what @skip leaves out as nothing', async () => {
    const query = 'query($s: Boolean!) { me { role } customers(first: 100) @skip(if: $s) { edges { node { orders(first: 100) { edges { node { id } } } } } } }';
    expect(await codesOf(query, { s: true })).toEqual([]);
    expect(await codesOf(query, { s: false })).toEqual(['QUERY_TOO_COMPLEX']);
  });
});
