/**
 * The same random documents for every role must get one answer: from the engine when graphql-js runs it and when
 * graphql-jit does, from each host over HTTP, and from permissions done the plain way (naive.ts). By itself a sample;
 * `npm run test:differential` draws a thousand documents.
 */
import { compileQuery } from 'graphql-jit';
import { ROLES } from '../../domain/principal.ts';
import { randomOperation, seeded, type RandomOperation } from '../support/randomDocuments.ts';
import { caller, shippedPolicy } from './callers.ts';
import { AMPLE_LIMITS, createHarness } from './engine.ts';
import { startHosts, type TestHost } from './hosts.ts';
import { createNaive } from './naive.ts';

jest.mock('graphql-jit', () => {
  const actual = jest.requireActual<{ compileQuery: typeof compileQuery }>('graphql-jit');
  return { ...actual, compileQuery: jest.fn(actual.compileQuery) };
});

const SEED = 20_261_122;
const DOCUMENTS = Number(process.env['DIFFERENTIAL_DOCUMENTS'] ?? 50);
/** Bounds the time of one test, so that a failure tells where. */
const IN_ONE_TEST = 50;

// Random ids name no type: every node is a customer.
const harness = createHarness({ override: { 'Query.node': () => ({ __typename: 'Customer', row: 0 }) } }, { limits: AMPLE_LIMITS });
const { schema, engine } = harness;
const random = seeded(SEED);
const drawn: RandomOperation[] = Array.from({ length: DOCUMENTS }, () => randomOperation(schema, random));
const callers = ROLES.map((role) => ({ role, principal: caller(role), naive: createNaive(schema, engine.table, shippedPolicy, caller(role)) }));

interface Body {
  data?: unknown;
  errors?: readonly unknown[];
  extensions?: unknown;
}

/** An answer as text; hosts may write its three parts in any order. */
const textOf = ({ data, errors, extensions }: Body): string => JSON.stringify({ data, errors, extensions });

let hosts: TestHost[];
beforeAll(async () => {
  hosts = await startHosts(engine);
});
afterAll(() => Promise.all(hosts.map((host) => host.close())));

/** Documents that are refused whole, to every role: the plain way knows no limits. */
const tooComplex = new Set<string>();
const short = (text: string): string => (text.length > 800 ? `${text.slice(0, 800)}...` : text);

/** Roles and ways whose answer to a document is another than graphql-js gives at first. */
async function differences({ query, variables }: RandomOperation): Promise<string[]> {
  const found: string[] = [];
  for (const { role, principal, naive } of callers) {
    const first = await harness.ask(principal, query, variables);
    const expected = textOf(first);
    // A second use is graphql-js' too, a third one compiles the document: the hosts' answers are graphql-jit's.
    const answers: [string, string][] = [['engine again', textOf(await harness.ask(principal, query, variables))]];
    for (const [kind, answer] of await Promise.all(hosts.map(async (host) => [host.kind, await host.post(principal, { query, variables })] as const))) {
      answers.push([kind, textOf(JSON.parse(answer.text) as Body)]);
      if (answer.status !== 200) found.push(`${role}, ${kind}: status ${answer.status} for ${short(query)}`);
    }
    if (first.data === undefined && first.errors?.[0]?.extensions.code === 'QUERY_TOO_COMPLEX') tooComplex.add(query);
    else {
      const plain = await naive(query, variables);
      answers.push(['naive', textOf({ ...first, data: plain.data })]);
      if (plain.errors) found.push(`${role}: the naive way fails with ${plain.errors.map(({ message }) => message).join()} for ${short(query)}`);
    }
    for (const [way, text] of answers) if (text !== expected) found.push(`${role}, ${way}: ${short(text)} instead of ${short(expected)} for ${short(query)}`);
  }
  return found;
}

const parts = Array.from({ length: Math.ceil(DOCUMENTS / IN_ONE_TEST) }, (_, index) => index * IN_ONE_TEST);

it.each(parts)('gives every role one answer to the documents from number %i on', async (from) => {
  for (const one of drawn.slice(from, from + IN_ONE_TEST)) expect(await differences(one)).toEqual([]);
}, 120_000);

it('had documents compiled, and documents that some roles are refused parts of', async () => {
  expect(jest.mocked(compileQuery).mock.calls.length).toBeGreaterThan(DOCUMENTS);
  const refused = await Promise.all(drawn.map(async ({ query, variables }) => new Set(await Promise.all(callers.map(async ({ principal }) => textOf(await harness.ask(principal, query, variables))))).size > 1));
  expect(tooComplex.size).toBeLessThanOrEqual(DOCUMENTS / 100);
  expect(refused.filter(Boolean).length).toBeGreaterThan(DOCUMENTS / 4);
}, 120_000);
