import { makeExecutableSchema } from '@graphql-tools/schema';
import { createEngine } from '../../gateway/engine/engine.ts';
import { loadTypeDefs } from '../../schema/load.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { createFakeGateway } from '../authz/fakeResolvers.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

/** The engine over the real SDL with some text of it changed, and with more beside it. */
function start(more: string, change: (sdl: string) => string = (sdl) => sdl): unknown {
  const typeDefs = [...[loadTypeDefs()].flat()].map((sdl) => change(String(sdl)));
  const changed = makeExecutableSchema({ typeDefs: [...typeDefs, more], resolvers: {} });
  return createEngine({ schema: changed, policy: () => shippedPolicy, contextFor: () => ({}), logger: { error: () => undefined } });
}

describe('A24: the engine', () => {
  it.each([
    ['a field that nobody classified', 'extend type Customer { passport: String }', /Customer\.passport/],
    ['a type that nobody classified', 'type Passport { number: String } extend type Customer { passport: Passport @classified(as: personName) }', /Passport\.number/],
    ['a root field that no rule names', 'extend type Query { everything: String @classified(as: public) }', /Query\.everything/],
    ['a list that nobody bounded', 'extend type Customer { nicknames: [String!] @classified(as: personName) }', /Customer\.nicknames.*@listSize/],
  ])('does not start with %s, and names it', (_name, more, fault) => {
    expect(() => start(more)).toThrow(fault);
  });

  it('does not start where a directive was renamed or lost on the way', () => {
    expect(() => start('', (sdl) => sdl.replace('taxIds: [TaxIdentifier!] @classified(as: taxId)', 'taxIds: [TaxIdentifier!]'))).toThrow(/Customer\.taxIds/);
    expect(() => start('', (sdl) => sdl.replaceAll('@classified(', '@classed('))).toThrow();
    expect(() => start('', (sdl) => sdl.replace('as: taxId, mask: tail', 'as: nobody, mask: tail'))).toThrow();
  });
});

onEveryHost('A24', (host, probe) => {
  const { ask } = useFakeHost(host);
  const { schema } = createFakeGateway();

  it('serves no field but those of the schema: none of the hidden ones that plans are written with', async () => {
    for (const field of ['__denied', 'role__masked', 'taxIds__masked', '_service', '_entities', '__schema__masked']) {
      expect(await probe(`hidden field ${field}`, async (n) => (await ask(`query Q${n} { me { ${field} } }`)).saw)).toBe('400 GRAPHQL_VALIDATION_FAILED');
    }
    expect(schema.getType('String__tail')).toBeUndefined();
  });

  it('refuses types and subscriptions that are not there', async () => {
    expect((await ask('{ ... on Mutation { recordInteraction { id } } }')).saw).toMatch(/^400 /);
    expect((await ask('subscription { everything }')).saw).toMatch(/^400 /);
  });
});
