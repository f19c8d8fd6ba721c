import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

const LIST = 'query ($v: [OrderStatus!]) { orders(filter: {status: $v}) { edges { cursor } } }';
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const deepMap = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

onEveryHost('A35', (host, probe) => {
  const fake = useFakeHost(host);
  const send = async (query: string, variables: string) => {
    const answer = await seen(fake.server.post(`{"query": ${JSON.stringify(query)}, "variables": ${variables}}`, { headers: { accept: 'application/graphql-response+json' } }));
    expect(answer.body.errors?.length ?? 0).toBeLessThanOrEqual(10);
    expect(answer.text.length).toBeLessThan(5_000);
    return answer.saw;
  };

  it.each([
    ['24,000 wrong list items', LIST, () => `{"v": [${Array.from({ length: 24_000 }, () => '"x"').join(',')}]}`],
    ['40,000 wrong numbers', LIST, () => `{"v": [${'1,'.repeat(40_000)}1]}`],
    ['8,000 wrong maps', LIST, () => `{"v": [${'{"a":1},'.repeat(8_000)}1]}`],
    ['40,000 lists in one another', LIST, () => `{"v": ${deep(40_000)}}`],
    ['15,000 maps in one another', 'query ($v: OrderFilter) { orders(filter: $v) { edges { cursor } } }', () => `{"v": ${deepMap(15_000)}}`],
    ['5,000 unknown keys', 'query ($v: OrderFilter) { orders(filter: $v) { edges { cursor } } }', () => `{"v": {${Array.from({ length: 5_000 }, (_, i) => `"k${i}":1`).join(',')}}}`],
    ['number out of range', 'query ($v: Int) { orders(first: $v) { edges { cursor } } }', () => '{"v": 2147483648}'],
    ['number out of every range', 'query ($v: Int) { orders(first: $v) { edges { cursor } } }', () => '{"v": 1e999}'],
    ['number of 90,000 digits', 'query ($v: Int) { orders(first: $v) { edges { cursor } } }', () => `{"v": ${'9'.repeat(90_000)}}`],
    ['fraction', 'query ($v: Int) { orders(first: $v) { edges { cursor } } }', () => '{"v": 1.0000001}'],
  ])('refuses %s with at most ten errors', async (name, query, variables) => {
    const saw = await probe(name, async (n) => send(`${query} # ${n}`, variables()));
    expect(saw).toBe('400 BAD_USER_INPUT');
  });

  it('refuses literals that are wrong by thousands', async () => {
    const query = `{ orders(filter: {status: [${'X '.repeat(3_500)}]}) { edges { cursor } } }`;
    expect(await probe('3,500 wrong literals', async (n) => send(`query Q${n} ${query}`, '{}'))).toBe('400 BAD_USER_INPUT');
  });

  it('refuses right values by thousands too, where a list says how many it takes', async () => {
    const saw = await probe('12,000 right list items', async (n) => send(`${LIST} # ${n}`, `{"v": [${Array.from({ length: 12_000 }, () => '"PAID"').join(',')}]}`));
    expect(saw).toBe('400 BAD_USER_INPUT');
  });

  it('takes thousands of variables that nobody declared for what they are: nothing', async () => {
    const saw = await probe('8,000 variables that no operation has', async (n) => send(`query Q${n} { me { role } }`, `{${Array.from({ length: 8_000 }, (_, i) => `"v${i}":1`).join(',')}}`));
    expect(saw).toBe('200 data');
  });

  it('refuses texts longer than what their field holds', async () => {
    const input = (field: string, length: number): string => JSON.stringify({ input: { idempotencyKey: 'k', customerId: '1', channel: 'PHONE', direction: 'INBOUND', [field]: 'x'.repeat(length) } });
    const query = 'mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id } } }';
    const before = fake.server.harness.calls.get('Mutation.recordInteraction') ?? 0;
    for (const [field, length] of [['idempotencyKey', 50_000], ['customerId', 50_000], ['sourceRef', 50_000]] as const) {
      const saw = await send(query, input(field, length));
      expect([field, saw]).toEqual([field, '400 BAD_USER_INPUT']);
    }
    expect(fake.server.harness.calls.get('Mutation.recordInteraction') ?? 0).toBe(before);
  });
});
