import { ERROR_CODES } from '../../domain/errors.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { rawSaw, request } from './support/rawSocket.ts';
import { seen, type Seen } from './support/seen.ts';

/** What must not be seen again: in an error's text, a stack, an input. */
const CANARY = 'kanarienvogel';
const MESSAGES = [
  `mongodb://${CANARY}:${CANARY}@db.internal:27017 failed`, `E11000 duplicate key error collection: c360.parties index: email_1 dup key: { email: "${CANARY}@example.com" }`,
  `connect ECONNREFUSED 10.0.0.7:5432 ${CANARY}`, `Unexpected token '<', "<html>${CANARY}" is not valid JSON`,
];
class Strange extends Error {
  readonly extensions = { code: 'CUSTOM', secret: CANARY };
  readonly secret = CANARY;
}
const thrown: readonly (readonly [name: string, fail: () => unknown])[] = [
  ...MESSAGES.map((message, index) => [`an error (${index})`, () => { throw new Error(message); }] as const),
  ['an error with extensions', () => { throw new Strange(CANARY); }],
  ['a rejected promise', () => Promise.reject(new Error(CANARY))],
  ['an error with a cause', () => { throw new Error('outer', { cause: new Error(CANARY) }); }],
  ['several errors', () => { throw new AggregateError([new Error(CANARY)], CANARY); }],
  ['a text', () => { throw CANARY as unknown as Error; }],
  ['a map', () => { throw { message: CANARY, extensions: { code: CANARY }, toString: () => CANARY } as unknown as Error; }],
  ['nothing', () => { throw undefined as unknown as Error; }],
  ['an error returned', () => new Error(CANARY)],
];

const check = ({ body, text }: Seen): void => {
  expect(text).not.toContain(CANARY);
  expect(text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules|stack|ECONNREFUSED|E11000|mongodb:/);
  for (const error of body.errors ?? []) {
    expect(ERROR_CODES).toContain(error.extensions.code);
    expect(Object.keys(error).every((key) => ['message', 'path', 'locations', 'extensions'].includes(key))).toBe(true);
    expect(Object.keys(error.extensions).every((key) => ['code', 'requestId', 'source', 'coordinate', 'argument', 'requires', 'retryAfterSeconds'].includes(key))).toBe(true);
  }
};

onEveryHost('A30', (host, probe) => {
  let fail: () => unknown = () => null;
  const fake = useFakeHost(host, {}, { override: { 'Customer.territory': () => fail(), 'Query.orders': () => fail(), 'Mutation.recordInteraction': () => fail() } });

  it.each(thrown)('tells no more than INTERNAL of what a resolver throws: %s', async (name, throwing) => {
    fail = throwing;
    const saw = await probe(name, async (n) => {
      const answer = await fake.ask(`query Q${n} { customer(id: "1") { id territory } orders { edges { cursor } } }`);
      check(answer);
      return answer.saw;
    });
    expect(saw).toBe('200 INTERNAL');
    const mutation = await fake.ask('mutation { recordInteraction(input: {idempotencyKey: "k", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } } }');
    check(mutation);
    expect(mutation.saw).toBe('200 INTERNAL');
    expect(JSON.stringify(fake.server.harness.logged)).not.toContain(CANARY);
  });

  const INPUTS: readonly (readonly [name: string, query: string, variables: Record<string, unknown>])[] = [
    ['text for a number', `{ customers(first: "${CANARY}") { edges { cursor } } }`, {}],
    ['enum that is none', `{ customers(orderBy: "${CANARY}") { edges { cursor } } }`, {}],
    ['map for a text', `{ customer(id: {a: "${CANARY}"}) { id } }`, {}],
    ['list for a map', `{ customerBy(key: ["${CANARY}"]) { id } }`, {}],
    ['two of one', `{ customerBy(key: {email: "${CANARY}@example.com", taxId: "${CANARY}"}) { id } }`, {}],
    ['text that does not end', `{ customer(id: "${CANARY}`, {}],
    ['block text that does not end', `{ customer(id: """${CANARY}`, {}],
    ['escape that is none', `{ customer(id: "${CANARY}\\q") { id } }`, {}],
    ['number that is none', `{ customers(first: 1${CANARY}) { edges { cursor } } }`, {}],
    ['text where none belongs', `{ me { role "${CANARY}" } }`, {}],
    ['variable: enum', 'query ($v: CustomerOrder) { customers(orderBy: $v) { edges { cursor } } }', { v: CANARY }],
    ['variable: number', 'query ($v: Int) { customers(first: $v) { edges { cursor } } }', { v: CANARY }],
    ['variable: deep', 'query ($v: CustomerKey!) { customerBy(key: $v) { id } }', { v: { email: { a: CANARY } } }],
    ['variable: unknown key', 'query ($v: CustomerKey!) { customerBy(key: $v) { id } }', { v: { [CANARY]: CANARY } }],
    ['variable: two of one', 'query ($v: CustomerKey!) { customerBy(key: $v) { id } }', { v: { email: `${CANARY}@example.com`, taxId: CANARY } }],
    ['default that is wrong', `query ($v: Int = "${CANARY}") { customers(first: $v) { edges { cursor } } }`, {}],
  ];

  it.each(INPUTS)('repeats nothing of what was sent: %s', async (name, query, variables) => {
    const saw = await probe(name, async (n) => {
      const answer = await fake.ask(`query Warm${n} { __typename } ${query.startsWith('{') ? `query ${query}` : query.replace('query', 'query Q')}`, {
        operationName: query.startsWith('{') ? `Warm${n}` : 'Q', variables,
      });
      check(answer);
      return answer.saw;
    });
    expect(saw).toMatch(/^400 (BAD_USER_INPUT|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED)/);
  });

  it('repeats nothing of a request that is no GraphQL, nor of a wrong token', async () => {
    const token = `authorization: Bearer ${await fake.server.token({ role: 'admin' })}`;
    for (const [headers, body] of [
      [[token, 'content-type: application/json'], `{"query": ${CANARY}`],
      [[token, 'content-type: application/json'], `{"query": 1, "variables": "${CANARY}"}`],
      [[token, 'content-type: application/json'], `{"query": "{ me { role } }", "operationName": {"a": "${CANARY}"}}`],
      [[token, 'content-type: application/json'], `{"query": "{ me { role } }", "operationName": "${CANARY}"}`],
      [[token, `content-type: ${CANARY}/x`], `{}`],
      [[token, 'content-type: application/json', `accept: ${CANARY}/x`], `{}`],
      [[`authorization: Bearer ${CANARY}.${CANARY}.${CANARY}`, 'content-type: application/json'], `{}`],
      [[`authorization: ${CANARY}`, 'content-type: application/json'], `{}`],
    ] as const) {
      const answer = await request(fake.server.origin, { headers, body });
      expect(rawSaw(answer)).toMatch(/^(400|401|406|415|200) (BAD_USER_INPUT|UNAUTHENTICATED|OPERATION_RESOLUTION_FAILURE)$/);
      expect(answer.text).not.toContain(CANARY);
    }
    const unknown = await seen(fetch(`${fake.server.origin}/${CANARY}`));
    expect(unknown.text).not.toContain(CANARY);
  });

  it('writes out no object where a scalar stands', async () => {
    fail = () => ({ [CANARY]: CANARY });
    const answer = await fake.ask('{ customer(id: "1") { territory } }');
    check(answer);
    expect(answer.body.data).toEqual({ customer: { territory: null } });
  });

  it('answers an internal error by an id of its own, which the log has too', async () => {
    fail = () => { throw new Error(CANARY); };
    const { body } = await fake.ask('{ customer(id: "1") { territory } }');
    const id = body.errors![0]!.extensions.requestId;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(fake.server.harness.logged.some(({ requestId }) => requestId === id)).toBe(true);
  });
});
