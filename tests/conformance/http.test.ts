/** Our own rules of HTTP, the same on every host. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { GatewayError, type ErrorCode } from '../../domain/errors.ts';
import { startServer, type TestServer } from './server.ts';

const QUERY = { query: '{ me { role } }' };
const MUTATION = 'mutation { recordInteraction(input: {idempotencyKey: "k", customerId: "1", channel: PHONE, direction: INBOUND}) { interaction { id } } }';

/** Sends bytes as they are: what fetch would not send. */
function raw(server: TestServer, head: string, body: string | Buffer = ''): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
    socket.write(body);
  });
}

describe.each(['node', 'yoga', 'apollo'] as const)('the host %s', (kind) => {
  let server: TestServer;
  let token: string;
  let refuse: ErrorCode | null = null;

  beforeAll(async () => {
    server = await startServer(
      kind,
      {
        cors: { origins: ['https://desk.example.com'] },
        admit: () => {
          if (refuse) throw new GatewayError(refuse, 'Not now.', { retryAfterSeconds: 7 });
        },
      },
      { override: { 'Customer.name': () => Promise.reject(new Error('mongodb://user:secret@db failed for ada@example.com')) } },
    );
    token = await server.token({ role: 'admin' });
  });
  afterAll(() => server.close());

  const code = async (response: Response): Promise<unknown> =>
    ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

  it.each([
    ['none', null],
    ['a forged one', 'eyJhbGciOiJub25lIn0.e30.x'],
  ])('refuses a request with no good token: %s', async (_name, given) => {
    const response = await server.post(QUERY, { token: given });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await code(response)).toBe('UNAUTHENTICATED');
  });

  it('takes no token from cookies, the URL or the body', async () => {
    const url = `${server.url}?access_token=${token}&query=${encodeURIComponent('{ me { role } }')}`;
    expect((await fetch(url, { headers: { cookie: `token=${token}; authorization=Bearer ${token}` } })).status).toBe(401);
    expect((await server.post({ ...QUERY, extensions: { jwt: token, headers: { authorization: `Bearer ${token}` } } }, { token: null })).status).toBe(401);
  });

  it('refuses two Authorization headers', async () => {
    const head = `POST /graphql HTTP/1.1\nhost: localhost\nconnection: close\nauthorization: Bearer ${token}\nAuthorization: Bearer ${token}\ncontent-type: application/json\ncontent-length: 25`;
    expect(await raw(server, head, JSON.stringify({ query: '{ __typename }' }))).toMatch(/^HTTP\/1.1 401/);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/json; charset=utf-16', 'text/plain; application/json'])(
    'refuses a body of type %s with 415',
    async (type) => {
      expect((await server.post(QUERY, { headers: { 'content-type': type } })).status).toBe(415);
    },
  );

  it('takes application/json with a charset and in any case', async () => {
    expect((await server.post(QUERY, { headers: { 'content-type': 'Application/JSON; charset="UTF-8"' } })).status).toBe(200);
  });

  it('refuses a body of more than 100 KB with 413, whether its length is told or not', async () => {
    const large = JSON.stringify({ query: `{ me { role } } #${'x'.repeat(110_000)}` });
    expect((await server.post(large)).status).toBe(413);
    const head = `POST /graphql HTTP/1.1\nhost: localhost\nconnection: close\nauthorization: Bearer ${token}\ncontent-type: application/json\ntransfer-encoding: chunked`;
    const chunk = 'x'.repeat(60_000);
    expect(await raw(server, head, `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(2))).toMatch(/^HTTP\/1.1 413/);
  });

  it('refuses a compressed body, an invalid UTF-8 body and a batch', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const gzip = await fetch(server.url, { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(QUERY)) });
    expect(gzip.status).toBe(415);
    const invalid = await fetch(server.url, { method: 'POST', headers, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) });
    expect(invalid.status).toBe(400);
    expect((await server.post([QUERY, QUERY])).status).toBe(400);
  });

  it('answers queries by GET and refuses mutations with 405', async () => {
    const get = (query: string): Promise<Response> => fetch(`${server.url}?query=${encodeURIComponent(query)}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await get('{ me { role } }')).json()).toEqual({ data: { me: { role: 'value of Viewer.role' } } });
    const refused = await get(MUTATION);
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('POST');
    const typed = await fetch(`${server.url}?query=%7B__typename%7D`, { headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' } });
    expect(typed.status).toBe(415);
  });

  it('answers in the type that is asked for, with the status that goes with it', async () => {
    const graphql = { accept: 'application/graphql-response+json' };
    for (const [body, status] of [[{ query: '{' }, 400], [{ query: '{ nothing }' }, 400], [QUERY, 200]] as const) {
      const modern = await server.post(body, { headers: graphql });
      expect([modern.status, modern.headers.get('content-type')]).toEqual([status, 'application/graphql-response+json; charset=utf-8']);
      const legacy = await server.post(body, { headers: { accept: 'application/json' } });
      expect([legacy.status, legacy.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    }
    expect((await server.post(QUERY, { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('gives the same error of a resolver as every host, without what it said', async () => {
    const body = (await (await server.post({ query: '{ customer(id: "1") { name { full } birthDate } }' })).json()) as { errors: { extensions: { requestId: string } }[] };
    expect(body).toEqual({
      data: { customer: { name: null, birthDate: server.harness.valueOf('Customer.birthDate') } },
      errors: [{ message: 'Internal error.', path: ['customer', 'name'], extensions: { code: 'INTERNAL', requestId: expect.any(String) } }],
    });
    expect(JSON.stringify(server.harness.logged)).not.toMatch(/secret|ada@example/);
  });

  it('tells a browser page of a listed origin, and no other, that it may call', async () => {
    const listed = await server.post(QUERY, { headers: { origin: 'https://desk.example.com' } });
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://desk.example.com');
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await server.post(QUERY, { headers: { origin: 'https://evil.example.com' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(server.url, { method: 'OPTIONS', headers: { origin: 'https://evil.example.com', 'access-control-request-method': 'POST' } });
    expect(preflight.headers.get('access-control-allow-methods')).toBeNull();
    const allowed = await fetch(server.url, { method: 'OPTIONS', headers: { origin: 'https://desk.example.com', 'access-control-request-method': 'POST' } });
    expect([allowed.status, allowed.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization, content-type']);
  });

  it.each([
    ['RATE_LIMITED', 429],
    ['RATE_LIMIT_UNAVAILABLE', 503],
    ['STORE_UNAVAILABLE', 503],
  ] as const)('says when to come back where a request is refused with %s', async (reason, status) => {
    refuse = reason;
    const response = await server.post(QUERY);
    refuse = null;
    expect([response.status, response.headers.get('retry-after'), await code(response)]).toEqual([status, '7', reason]);
  });

  it('has nothing elsewhere, and GraphiQL only when switched on', async () => {
    expect((await fetch(`${server.origin}/`)).status).toBe(404);
    expect((await fetch(`${server.origin}/graphql/x`)).status).toBe(404);
    expect((await fetch(server.url, { headers: { accept: 'text/html' } })).status).toBe(406);
    expect((await fetch(server.url, { method: 'DELETE' })).status).toBe(405);
  });

  it('tells a field that gave up at the deadline for what it is', async () => {
    const untilDeadline = (_parent: unknown, _args: unknown, context: unknown) =>
      new Promise((_resolve, reject) => {
        const { signal } = context as { signal: AbortSignal };
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    const server = await startServer(kind, { limits: { maxBodyBytes: 100_000, deadlineMs: 50 } }, { override: { 'Query.customer': untilDeadline } });
    try {
      const answer = (await (await server.post({ query: '{ customer(id: "1") { id } }' })).json()) as { data: unknown; errors: { extensions: { code: string } }[] };
      expect(answer.data).toEqual({ customer: null });
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['DEADLINE_EXCEEDED']);
      expect(server.harness.logged).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('tells its health', async () => {
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.origin}/health/ready`)).status).toBe(200);
  });
});

describe('event streams', () => {
  async function* events(): AsyncGenerator<unknown> {
    yield { __typename: 'Order', row: 0 };
    yield { __typename: 'Call', row: 1 };
  }

  it.each(['node', 'yoga', 'apollo'] as const)('are served on %s, each event through the permissions', async (kind) => {
    const server = await startServer(kind, {}, { override: { 'Subscription.interactionRecorded': events } });
    const ask = async (role: 'agent' | 'marketing'): Promise<string> => {
      const response = await server.post(
        { query: 'subscription { interactionRecorded(customerId: "1") { __typename id ... on Order { number } ... on Call { subject } } }' },
        { token: await server.token({ role }), headers: { accept: 'text/event-stream' } },
      );
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      return response.text();
    };
    const agent = await ask('agent');
    expect(agent.match(/event: next/g)).toHaveLength(2);
    expect(agent).toContain('"number":"value of Order.number"');
    expect(agent).toContain('"subject":"value of Call.subject"');
    expect(agent).toContain('event: complete');
    const marketing = await ask('marketing');
    expect(marketing).toContain('"number":"value of Order.number"');
    expect(marketing).toContain('"subject":null');
    expect(marketing).not.toContain('value of Call.subject');
    await server.close();
  });

  it.each(['node', 'yoga', 'apollo'] as const)('end on %s when the client leaves', async (kind) => {
    let ended = (): void => undefined;
    const freed = new Promise<void>((resolve) => (ended = resolve));
    const waiting = async function* (_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
      const { signal } = context as { signal: AbortSignal };
      yield { __typename: 'Order', row: 0 };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      ended();
    };
    const server = await startServer(kind, {}, { override: { 'Subscription.interactionRecorded': waiting } });
    const leave = new AbortController();
    const response = await fetch(server.url, {
      method: 'POST',
      signal: leave.signal,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${await server.token({ role: 'admin' })}` },
      body: JSON.stringify({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }),
    });
    await response.body?.getReader().read();
    leave.abort();
    await freed;
    await server.close();
  });

  it.each(['node', 'yoga', 'apollo'] as const)('are needed on %s for a subscription', async (kind) => {
    const server = await startServer(kind);
    const response = await server.post({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, { headers: { accept: 'application/graphql-response+json' } });
    expect(response.status).toBe(406);
    await server.close();
  });
});

describe('GraphiQL', () => {
  it.each(['node', 'yoga', 'apollo'] as const)('opens on %s at a loopback name only, with its query and headers and nothing from elsewhere', async (kind) => {
    const server = await startServer(kind, { graphiql: { enabled: true, defaultQuery: '{ me { role } }', headers: () => '{"authorization":"Bearer sample"}' } });
    const page = await fetch(server.url, { headers: { accept: 'text/html,*/*;q=0.8' } });
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(text).toContain('{ me { role } }');
    expect(text).toContain('Bearer sample');
    expect(text).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    const { port } = new URL(server.url);
    const rebound = await raw(server, `GET /graphql HTTP/1.1\nhost: evil.example.com:${port}\nconnection: close\naccept: text/html`);
    expect(rebound).toMatch(/^HTTP\/1.1 406/);
    await server.close();
  });
});
