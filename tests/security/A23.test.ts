import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

/** Ways to a customer's tax ids, which marketing is denied. Each `x` must be null. */
const PATHS: readonly (readonly [name: string, query: string])[] = [
  ['direct', '{ customer(id: "1") { taxIds { value } } }'],
  ['alias', '{ customer(id: "1") { id name: taxIds { value } } }'],
  ['alias of a reserved name', '{ customer(id: "1") { __proto__: taxIds { value } constructor: taxIds { value } } }'],
  ['named fragment', '{ customer(id: "1") { ...F } } fragment F on Customer { taxIds { value } }'],
  ['fragment on an interface', '{ customer(id: "1") { ... on Node { id ... on Customer { taxIds { value } } } } }'],
  ['interface Node', '{ node(id: "Customer:1") { ... on Customer { taxIds { value } } } }'],
  ['interface Node, twice', '{ node(id: "Customer:1") { ... on Node { ... on Customer { ... on Node { ... on Customer { taxIds { value } } } } } } }'],
  ['interface Interaction', '{ node(id: "Order:1") { ... on Interaction { customer { taxIds { value } } } } }'],
  ['list and connection', '{ customers(first: 1) { edges { node { taxIds { value } } } } }'],
  ['back and forth', '{ customer(id: "1") { orders(first: 1) { edges { node { customer { taxIds { value } } } } } } }'],
  ['relationship', '{ me { customer { contacts { customer { taxIds { value } } } } } }'],
  ['merged with a field of the same key', '{ customer(id: "1") { id } customer(id: "1") { taxIds { value } } }'],
  ['two fragments of one key', '{ customer(id: "1") { ...A ...B } } fragment A on Customer { taxIds { scheme } } fragment B on Customer { taxIds { value } }'],
  ['beside __typename', '{ customer(id: "1") { __typename taxIds { __typename value } } }'],
  ['search', '{ searchCustomers(text: "a", first: 1) { edges { node { taxIds { value } } } } }'],
  ['caller context', '{ callerContext(phone: "+34600000001") { candidates { customer { taxIds { value } } } } }'],
  ['chatbot context', '{ customerContext(key: {email: "a@example.com"}) { customer { taxIds { value } } } }'],
];

onEveryHost('A23', (host, probe) => {
  const fake = useFakeHost(host);
  const calls = (): number => ['Customer.taxIds', 'TaxIdentifier.value', 'TaxIdentifier.scheme'].reduce((sum, one) => sum + (fake.server.harness.calls.get(one) ?? 0), 0);

  it.each(PATHS)('denies the tax id, with no call for it: %s', async (name, query) => {
    const before = calls();
    let text = '';
    const saw = await probe(name, async (n) => {
      const answer = await fake.ask(`${query} # ${n}`, { as: { role: 'marketing' } });
      text += answer.text;
      return answer.saw;
    });
    expect(saw).toBe('200 FORBIDDEN');
    expect(text).not.toContain('value of TaxIdentifier');
    expect(calls()).toBe(before);
  });

  it.each(PATHS)('masks it for the agent, whatever it is called: %s', async (_name, query) => {
    const { text, body } = await fake.ask(query, { as: { role: 'agent' } });
    expect(text).not.toContain('value of TaxIdentifier.value');
    if (body.data && text.includes('"value"')) expect(body.extensions?.['masked']).toContain('TaxIdentifier.value');
  });

  it('masks scalars of an interface by the type that is there', async () => {
    const query = '{ customer(id: "1") { interactions(first: 2) { edges { node { __typename id ... on Call { n: number } ... on Order { o: number } } } } calls(first: 1) { edges { node { number } } } } }';
    const { body, text } = await fake.ask(query, { as: { role: 'marketing' } });
    expect(text).not.toContain(String(fake.server.harness.valueOf('Call.number')));
    expect(body.errors!.map(({ extensions }) => extensions.coordinate)).toEqual(['Customer.calls']);
    expect(body.extensions?.['masked']).toEqual(['Call.number']);
  });

  it('shows the admin what it hides from the others', async () => {
    expect((await fake.ask(PATHS[5]![1])).text).toContain('value of TaxIdentifier.value');
  });
});
