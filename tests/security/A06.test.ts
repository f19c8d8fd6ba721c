import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

onEveryHost('A06', (host, probe) => {
  const { ask } = useFakeHost(host);

  it('refuses the @include storm that takes graphql-js 0.3 s (M13)', async () => {
    const query = `{ me { ${'customer @include(if: true) { id } '.repeat(300)} } }`;
    expect(await probe('M13, 300 x @include', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses the same storm without directives, and spread over fragments', async () => {
    expect(await probe('300 equal fields with selections', async (n) => (await ask(`query Q${n} { me { ${'customer { id } '.repeat(300)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    const fragments = Array.from({ length: 40 }, (_, index) => `fragment F${index} on Viewer { ${'customer { id } '.repeat(8)} }`).join(' ');
    const spreads = Array.from({ length: 40 }, (_, index) => `...F${index}`).join(' ');
    expect(await probe('equal fields of 40 fragments', async (n) => (await ask(`query Q${n} { me { ${spreads} } } ${fragments}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses directives that pile up, known or unknown', async () => {
    expect(await probe('1,000 unknown directives', async (n) => (await ask(`query Q${n} { me { role ${'@aa '.repeat(1_000)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('51 x @skip', async (n) => (await ask(`query Q${n} { me { role ${'@skip(if: false) '.repeat(51)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
    expect(await probe('directives on the operation', async (n) => (await ask(`query Q${n} ${'@aa '.repeat(1_000)} { me { role } }`)).saw)).toMatch(/^400 /);
    expect(await probe('directives on fragment and variable', async (n) => (await ask(`query Q${n}($v: Int ${'@aa '.repeat(500)}) { me { ...F } } fragment F on Viewer ${'@aa '.repeat(500)} { role }`)).saw)).toMatch(/^400 /);
  });

  it('refuses fragments that meet by hundreds: validation compares each with each', async () => {
    const names = Array.from({ length: 430 }, (_, index) => `F${index}`);
    const query = `{ me { ${names.map((name) => `...${name}`).join(' ')} } } ${names.map((name) => `fragment ${name} on Viewer { x${name} }`).join(' ')}`;
    expect(await probe('430 fragments in one place', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it.each([
    ['arguments of one name', (n: number) => `query Q${n} { customer(${'id: 1 '.repeat(1_200)}) { id } }`],
    ['variables of one name', (n: number) => `query Q${n}(${'$v: Int '.repeat(900)}) { me { role } }`],
    ['unknown input fields', (n: number) => `query Q${n} { customerBy(key: {${Array.from({ length: 1_200 }, (_, i) => `f${i}: 1`).join(' ')}}) { id } }`],
    ['operations over a chain of fragments', (n: number) =>
      `${Array.from({ length: 180 }, (_, i) => `query O${n}x${i}($a: Int) { ...F0 }`).join(' ')} ${Array.from({ length: 200 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F200 on Query { customers(first: $a) { edges { cursor } } }`],
    ['100 fragments beside 1,500 fields', (n: number) =>
      `query Q${n} { me { ${Array.from({ length: 1_500 }, (_, i) => `y${i}`).join(' ')} ${Array.from({ length: 100 }, (_, i) => `...F${i}`).join(' ')} } } ${Array.from({ length: 100 }, (_, i) => `fragment F${i} on Viewer { x${i} }`).join(' ')}`],
  ])('refuses in its share of CPU what makes validation work hardest: %s', async (name, make) => {
    expect(await probe(name, async (n) => (await ask(make(n))).saw)).toMatch(/^400 /);
  });

  it('serves a few conditions', async () => {
    expect((await ask('query ($v: Boolean!) { me { role @include(if: $v) subject @skip(if: $v) } }', { variables: { v: true } })).saw).toBe('200 data');
  });
});
