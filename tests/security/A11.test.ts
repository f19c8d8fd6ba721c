import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { rawSaw, request, sendRaw } from './support/rawSocket.ts';
import { seen } from './support/seen.ts';

const PATHS = ['/', '/graphiql', '/playground', '/altair', '/voyager', '/console', '/debug', '/metrics', '/health', '/health/yoga', '/.well-known/apollo/server-health', '/graphql/', '/graphql/stream', '/graphql%2f', '//graphql', '/static/graphiql.js'];

onEveryHost('A11', (host, probe) => {
  const fake = useFakeHost(host);

  it.each(PATHS)('has nothing at %s', async (path) => {
    const answer = await fetch(`${fake.server.origin}${path}`, { headers: { accept: 'text/html,*/*' } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/<html|graphiql|apollo|yoga/i);
  });

  it('gives no page where GraphiQL is not switched on', async () => {
    const saw = await probe('GraphiQL', async () => (await seen(fetch(fake.server.url, { headers: { accept: 'text/html' } }))).saw);
    expect(saw).toBe('406 BAD_USER_INPUT');
  });

  it('adds no trace, debug output or stack, whatever switch is tried', async () => {
    const headers = { 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1', 'apollo-query-plan-experimental': '1', 'x-debug': '1', 'graphql-debug': 'true', 'x-graphql-yoga-csrf': '1' };
    const saw = await probe('tracing switches', async (n) => {
      const answer = await fake.ask(`query Q${n} { me { role } }`, { headers });
      expect(Object.keys(answer.body)).toEqual(['data']);
      return answer.saw;
    });
    expect(saw).toBe('200 data');
    const body = JSON.stringify({ query: '{ me { role } }', extensions: { tracing: true, debug: true, persistedQuery: null }, debug: true });
    const answer = await seen(fake.server.post(body, { headers: { accept: 'application/graphql-response+json' } }));
    expect(answer.body).toEqual({ data: { me: { role: 'value of Viewer.role' } } });
  });

  it('does not say what it is made of', async () => {
    const answers = [await fake.ask('{ me { role } }'), await fake.ask('{'), await seen(fetch(fake.server.url, { method: 'DELETE' }))];
    for (const { headers } of answers) {
      for (const name of ['server', 'x-powered-by', 'via', 'x-yoga-id']) expect(headers.get(name)).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('has no method but POST, GET and OPTIONS', async () => {
    for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'CONNECT', 'PROPFIND']) {
      const answer = await request(fake.server.origin, { method });
      // CONNECT finds no listener: the socket is closed.
      expect([method, ['405', '0', '405 BAD_USER_INPUT'].includes(rawSaw(answer))]).toEqual([method, true]);
      expect(answer.text).not.toMatch(/x-secret|authorization/i);
    }
  });
});

onEveryHost('A11', (host) => {
  const fake = useFakeHost(host, { graphiql: { enabled: true, headers: () => '{"authorization":"Bearer sample"}' } });

  it.each(['evil.example.com', 'localhost.evil.example.com', '127.0.0.1.evil.example.com', 'evil.example.com:80', '[::1].evil.example.com', ''])(
    'gives GraphiQL and its token to no page of another name, even where it is on: %s',
    async (name) => {
      const head = `GET /graphql HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\naccept: text/html`;
      const answer = await sendRaw(fake.server.origin, head.replaceAll('\r\n', '\n'));
      expect([400, 406]).toContain(answer.status);
      expect(answer.text).not.toContain('Bearer sample');
    },
  );
});
