import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany();
const NEVER_ISSUED = '01900000-0000-7000-8000-0000000000ff';
/** Serves the customers of one distributor; Ada is another's. */
const as = { role: 'distributor', distributor: 'D-01' } as const;

interface Ids {
  customer: string;
  order: string;
  number: string;
  ref: string;
}
let ada: Ids;

beforeAll(async () => {
  const { body } = await company.ask('node', '{ customerBy(key: {email: "ada@example.com"}) { id orders(first: 1) { edges { node { id number refs } } } } }', { as: { role: 'admin' } });
  const found = body.data!['customerBy'] as { id: string; orders: { edges: { node: { id: string; number: string; refs: string[] } }[] } };
  const order = found.orders.edges[0]!.node;
  ada = { customer: found.id, order: order.id, number: order.number, ref: order.refs[0]! };
});

onEveryHost('A22', (host, probe) => {
  const cases = (): readonly (readonly [name: string, query: string, hidden: object, absent: object])[] => [
    ['customer(id:)', 'query ($id: ID!) { x: customer(id: $id) { id name { full } } }', { id: ada.customer }, { id: NEVER_ISSUED }],
    ['node(id:) of a customer', 'query ($id: ID!) { x: node(id: $id) { id } }', { id: ada.customer }, { id: NEVER_ISSUED }],
    ['node(id:) of an order', 'query ($id: ID!) { x: node(id: $id) { id } }', { id: ada.order }, { id: `${ada.order.slice(0, -2)}AA` }],
    ['order(ref:) by number', 'query ($ref: String!) { x: order(ref: $ref) { id customer { id } } }', { ref: ada.number }, { ref: 'ZZZZZZ' }],
    ['order(ref:) by source ref', 'query ($ref: String!) { x: order(ref: $ref) { id customer { id } } }', { ref: ada.ref }, { ref: 'tryton:order:999999' }],
  ];

  it('answers an id out of scope as one never issued, with no call to any source', async () => {
    for (const [name, query, hidden, absent] of cases()) {
      company.forget();
      const texts = new Set<string>();
      const saw = await probe(name, async (n) => {
        const answer = await company.ask(host, query, { as, variables: { ...(n % 2 === 0 ? hidden : absent) } });
        texts.add(answer.text);
        return answer.saw;
      }, { tries: 6 });
      expect([name, saw, [...texts]]).toEqual([name, '200 data', ['{"data":{"x":null}}']]);
      expect(company.sent()).toBe(0);
    }
  });

  it('shows the same ids to whom they are in scope', async () => {
    for (const [name, query, hidden] of cases()) {
      const { body } = await company.ask(host, query, { as: { role: 'distributor', distributor: 'D-09' }, variables: { ...hidden } });
      expect([name, (body.data!['x'] as { id?: string } | null)?.id]).toEqual([name, expect.any(String)]);
    }
  });

  it('says of no id that it is wrong in form', async () => {
    for (const id of ['', ' ', '0', 'null', '../1', "' OR 1=1", '{"$gt":""}', 'x'.repeat(5_000), '\u0000']) {
      const { saw, text } = await company.ask(host, 'query ($id: ID!) { x: customer(id: $id) { id } y: node(id: $id) { id } }', { as, variables: { id } });
      expect([saw, text]).toEqual(['200 data', '{"data":{"x":null,"y":null}}']);
    }
  });
});
