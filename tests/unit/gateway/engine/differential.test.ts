/**
 * The engine rewrites every document and compiles most: for a caller who may see everything, its answers must be those
 * that plain graphql-js gives to the document as it was sent.
 */
import { execute, parse, type ExecutionResult } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { GatewayError } from '../../../../domain/errors.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';
import { createFakeGateway } from '../../../authz/fakeResolvers.ts';
import { randomOperation, seeded, type RandomOperation } from '../../../support/randomDocuments.ts';

jest.mock('graphql-jit', () => {
  const actual = jest.requireActual<{ compileQuery: typeof compileQuery }>('graphql-jit');
  return { ...actual, compileQuery: jest.fn(actual.compileQuery) };
});

const SEED = 20_261_122;
const DOCUMENTS = 400;

/** Fields that fail in one way or another, so that errors and nulls are compared too. */
const failing = {
  'Customer.name': () => {
    throw new GatewayError('SOURCE_UNAVAILABLE', 'The source erp does not answer.', { source: 'erp' });
  },
  'Customer.birthDate': () => new GatewayError('SOURCE_UNAVAILABLE', 'The source rt does not answer.', { source: 'rt' }),
  'Order.total': () => null,
  'Ticket.subject': () => Promise.reject(new Error('secret of a defect')),
  'Call.durationSeconds': () => 'not a number',
  'Customer.phones': () => [{}, Promise.reject(new Error('one row failed')), Promise.resolve({})],
  'PageInfo.hasNextPage': () => null,
  'Touch.refs': () => 'no list',
};

const shapeOf = (paths: readonly (readonly (string | number)[] | undefined)[]): string[] =>
  [...new Set(paths.map((path) => path?.filter((part) => typeof part === 'string').join('.') ?? ''))].sort();

/** True if an ancestor of the path is null somewhere: an executor may tell of errors there or not (specification 6.4.4). */
function isBelowNull(data: unknown, path: readonly string[]): boolean {
  if (Array.isArray(data)) return data.some((item) => isBelowNull(item, path));
  if (path.length === 0) return false;
  if (data === null || data === undefined) return true;
  return isBelowNull((data as Record<string, unknown>)[path[0] as string], path.slice(1));
}

describe.each([
  ['plain values', {}, false, false],
  ['promises', {}, true, false],
  ['leaves without resolvers', {}, true, true],
  ['failing fields', failing, false, true],
  ['failing fields and promises', failing, true, false],
] as const)('the engine with %s', (_name, override, asynchronous, plainLeaves) => {
  const options = { override, asynchronous, plainLeaves };
  const reference = createFakeGateway(options);
  const harness = createHarness(options, { limits: { maxTokens: 100_000, maxCost: 1e12, maxDepth: 100, maxAliases: 1_000, maxDirectives: 1_000, maxRootFields: 1_000, maxSelections: 100_000 } });
  const random = seeded(SEED);
  const drawn: RandomOperation[] = Array.from({ length: DOCUMENTS / 4 }, () => randomOperation(reference.schema, random));

  it('answers as graphql-js does, interpreted and compiled', async () => {
    jest.mocked(compileQuery).mockClear();
    for (const { query, variables } of drawn) {
      const expected = (await execute({ schema: reference.schema, document: parse(query), variableValues: variables })) as ExecutionResult;
      for (let use = 1; use <= 4; use += 1) {
        const { body } = await harness.askWhole(caller('admin'), query, variables);
        expect({ query, use, data: JSON.stringify(body.data ?? body.errors) }).toEqual({ query, use, data: JSON.stringify(expected.data) });
        const [wanted, found] = [shapeOf((expected.errors ?? []).map(({ path }) => path)), shapeOf((body.errors ?? []).map(({ path }) => path))];
        const extra = found.filter((path) => !wanted.includes(path) && !isBelowNull(expected.data, path.split('.')));
        expect({ query, use, missing: wanted.filter((path) => !found.includes(path)), extra }).toEqual({ query, use, missing: [], extra: [] });
      }
    }
    // A comparison of graphql-js with itself would prove nothing.
    expect(jest.mocked(compileQuery).mock.calls.length).toBeGreaterThan(drawn.length / 2);
    expect(globalThis).not.toHaveProperty('pwned');
  });
});

it('draws documents that use what makes executors differ', () => {
  const random = seeded(SEED);
  const { schema } = createFakeGateway();
  const all = Array.from({ length: DOCUMENTS / 4 }, () => randomOperation(schema, random).query).join('\n');
  for (const part of ['@skip', '@include', 'fragment ', '... on Interaction', '... on Order', '__typename', '__MAGIC_DATE__', 'first: $', 'key: {']) {
    expect(all).toContain(part);
  }
});
