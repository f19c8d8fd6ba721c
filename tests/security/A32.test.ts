import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { rawSaw, request } from './support/rawSocket.ts';

const LENGTH = 45_000;
/** Each is long and almost right, so that an expression that backtracks does all its work (the body holds no more). */
const WORST: readonly (readonly [kind: string, text: string])[] = [
  ['e-mail of one letter', `${'a'.repeat(LENGTH)}@`], ['e-mail of dots', `a@${'a.'.repeat(LENGTH / 2)}`], ['e-mail of ats', '@'.repeat(LENGTH)], ['e-mail of hyphens', `a@${'-'.repeat(LENGTH)}.com`],
  ['digits', '1'.repeat(LENGTH)], ['plus and digits', `+${'4'.repeat(LENGTH)}x`], ['brackets of a phone', `+44 ${'('.repeat(LENGTH)}`], ['extensions of a phone', `+44${' ext. 1'.repeat(LENGTH / 7)}`],
  ['blanks', ' '.repeat(LENGTH)], ['blanks before the end', `x${' '.repeat(LENGTH)}x`], ['tabs and lines', '\t\n'.repeat(LENGTH / 2)], ['combining marks', `a${'\u0301'.repeat(LENGTH)}`],
  ['dashes of a date', '2026-'.repeat(LENGTH / 5)], ['fraction of a second', `2026-01-01T00:00:00.${'0'.repeat(LENGTH)}`], ['colons of a ref', ':'.repeat(LENGTH)], ['base64', 'A'.repeat(LENGTH)], ['dots', '.'.repeat(LENGTH)],
  ['quotes', '\\"'.repeat(LENGTH / 2)], ['letters with ß', 'ß'.repeat(LENGTH / 2)],
];

onEveryHost('A32', (host, probe) => {
  const fake = useFakeHost(host);

  it.each(WORST)('reads 45 kB of %s in every kind of input in its share of CPU', async (kind, text) => {
    const query = `query ($v: String!, $at: DateTime) {
      a: customerBy(key: {email: $v}) { id } b: customerBy(key: {phone: $v}) { id } c: customerBy(key: {taxId: $v}) { id } d: customerBy(key: {loyaltyId: $v}) { id }
      e: customerBy(key: {sourceRef: $v}) { id } f: callerContext(phone: $v) { recognised } g: order(ref: $v) { id } h: searchCustomers(text: $v) { edges { cursor } }
      i: customers(after: $v) { edges { cursor } } j: customers(filter: {createdAfter: $at}) { edges { cursor } } }`;
    const saw = await probe(kind, async (n) => (await fake.ask(`${query} # ${n}`, { variables: { v: text } })).saw);
    expect(saw).toMatch(/^(200|400) /);
    const node = await probe(`${kind}, as an id`, async (n) => (await fake.ask(`query Q${n}($id: ID!) { node(id: $id) { id } }`, { variables: { id: text } })).saw);
    expect(node).toMatch(/^(200|400) /);
    const at = await fake.ask(query, { variables: { v: 'x', at: text } });
    expect(at.saw).toBe('400 BAD_USER_INPUT');
  });

  it.each([
    ['content-type', `application/json${';'.repeat(7_000)}`], ['content-type', `application/json; charset="${'"'.repeat(6_000)}`], ['accept', `${'a/b;q=0.1,'.repeat(700)}`], ['accept', `*/*;${'q='.repeat(3_000)}`],
    ['authorization', `Bearer ${'a.'.repeat(3_500)}`], ['authorization', `Bearer${' '.repeat(7_000)}x`], ['authorization', `Bearer ${'-'.repeat(7_000)}.`], ['x-forwarded-for', '1.1.1.1,'.repeat(800)], ['origin', `http://${'a.'.repeat(3_000)}`],
  ])('reads a header %s of 7 kB in its share of CPU', async (name, value) => {
    const token = `authorization: Bearer ${await fake.server.token({ role: 'admin' })}`;
    const others = [...(name === 'authorization' ? [] : [token]), ...(name === 'content-type' ? [] : ['content-type: application/json'])];
    const saw = await probe(`header ${name} ${value.slice(0, 12)}`, async () => rawSaw(await request(fake.server.origin, { headers: [...others, `${name}: ${value}`], body: '{"query":"{ me { role } }"}' })));
    expect(saw).toMatch(/^(200 data|401 UNAUTHENTICATED|4\d\d.*)$/);
  });
});
