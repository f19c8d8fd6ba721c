import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const circle = (size: number): string =>
  Array.from({ length: size }, (_, index) => `fragment F${index} on Customer { id orders { edges { node { customer { ...F${(index + 1) % size} } } } } }`).join(' ');
const ofType = (levels: number): string => (levels === 0 ? 'name' : `name fields { name type { ${ofType(levels - 1)} } }`);

onEveryHost('A08', (host, probe) => {
  const { ask } = useFakeHost(host);

  it.each([1, 2, 100])('refuses a circle of %i fragments', async (size) => {
    expect(await probe(`circle of ${size}`, async (n) => (await ask(`query Q${n} { customer(id: "1") { ...F0 } } ${circle(size)}`)).saw)).toMatch(/^400 (GRAPHQL_VALIDATION_FAILED|QUERY_TOO_COMPLEX)$/);
  });

  it('refuses a circle that nothing spreads', async () => {
    expect(await probe('unused circle', async (n) => (await ask(`query Q${n} { me { role } } ${circle(3)}`)).saw)).toMatch(/^400 /);
  });

  it('refuses a circle of fragments that each spread all others', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `F${index}`);
    const all = names.map((name) => `fragment ${name} on Viewer { role ${names.map((other) => `...${other}`).join(' ')} }`).join(' ');
    expect(await probe('each spreads all', async (n) => (await ask(`query Q${n} { me { ...F0 } } ${all}`)).saw)).toMatch(/^400 /);
  });

  it.each([['an admin', 'admin'], ['a caller who may not introspect at all', 'agent']] as const)('refuses introspection in circles to %s', async (_name, role) => {
    const saw = await probe(`introspection in circles, ${role}`, async (n) => (await ask(`query Q${n} { __schema { types { ${ofType(4)} } } }`, { as: { role } })).saw);
    expect(saw).toBe('400 GRAPHQL_VALIDATION_FAILED');
  });
});
