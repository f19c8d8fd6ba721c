import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ');

onEveryHost('A03', (host, probe) => {
  const fake = useFakeHost(host);
  const { ask } = fake;

  it('refuses 101 aliases of a field', async () => {
    expect(await probe('101 aliases', async (n) => (await ask(`query Q${n} { me { ${repeat(101, (i) => `a${i}: role`)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses 1,000 aliases spread over fragments', async () => {
    const fragments = repeat(20, (f) => `fragment F${f} on Viewer { ${repeat(50, (i) => `a${f}x${i}: role`)} }`);
    const query = `{ me { ${repeat(20, (f) => `...F${f}`)} } } ${fragments}`;
    expect(await probe('1,000 in fragments', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it.each([
    ['look-ups', (i: number) => `a${i}: customerBy(key: {taxId: "${i}"}) { id }`],
    ['ids', (i: number) => `a${i}: customer(id: "${i}") { id }`],
    ['writes', (i: number) => `a${i}: recordInteraction(input: {idempotencyKey: "${i}", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } }`],
  ])('refuses 21 guesses in one request: %s', async (kind, make) => {
    const before = new Map(fake.server.harness.calls);
    const saw = await probe(`21 ${kind} by alias`, async (n) => (await ask(`${kind === 'writes' ? 'mutation' : 'query'} Q${n} { ${repeat(21, make)} }`)).saw);
    expect(saw).toBe('400 QUERY_TOO_COMPLEX');
    expect(fake.server.harness.calls).toEqual(before);
  });

  it('counts root fields that a fragment brings along', async () => {
    const query = `{ ...A ...B } fragment A on Query { ${repeat(11, (i) => `a${i}: customer(id: "${i}") { id }`)} } fragment B on Query { ${repeat(11, (i) => `b${i}: customer(id: "${i}") { id }`)} }`;
    expect(await probe('22 root fields in fragments', async (n) => (await ask(`query Q${n} ${query}`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('serves a few aliases', async () => {
    expect((await ask(`{ ${repeat(5, (i) => `a${i}: customer(id: "${i}") { id }`)} }`)).saw).toBe('200 data');
  });
});
