import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany();
const as = { role: 'admin' } as const;

/** Variables where a text is declared, as a client that builds JSON can send them. */
const OPERATORS: readonly unknown[] = [
  { $ne: null }, { $gt: '' }, { $regex: '.*' }, { $where: 'sleep(1000) || true' }, { $in: ['a'] }, { $exists: true }, { $expr: { $eq: [1, 1] } }, [{ $ne: null }], { toString: 'x' },
  { $function: { body: 'function () { return true; }', args: [], lang: 'js' } }, { 'a.b': 1 }, JSON.parse('{"__proto__": {"$ne": 1}}'),
];
const TEXTS = ['{"$ne":null}', '{$ne:null}', '$where', '.*', '^', '(a+)+$', 'email.$ne', "'; return true; //", '\u0000', '[$ne]=1', 'ada', 'ada@', '%', '*', 'ada@example.co', 'ada@example.com\u0000', 'ada@example.com.', 'ADA@EXAMPLE.COM '];

onEveryHost('A20', (host, probe) => {
  it.each([
    ['customer(id:)', 'query ($v: ID!) { x: customer(id: $v) { id } }'],
    ['node(id:)', 'query ($v: ID!) { x: node(id: $v) { id } }'],
    ['order(ref:)', 'query ($v: String!) { x: order(ref: $v) { id } }'],
    ['customerBy(email:)', 'query ($v: String!) { x: customerBy(key: {email: $v}) { id } }'],
    ['customerBy(whole key)', 'query ($v: CustomerKey!) { x: customerBy(key: $v) { id } }'],
    ['filter of a field', 'query ($v: String!) { x: customers(filter: {territory: $v}) { edges { node { id } } } }'],
    ['whole filter', 'query ($v: CustomerFilter!) { x: customers(filter: $v) { edges { node { id } } } }'],
    ['search', 'query ($v: String!) { x: searchCustomers(text: $v) { edges { node { id } } } }'],
    ['order by', 'query ($v: CustomerOrder!) { x: customers(orderBy: $v) { edges { node { id } } } }'],
    ['cursor', 'query ($v: String!) { x: customers(after: $v) { edges { node { id } } } }'],
  ])('refuses operators where a value is declared: %s', async (name, query) => {
    const saw = await probe(`operators in ${name}`, async (n) => {
      const all = new Set<string>();
      for (const v of OPERATORS) {
        const answer = await company.ask(host, `${query} # ${n}`, { as, variables: { v } });
        expect(answer.text).not.toMatch(/\$ne|\$where|sleep|\$gt/);
        all.add(answer.saw);
      }
      return [...all].join(', ');
    }, { tries: 3, requests: OPERATORS.length });
    expect(saw).toBe('400 BAD_USER_INPUT');
  });

  it.each(TEXTS)('compares a text whole and as a text, whatever it looks like: %j', async (text) => {
    const { body } = await company.ask(host, `query ($v: String!) {
      a: customerBy(key: {email: $v}) { id } b: customerBy(key: {loyaltyId: $v}) { id } c: order(ref: $v) { id }
      d: customers(filter: {territory: $v}) { edges { node { id } } } e: customers(filter: {distributor: $v}) { edges { node { id } } }
    }`, { as, variables: { v: text } });
    const { a, b, c, d, e } = body.data as Record<string, { edges?: unknown[] } | null>;
    // An e-mail is compared without case and outer space: that one is Ada's.
    expect(a === null || text.trim().toLowerCase() === 'ada@example.com').toBe(true);
    expect([b, c, d?.edges, e?.edges]).toEqual([null, null, [], []]);
  });

  it.each(['.*', 'a.c', '(l)ovelace', '^ada', '\\w+', '[a-z]', '$', '%', '_da', 'ada|blaise', 'lo*'])('searches for words, not for expressions: %s', async (text) => {
    const { saw, body } = await company.ask(host, 'query ($v: String!) { x: searchCustomers(text: $v) { edges { node { name { full } } } } }', { as, variables: { v: text } });
    expect(['200 data', '200 BAD_USER_INPUT']).toContain(saw);
    const found = ((body.data?.['x'] as { edges: { node: { name: { full: string } } }[] } | null)?.edges ?? []).map(({ node }) => node.name.full);
    // What is left when punctuation separates words must begin words of the name.
    const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const plain = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (const name of found) for (const word of words) expect(plain(name).split(/\s+/).some((part) => part.startsWith(word))).toBe(true);
    if (words.length === 0) expect(found).toEqual([]);
  });

  it('finds by the true value', async () => {
    const { body } = await company.ask(host, '{ customerBy(key: {email: "ada@example.com"}) { name { full } } }', { as });
    expect(body.data).toEqual({ customerBy: { name: { full: 'Ada Lovelace' } } });
  });
});
