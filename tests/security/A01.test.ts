import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

/** `levels` times customer > orders > edges > node > customer ..., four fields a turn. */
const nested = (turns: number): string => (turns === 0 ? 'id' : `orders { edges { node { customer { ${nested(turns - 1)} } } } }`);

onEveryHost('A01', (host, probe) => {
  const fake = useFakeHost(host);
  const { ask } = fake;

  it('refuses a query that is too deep', async () => {
    expect(await probe('nested fields', async (n) => (await ask(`query Q${n} { customer(id: "1") { ${nested(4)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('counts the levels of named fragments, however the depth is spread over them', async () => {
    const links = Array.from({ length: 8 }, (_, index) => `fragment F${index} on Customer { orders { edges { node { customer { ...F${index + 1} } } } } }`);
    const query = `{ customer(id: "1") { ...F0 } } ${links.join(' ')} fragment F8 on Customer { id }`;
    expect(await probe('through fragments', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses hundreds of inline fragments in one another', async () => {
    const turns = 640;
    const query = `{ ${'... on Query { '.repeat(turns)} me { role } ${'}'.repeat(turns)} }`;
    const answer = await probe('inline fragments', async (n) => (await ask(`query Q${n} ${query}`)).saw);
    expect(answer).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses selections as deep as the tokens allow, closed or not', async () => {
    expect(await probe('1,900 levels', async (n) => (await ask(`query Q${n} ${'{a'.repeat(1_900)}${'}'.repeat(1_900)}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('3,900 levels, never closed', async (n) => (await ask(`query Q${n} ${'{a'.repeat(3_900)}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses literals as deep as the tokens allow', async () => {
    expect(await probe('3,900 lists in one another', async (n) => (await ask(`query Q${n} { customer(id: ${'['.repeat(3_900)}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('1,900 lists, closed', async (n) => (await ask(`query Q${n} { customer(id: ${'['.repeat(1_900)}${']'.repeat(1_900)}) { id } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('a variable\'s type 1,900 lists deep', async (n) => (await ask(`query Q${n}($v: ${'['.repeat(1_900)}Int${']'.repeat(1_900)}) { me { role } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(fake.server.harness.logged).toEqual([]);
  });

  it('takes brackets in a text for what they are', async () => {
    expect((await ask(`{ customer(id: "${'({['.repeat(200)}") { id } }`)).saw).toBe('200 data');
  });

  it('serves the depth that a desk needs', async () => {
    expect((await ask(`{ customer(id: "1") { ${nested(2)} } }`)).saw).toBe('200 data');
  });
});
