/** The limits as the engine asks them: before anything is fetched, whatever the document looks like. */
import { randomUUID } from 'node:crypto';
import { createMemoryDistinctCounts } from '../../../../datasources/redis/distinctCounts.ts';
import { createMemoryMeter } from '../../../../datasources/redis/rateLimits.ts';
import { createCallerLimits, type CallerAllowance } from '../../../../gateway/limits/callerLimits.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness, type Harness } from '../../../authz/engine.ts';

function limited(changes: Partial<CallerAllowance>): Harness {
  const meter = () => createMemoryMeter({ name: randomUUID(), windowSeconds: 60 });
  const { charge, countLookUps } = createCallerLimits({
    allowance: { requestsPerMinute: 1_000, costPerMinute: 1_000_000, lookUpsPerHour: 1_000, chatbotLookUpsPerHour: 1_000, instances: 1, ...changes },
    requests: meter(), cost: meter(), lookUps: createMemoryDistinctCounts({ windowMs: 3_600_000 }), expectsShared: false,
    keyedHash: (text) => text,
  });
  return createHarness({}, { gates: { charge, countLookUps } });
}

const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `a${index}: customerBy(key: { loyaltyId: "L${index}" }) { id }`).join(' ')} }`;

describe('a limit at the engine', () => {
  it('refuses look-ups behind aliases, fragments and variables, and asks nobody', async () => {
    const documents: [string, Record<string, unknown>?][] = [
      [aliases(4)],
      [`query($k: CustomerKey!) { b: customerBy(key: $k) { id } ...A ${aliases(2).slice(1)} fragment A on Query { c: customerBy(key: { loyaltyId: "M" }) { id } }`, { k: { loyaltyId: 'N' } }],
      ['{ a: searchCustomers(text: "a") { edges { cursor } } b: searchCustomers(text: "b") { edges { cursor } } c: searchCustomers(text: "c") { edges { cursor } } d: callerContext(phone: "+34600111222") { recognised } }'],
    ];
    for (const [query, variables] of documents) {
      const harness = limited({ lookUpsPerHour: 3 });
      const { status, headers, body } = await harness.askWhole(caller('agent'), query, variables);
      expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([429, ['LOOKUP_LIMIT_REACHED']]);
      expect(Number(headers?.['retry-after'])).toBeGreaterThan(3_500);
      expect(harness.calls.size).toBe(0);
    }
    const harness = limited({ lookUpsPerHour: 3 });
    expect((await harness.ask(caller('agent'), aliases(3))).errors).toBeUndefined();
  });

  it('leaves look-ups uncounted that the policy refuses or @skip leaves out', async () => {
    const harness = limited({ lookUpsPerHour: 1 });
    const partner = caller('partner');
    for (let index = 0; index < 3; index += 1) {
      const { errors } = await harness.ask(partner, `{ customerBy(key: { loyaltyId: "L${index}" }) { id } }`);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const query = 'query($s: Boolean!, $l: String!) { me { role } customerBy(key: { loyaltyId: $l }) @skip(if: $s) { id } }';
    const agent = caller('agent');
    for (const l of ['1', '2', '3']) expect((await harness.ask(agent, query, { s: true, l })).errors).toBeUndefined();
    expect((await harness.ask(agent, query, { s: false, l: '1' })).errors).toBeUndefined();
    expect((await harness.ask(agent, query, { s: false, l: '2' })).errors?.[0]?.extensions.code).toBe('LOOKUP_LIMIT_REACHED');
  });

  it('refuses by the cost with the variables known, and asks nobody', async () => {
    const harness = limited({ costPerMinute: 320 });
    const query = 'query($n: Int) { customers(first: $n) { edges { node { id name { full } } } } }';
    expect((await harness.ask(caller('agent'), query, { n: 10 })).errors).toBeUndefined();
    harness.calls.clear();
    const { status, headers, body } = await harness.askWhole(caller('agent'), query, { n: 100 });
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([429, ['RATE_LIMITED']]);
    expect(Number(headers?.['retry-after'])).toBeGreaterThan(50);
    expect(harness.calls.size).toBe(0);
    // Of another caller nothing has been used.
    expect((await harness.ask(caller('agent', undefined, { subject: 'agent-2' }), query, { n: 100 })).errors).toBeUndefined();
  });

  it.each([
    ['a document that is not valid', '{ nothing }', 10],
    ['a long document that is not valid', `{ nothing } #${'x'.repeat(7_997)}`, 801],
    ['one that asks too much', '{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { id } } } } } } }', 1_000],
    ['one that multiplies below interfaces', `{ ${Array.from({ length: 20 }, (_, index) => `a${index}: node(id: "1") { ... on Interaction { customer { interactions { edges { node { customer { interactions { edges { node { id at refs customer { id } } } } } } } } } } }`).join(' ')} }`, 1_000],
  ])('takes the work of a refusal for a cost: of %s', async (_name, query, points) => {
    const [enough, less] = [limited({ costPerMinute: points }), limited({ costPerMinute: points - 1 })];
    const codesOf = async (harness: Harness): Promise<unknown> => (await harness.ask(caller('agent'), query)).errors?.[0]?.extensions.code;
    expect(await codesOf(less)).toBe('RATE_LIMITED');
    expect(await codesOf(enough)).toMatch(/^(GRAPHQL_VALIDATION_FAILED|QUERY_TOO_COMPLEX)$/);
    expect(await codesOf(enough)).toBe('RATE_LIMITED');
  });
});
