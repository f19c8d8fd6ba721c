import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

/** Fragments of which each spreads the next twice: 2^levels fields of some kB. */
const bomb = (levels: number, on: string, twice: (next: string) => string, last: string): string =>
  Array.from({ length: levels }, (_, index) => `fragment F${index} on ${on} { ${twice(`...F${index + 1}`)} }`).join(' ') + ` fragment F${levels} on ${on} { ${last} }`;

onEveryHost('A04', (host, probe) => {
  const { ask } = useFakeHost(host);

  it('refuses the bomb that graphql-js runs for 7 s (M12)', async () => {
    const fragments = bomb(18, 'Viewer', (next) => `a: customer { ...C } b: customer { ...C } ${next} ${next}`, 'role');
    const aliased = bomb(18, 'Customer', (next) => `a: orders { edges { node { customer { ${next} } } } } b: orders { edges { node { customer { ${next} } } } }`, 'id');
    expect(await probe('M12, aliased spreads', async (n) => (await ask(`query Q${n} { customer(id: "1") { ...F0 } } ${aliased}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('plain spreads', async (n) => (await ask(`query Q${n} { me { ...F0 } } ${fragments} fragment C on Customer { id }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses 250 levels of doubling, whose product no number holds', async () => {
    const fragments = bomb(250, 'Viewer', (next) => `${next} ${next}`, 'role');
    expect(await probe('2^250 spreads', async (n) => (await ask(`query Q${n} { me { ...F0 } } ${fragments}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses a bomb of interfaces, below which each type counts for itself', async () => {
    const leaves = Array.from({ length: 95 }, (_, index) => `a${index}: refs`).join(' ');
    const inner = (levels: number): string => (levels === 0 ? leaves : `interactions(first: 1) { edges { node { customer { ${inner(levels - 1)} } } } }`);
    const query = `{ node(id: "1") { ... on Interaction { customer { ${inner(1).replace(leaves, `interactions(first: 1) { edges { node { ${leaves} } } }`)} } } } }`;
    expect(await probe('interfaces in one another', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('serves a fragment that is spread twice', async () => {
    expect((await ask('{ a: customer(id: "1") { ...F } b: customer(id: "2") { ...F } } fragment F on Customer { id name { full } }')).saw).toBe('200 data');
  });
});
