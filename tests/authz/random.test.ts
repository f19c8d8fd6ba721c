/** Ways to a field that nobody thought of: random documents for every role, each run until it is compiled. */
import { ROLES, type Role } from '../../domain/principal.ts';
import { randomOperation, seeded } from '../support/randomDocuments.ts';
import { caller } from './callers.ts';
import { createHarness } from './engine.ts';
import { expectedAccess } from './expected.ts';

const DOCUMENTS = 40;
const ample = { maxTokens: 100_000, maxCost: 1e12, maxDepth: 100, maxAliases: 1_000, maxDirectives: 1_000, maxRootFields: 1_000, maxSelections: 100_000 };
// Random ids name no type: every node is a customer.
const harness = createHarness({ override: { 'Query.node': () => ({ __typename: 'Customer', row: 0 }) } }, { limits: ample });
/** The same with leaves that have no resolvers. */
const plain = createHarness({ plainLeaves: true, override: { 'Query.node': () => ({ __typename: 'Customer', row: 0 }) } }, { limits: ample });
const random = seeded(360);
const documents = Array.from({ length: DOCUMENTS }, () => randomOperation(harness.schema, random));

const accessOf = (role: Role, coordinate: string): string => expectedAccess({ role, scopes: 'all' }, coordinate);
const textOf = (coordinate: string): string => {
  const value = harness.valueOf(coordinate);
  return String(Array.isArray(value) ? value[0] : value);
};
const coordinates = [...harness.engine.table.keys()].filter((coordinate) => !/^(Query|Mutation|Subscription)\./.test(coordinate));

/** Whole values that the role must not see: texts that tell their coordinate. */
const secretsOf = (role: Role): string[] => {
  const shown = new Set(coordinates.filter((one) => accessOf(role, one) === 'allow').map(textOf));
  return coordinates.filter((one) => accessOf(role, one) !== 'allow').map(textOf).filter((text) => text.length > 9 && text !== '[object Object]' && !shown.has(text));
};

describe.each(ROLES)('%s', (role) => {
  const secrets = secretsOf(role);

  it('fetches nothing that it may not see and is shown no value of it, whatever it asks', async () => {
    for (const { query, variables } of documents) {
      for (let use = 0; use < 4; use += 1) {
        harness.calls.clear();
        const body = await harness.ask(caller(role), query, variables);
        const text = JSON.stringify([body.data, (await plain.ask(caller(role), query, variables)).data]);
        expect({ query, fetched: [...harness.calls.keys()].filter((one) => accessOf(role, one) === 'deny') }).toEqual({ query, fetched: [] });
        expect({ query, shown: secrets.filter((secret) => text.includes(secret)) }).toEqual({ query, shown: [] });
        const codes = new Set((body.errors ?? []).map(({ extensions }) => extensions.code));
        codes.delete('FORBIDDEN');
        expect({ query, codes: [...codes] }).toEqual({ query, codes: [] });
      }
    }
  });
});

it('has secrets to keep from every role but those who see all, and documents that ask for them', async () => {
  expect(ROLES.filter((role) => secretsOf(role).length === 0)).toEqual(['admin']);
  const forAll = (await Promise.all(documents.map(({ query, variables }) => harness.ask(caller('admin'), query, variables)))).map((body) => JSON.stringify(body.data)).join('');
  for (const role of ROLES.filter((one) => secretsOf(one).length > 0)) {
    expect(secretsOf(role).filter((secret) => forAll.includes(secret)).length).toBeGreaterThan(0);
  }
});
