import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { rawSaw, request } from './support/rawSocket.ts';
import { seen } from './support/seen.ts';

const WHO = '{ me { role subject } __schema { queryType { name } } }';

onEveryHost('A18', (host, probe) => {
  const fake = useFakeHost(host, {}, {
    override: {
      'Viewer.role': (_parent, _args, context) => (context as { principal: { role: string } }).principal.role,
      'Viewer.subject': (_parent, _args, context) => (context as { principal: { subject: string } }).principal.subject,
    },
  });
  let admin = '';
  let agent = '';
  beforeAll(async () => {
    admin = await fake.server.token({ role: 'admin', subject: 'the-admin' });
    agent = await fake.server.token({ role: 'agent', subject: 'the-agent' });
  });

  /** Every place of a request that some gateway has once believed. */
  const smuggled = (): readonly (readonly [name: string, body: object, headers: Record<string, string>])[] => [
    ['extensions.jwt', { query: WHO, extensions: { jwt: { payload: { sub: 'the-admin', role: 'admin' }, token: admin } } }, {}],
    ['extensions.headers', { query: WHO, extensions: { headers: { authorization: `Bearer ${admin}` }, authorization: `Bearer ${admin}` } }, {}],
    ['connectionParams', { query: WHO, connectionParams: { authorization: `Bearer ${admin}` }, context: { principal: { role: 'admin' } }, principal: { role: 'admin' } }, {}],
    ['variables', { query: WHO, variables: { principal: { role: 'admin' }, role: 'admin', authorization: admin } }, {}],
    ['identity headers', { query: WHO }, { 'x-user-id': 'the-admin', 'x-role': 'admin', 'x-hasura-role': 'admin', 'x-forwarded-user': 'the-admin', 'x-auth-request-user': 'the-admin', 'x-jwt-payload': '{"role":"admin"}', 'x-scopes': 'schema:read' }],
    ['token headers', { query: WHO }, { 'x-authorization': `Bearer ${admin}`, 'proxy-authorization': `Bearer ${admin}`, 'x-access-token': admin, cookie: `authorization=Bearer ${admin}` }],
    ['purpose and on-behalf-of headers', { query: WHO }, { 'x-on-behalf-of': 'the-admin', 'on-behalf-of': 'the-admin', purpose: 'fraud', 'x-purpose': 'fraud' }],
  ];

  it('stays who the Authorization header says, wherever another identity is put', async () => {
    for (const [name, body, headers] of smuggled()) {
      const saw = await probe(name, async () => {
        const answer = await seen(fake.server.post(body, { token: agent, headers: { accept: 'application/graphql-response+json', ...headers } }));
        expect(answer.body.data).toEqual({ me: { role: 'agent', subject: 'the-agent' }, __schema: null });
        return answer.saw;
      });
      expect(saw).toBe('200 FORBIDDEN');
    }
  });

  it('is nobody without it, wherever another identity is put', async () => {
    for (const [, body, headers] of smuggled()) {
      expect((await seen(fake.server.post(body, { token: null, headers }))).saw).toBe('401 UNAUTHENTICATED');
    }
  });

  it('refuses two Authorization headers, and one that holds two tokens', async () => {
    const body = JSON.stringify({ query: WHO });
    const type = 'content-type: application/json';
    for (const headers of [
      [`authorization: Bearer ${agent}`, `authorization: Bearer ${admin}`],
      [`Authorization: Bearer ${admin}`, `aUTHORIZATION: Bearer ${agent}`],
      [`authorization: Bearer ${agent}, Bearer ${admin}`],
      [`authorization: Bearer ${agent} ${admin}`],
      [`authorization: Basic ${admin}`],
      [`authorization: ${admin}`],
    ]) {
      expect(rawSaw(await request(fake.server.origin, { headers: [type, ...headers], body }))).toBe('401 UNAUTHENTICATED');
    }
  });
});
