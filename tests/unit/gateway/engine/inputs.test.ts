/** What a request puts in (reference/security.md A35): bounded before anything goes through it. */
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';

const harness = createHarness();
const admin = caller('admin');
const ORDERS = 'query($f: OrderFilter) { orders(filter: $f) { edges { cursor } } }';
const deep = (levels: number): unknown => (levels === 0 ? 'NEW' : [deep(levels - 1)]);

async function refusalOf(query: string, variables?: Record<string, unknown>): Promise<{ codes: string[]; text: string }> {
  harness.calls.clear();
  const { errors = [] } = await harness.ask(admin, query, variables);
  expect(harness.calls.size).toBe(0);
  return { codes: errors.map(({ extensions }) => extensions.code), text: JSON.stringify(errors) };
}

describe('what a request puts in', () => {
  it.each([
    ['a list of too many values', { f: { status: Array(201).fill('NEW') } }, 'list or map of more than 200'],
    ['a map of too many values', { f: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`canary${index}`, 1])) }, 'list or map of more than 200'],
    ['lists too deep in one another', { f: { status: deep(50) } }, 'more than 8 deep'],
    ['lists 50,000 deep', { f: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown }, 'more than 8 deep'],
    ['a text that is too long', { f: { from: `canary${'x'.repeat(20_000)}` } }, 'more than 20000 characters'],
  ])('is refused in variables: %s', async (_name, variables, message) => {
    const { codes, text } = await refusalOf(ORDERS, variables);
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(text).toContain(message);
    expect(text).not.toContain('canary');
  });

  it.each([
    ['a list of too many values', `{ orders(filter: { status: [${'NEW '.repeat(201)}] }) { edges { cursor } } }`],
    ['lists too deep in one another', `{ orders(filter: { status: ${'['.repeat(9)}NEW${']'.repeat(9)} }) { edges { cursor } } }`],
    ['a text that is too long', `{ orders(filter: { from: "canary${'x'.repeat(20_000)}" }) { edges { cursor } } }`],
    ['a default that is too long', `query($f: OrderFilter = { status: [${'NEW '.repeat(201)}] }) { orders(filter: $f) { edges { cursor } } }`],
    ['an argument of a directive', `{ me @include(if: [${'true '.repeat(201)}]) { role } }`],
  ])('is refused in the document: %s', async (_name, query) => {
    const { codes, text } = await refusalOf(query);
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(text).not.toContain('canary');
  });

  it('is refused with few errors, however many values are wrong', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `v${index}`);
    const query = `query(${names.map((name) => `$${name}: OrderFilter`).join(' ')}) { ${names.slice(0, 20).map((name) => `${name}: orders(filter: $${name}) { edges { cursor } }`).join(' ')} }`;
    const wrong = { status: Array(150).fill('canary') };
    const declared = `query(${names.slice(0, 20).map((name) => `$${name}: OrderFilter`).join(' ')}) { ${names.slice(0, 20).map((name) => `${name}: orders(filter: $${name}) { edges { cursor } }`).join(' ')} }`;
    for (const each of [query, declared]) {
      const { codes, text } = await refusalOf(each, Object.fromEntries(names.map((name) => [name, wrong])));
      expect(codes.length).toBeGreaterThan(0);
      // Ten, and one that says that there are more.
      expect(codes.length).toBeLessThanOrEqual(11);
      expect(text).not.toContain('canary');
      }
  });

  it.each([['2147483648', 2_147_483_648], ['1e999', Infinity], ['a fraction', 1.5], ['a text', '5'], ['a map', { $gt: 1 }]])('is refused as a whole number: %s', async (_name, first) => {
    const { codes } = await refusalOf('query($n: Int) { customers(first: $n) { edges { cursor } } }', { n: first });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it('has no echo of a name as long as a document', async () => {
    const { codes, text } = await refusalOf(`{ ${'canary'.repeat(10_000)} }`);
    expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(text.length).toBeLessThan(500);
  });

  it('is taken at its bounds, and ignored where nothing declares it', async () => {
    const variables = { f: { status: Array(200).fill('OPEN') }, unused: deep(50) };
    const { errors = [] } = await harness.ask(admin, ORDERS, variables);
    expect(errors.map(({ extensions }) => extensions)).toEqual([]);
  });
});
