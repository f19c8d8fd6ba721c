import { onEveryHost } from './support/probe.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { rawSaw, request } from './support/rawSocket.ts';

const MUTATION = 'mutation { recordInteraction(input: {idempotencyKey: "k", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } } }';
const QUERY = '{ me { role } }';
const target = (query: string, more = ''): string => `/graphql?query=${encodeURIComponent(query)}${more}`;

onEveryHost('A12', (host, probe) => {
  const fake = useFakeHost(host);
  let bearer = '';
  beforeAll(async () => {
    bearer = `authorization: Bearer ${await fake.server.token({ role: 'admin' })}`;
  });
  const get = (where: string, headers: readonly string[] = [bearer]) => request(fake.server.origin, { method: 'GET', target: where, headers });

  it.each([
    ['a mutation', target(MUTATION)],
    ['a mutation by its name beside a query', target(`query Q ${QUERY} ${MUTATION.replace('mutation', 'mutation M')}`, '&operationName=M')],
  ])('runs nothing that changes something: %s', async (name, where) => {
    expect(await probe(name, async () => rawSaw(await get(where)))).toBe('405 OPERATION_RESOLUTION_FAILURE');
    expect(fake.server.harness.calls.get('Mutation.recordInteraction')).toBeUndefined();
  });

  it.each(['POST', 'PUT', 'mutation'])('does not become %s by a header or parameter', async (method) => {
    const headers = [bearer, `x-http-method-override: ${method}`, `x-http-method: ${method}`, `x-method-override: ${method}`];
    expect(rawSaw(await get(target(MUTATION, `&_method=${method}`), headers))).toBe('405 OPERATION_RESOLUTION_FAILURE');
    expect(fake.server.harness.calls.get('Mutation.recordInteraction')).toBeUndefined();
  });

  it('takes no identity that a browser would add by itself, or a link could carry', async () => {
    const token = bearer.slice('authorization: Bearer '.length);
    for (const [name, headers, more] of [
      ['cookie', [`cookie: token=${token}; authorization=Bearer%20${token}; Authorization=${token}`], ''],
      ['URL', [], `&access_token=${token}&authorization=Bearer%20${token}`],
      ['user info', [`authorization: Basic ${Buffer.from(`admin:${token}`).toString('base64')}`], ''],
      ['proxy header', [`proxy-authorization: Bearer ${token}`, `x-authorization: Bearer ${token}`], ''],
    ] as const) {
      expect(await probe(`identity by ${name}`, async () => rawSaw(await get(target(QUERY, more), headers)))).toBe('401 UNAUTHENTICATED');
    }
  });

  it.each(['text/plain', 'message/http', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/graphql', 'application/json-patch+json', ' ', 'x'])(
    'refuses a GET of content type %j',
    async (type) => {
      expect((await get(target(QUERY), [bearer, `content-type: ${type}`])).status).toBe(415);
    },
  );

  it('refuses content type message/http before it runs anything', async () => {
    expect(await probe('content type message/http', async () => rawSaw(await get(target(QUERY), [bearer, 'content-type: message/http'])))).toBe('415 BAD_USER_INPUT');
  });

  it('refuses parameters given twice: one reader would check the first, another run the second', async () => {
    expect(await probe('query given twice', async () => rawSaw(await get(target(QUERY, `&query=${encodeURIComponent(MUTATION)}`))))).toBe('400 BAD_USER_INPUT');
  });

  it('runs the URL and not a body that comes along', async () => {
    const answer = await request(fake.server.origin, { method: 'GET', target: target(QUERY), headers: [bearer], body: JSON.stringify({ query: MUTATION }) });
    expect(rawSaw(answer)).toBe('200 data');
    expect(fake.server.harness.calls.get('Mutation.recordInteraction')).toBeUndefined();
  });

  it('shows no page of another origin anything, and keeps answers out of caches', async () => {
    const answer = await get(target(QUERY, '&callback=steal'), [bearer, 'origin: https://evil.example.com']);
    expect(answer.text).not.toMatch(/access-control-allow|steal/i);
    expect(answer.text).toMatch(/cache-control: no-store/i);
    const preflight = await request(fake.server.origin, { method: 'OPTIONS', headers: ['origin: https://evil.example.com', 'access-control-request-method: POST', 'access-control-request-headers: authorization'] });
    expect(preflight.status).toBe(405);
    expect(preflight.text).not.toMatch(/access-control-allow/i);
  });

  it('serves queries', async () => {
    expect(rawSaw(await get(target(QUERY)))).toBe('200 data');
  });
});
