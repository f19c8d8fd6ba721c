import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const NESTED = '($n: Int) { customers(first: $n) { edges { node { orders(first: $n) { edges { node { customer { calls(first: $n) { edges { node { id } } } } } } } } } } }';

onEveryHost('A05', (host, probe) => {
  const fake = useFakeHost(host);
  const { ask } = fake;
  const callsOf = (coordinate: string): number => fake.server.harness.calls.get(coordinate) ?? 0;

  it('refuses 10,000 nodes and more, by variable, literal or default alike', async () => {
    const before = callsOf('Query.customers');
    expect(await probe('sizes in variables', async (n) => (await ask(`query Q${n} ${NESTED}`, { variables: { n: 100 } })).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('sizes in literals', async (n) => (await ask(`query Q${n} ${NESTED.replaceAll('$n', '100').replace('(100: Int)', '')}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('sizes in defaults', async (n) => (await ask(`query Q${n} ${NESTED.replace('$n: Int', '$n: Int = 100')}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(callsOf('Query.customers')).toBe(before);
  });

  it('refuses 10,000 nodes of one level of nesting', async () => {
    const query = '{ customers(first: 100) { edges { node { interactions(first: 100) { edges { node { id } } } } } } }';
    expect(await probe('100 x 100 nodes', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses 10,000 edges of which nobody asks for the node: their rows are read all the same', async () => {
    const query = '{ customers(first: 100) { edges { node { orders(first: 100) { edges { cursor } } } } } }';
    expect(await probe('100 x 100 edges', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('counts lists whose size nobody states', async () => {
    const inner = (levels: number): string => (levels === 0 ? 'id' : `orders { edges { node { customer { ${inner(levels - 1)} } } } }`);
    const many = Array.from({ length: 20 }, (_, index) => `a${index}: customers { edges { node { ${inner(2)} } } }`).join(' ');
    expect(await probe('no sizes at all', async (n) => (await ask(`query Q${n} { ${many} }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('counts the dearest type below an interface with the sizes of the request, not with assumed ones', async () => {
    // One type is dear by literals and hides another that only its variable makes dear.
    const query = `($n: Int) { customers(first: 20) { edges { node { interactions(first: 10) { edges { node {
      ... on Order { customer { orders(first: 11) { edges { node { id } } } } }
      ... on Ticket { customer { orders(first: $n) { edges { node { id } } } } }
    } } } } } } }`;
    expect((await ask(`query ${query}`, { variables: { n: 1 } })).saw).toBe('200 data');
    expect(await probe('hidden below an interface', async (n) => (await ask(`query Q${n} ${query}`, { variables: { n: 100 } })).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses a size that is no 32-bit number', async () => {
    for (const first of [2_147_483_648, 1e30, 1.5, '50', [50], true]) {
      expect((await ask('query ($first: Int) { customers(first: $first) { edges { node { id } } } }', { variables: { first } })).saw).toBe('400 BAD_USER_INPUT');
    }
  });

  it("serves the benchmark's list of 50", async () => {
    const { saw } = await ask('{ customers(first: 50) { edges { node { id name { full } emails { value } orders(first: 3) { edges { node { number } } } } } } }');
    expect(saw).toBe('200 data');
  });
});
