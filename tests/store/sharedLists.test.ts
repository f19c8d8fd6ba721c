import { createEngine } from '../../gateway/engine/engine.ts';
import { createContextFactory } from '../../gateway/context.ts';
import { createMemoryNotices } from '../../datasources/redis/notices.ts';
import type { Role } from '../../domain/principal.ts';
import { caller, shippedPolicy } from '../authz/callers.ts';
import { businessConfig } from '../support/fakes/context.ts';
import { testSchema } from '../support/fakes/graphql.ts';
import { createMemoryReader } from '../support/fakes/memoryReader.ts';
import { identifier, party } from '../support/fakes/records.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { indexDocument } from './documents.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(180_000);

const ada = party('tryton:party:1', { name: { full: 'Ada King', given: 'Ada', family: 'King' }, taxIds: [identifier('12345678Z', true)], birthDate: '1815-12-10' });
const LIST = '{ customers(first: 5) { edges { node { id name { full } taxIds { value } birthDate } } } }';

describe.each(mongoServers())('equal lists of several callers, on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
    await test.store.customerIndex.put([indexDocument('c1', { parties: [{ ref: ada.ref, rule: 'founded', evidence: [] }], scope: ['self:c1', 'territory:North'] })]);
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });

  it('are read once for those who meet the same rows, and show each nothing but what he may see', async () => {
    const reader = createMemoryReader({ systems: ['tryton'], records: [ada], now: Date.now });
    const contextFor = createContextFactory({
      store: test.store, reader, sources: new Map(), notices: createMemoryNotices(), applyNow: null, policy: () => shippedPolicy, config: businessConfig,
      secret: Buffer.alloc(32, 1), now: Date.now,
    });
    const engine = createEngine({ schema: testSchema, policy: () => shippedPolicy, contextFor, logger: { error: () => undefined } });
    const ask = async (role: Role, rows?: { all: false; keys: string[] }) => {
      const { body } = await engine.execute({ query: LIST }, caller(role, undefined, rows && { rows }), { signal: new AbortController().signal, allowMutation: false });
      return body.data as { customers: { edges: { node: unknown }[] } };
    };
    test.commands.length = 0;
    const answers = await Promise.all([ask('marketing'), ask('agent'), ask('admin'), ask('sales', { all: false, keys: ['territory:South'] })]);
    const nodes = answers.map(({ customers }) => customers.edges.map(({ node }) => JSON.parse(JSON.stringify(node)) as unknown));
    const name = { full: 'Ada King' };
    expect(nodes).toEqual([
      [{ id: 'c1', name, taxIds: null, birthDate: null }],
      [{ id: 'c1', name, taxIds: [{ value: '•••78Z' }], birthDate: expect.not.stringContaining('12-10') }],
      [{ id: 'c1', name, taxIds: [{ value: '12345678Z' }], birthDate: '1815-12-10' }],
      [],
    ]);
    // One for the three who meet every row, one for the territory.
    expect(test.commands.filter(({ find }) => find === 'customerIndex')).toHaveLength(2);
  });
});
