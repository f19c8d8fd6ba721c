import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_STREAM_LIMITS } from '../../gateway/engine/openStreams.ts';
import { useCompany } from './support/company.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { HOSTS, onEveryHost } from './support/probe.ts';
import { openRaw, rawSaw, request } from './support/rawSocket.ts';
import { useQuickPings } from '../support/quickPings.ts';

const SUBSCRIPTION = 'subscription { interactionRecorded(customerId: "1") { id } }';
let freed = 0;
/** One event, then nothing until the caller is gone. */
async function* events(_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
  const { signal } = context as { signal: AbortSignal };
  try {
    yield { __typename: 'Order', row: 0 };
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    freed += 1;
  }
}

onEveryHost('A37', (host, probe) => {
  const fake = useFakeHost(host, {}, { override: { 'Subscription.interactionRecorded': events } });
  const body = JSON.stringify({ query: SUBSCRIPTION });
  const open = async (lifetimeSeconds?: number) => {
    const raw = await openRaw(fake.server.origin);
    const token = await fake.server.token({ role: 'admin', subject: `stream-${host}`, ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }) });
    raw.socket.write(['POST /graphql HTTP/1.1', 'host: x', 'connection: close', `authorization: Bearer ${token}`, 'accept: text/event-stream', 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
    return raw;
  };

  it('upgrades no connection to a WebSocket', async () => {
    const saw = await probe('WebSocket', async () => {
      const answer = await request(fake.server.origin, {
        method: 'GET', headers: ['upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol: graphql-transport-ws'],
      });
      expect(answer.status).not.toBe(101);
      return rawSaw(answer);
    });
    expect(saw).toMatch(/^(40\d.*|0)$/);
  });

  it('opens no stream without a token', async () => {
    const saw = await probe('stream without a token', async () =>
      rawSaw(await request(fake.server.origin, { headers: ['accept: text/event-stream', 'content-type: application/json'], body })));
    expect(saw).toBe('401 UNAUTHENTICATED');
  });

  it('ends a stream with its token, and frees what it held', async () => {
    const before = freed;
    const saw = await probe('token that ends in 1 s', async () => {
      const { socket, received } = await open(1);
      // The connection may be kept for another request; the stream is over.
      while (!received().includes('event: complete')) await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
      socket.destroy();
      return rawSaw({ status: 200, text: received().replaceAll('"data":', '') });
    }, { tries: 3 });
    expect(saw).toBe('200 UNAUTHENTICATED');
    expect(freed - before).toBe(3);
  });

  it('frees what a client held that went away', async () => {
    const before = freed;
    const saw = await probe('client that goes away', async (n) => {
      const { socket, received } = await open();
      while (!received().includes('event: next')) await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      for (let waited = 0; waited < 100 && freed - before <= n; waited += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      return freed - before > n ? 'freed' : 'held';
    }, { tries: 3 });
    expect(saw).toBe('freed');
  });

  it('asks for one subscription per request', async () => {
    const two = JSON.stringify({ query: 'subscription { a: interactionRecorded(customerId: "1") { id } b: interactionRecorded(customerId: "2") { id } }' });
    const answer = await fake.server.post(two, { headers: { accept: 'text/event-stream' } });
    expect(await answer.text()).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('opens no more streams for one caller than the cap', async () => {
    const token = await fake.server.token({ role: 'agent', subject: `many-${host}` });
    const leaving = new AbortController();
    const post = () =>
      fetch(fake.server.url, { method: 'POST', signal: leaving.signal, body, headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` } });
    const held = await Promise.all(Array.from({ length: DEFAULT_STREAM_LIMITS.maxPerPrincipal }, post));
    expect(held.map(({ status }) => status)).toEqual(held.map(() => 200));
    const saw = await probe('one stream more than the cap', async () => {
      const refused = await post();
      return `${refused.status} ${/[A-Z_]{8,}/.exec(await refused.text())?.[0]}`;
    });
    expect(saw).toBe('429 STREAM_LIMIT_REACHED');
    leaving.abort();
    await Promise.allSettled(held.map((response) => response.text()));
  });

  it('runs no subscription and no mutation for GET, whatever that accepts', async () => {
    for (const query of [SUBSCRIPTION, 'mutation { __typename }']) {
      const saw = await probe(`GET of a ${query.split(' ')[0]}`, async () =>
        rawSaw(await request(fake.server.origin, {
          method: 'GET', target: `/graphql?query=${encodeURIComponent(query)}`, headers: ['accept: text/event-stream', `authorization: Bearer ${await fake.server.token({ role: 'admin' })}`],
        })));
      expect(saw).toBe('405 OPERATION_RESOLUTION_FAILURE');
    }
  });
});

/** From the moment at which the change is durable. */
const MOST_MS = 1_000;
const folder = mkdtempSync(join(tmpdir(), 'c360-streams-'));
const policyPath = join(folder, 'policy.yml');
copyFileSync(join(__dirname, '../../policy.yml'), policyPath);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Without Redis: what one gateway publishes, no other hears. */
const company = useCompany({ alsoOn: ['node', 'yoga'], adjust: (config) => ({ ...config, policyPath }) });

function changePolicy(change: (text: string) => string): void {
  writeFileSync(`${policyPath}.new`, change(readFileSync(policyPath, 'utf8')));
  renameSync(`${policyPath}.new`, policyPath);
}

useQuickPings();

describe.each(HOSTS)('A37 streams of a whole gateway: the host %s', (host) => {
  const admin = { role: 'admin' } as const;
  let customers: string[];
  const leaving: AbortController[] = [];

  beforeAll(async () => {
    const { body } = await company.ask('node', '{ customers(first: 3) { edges { node { id } } } }', { as: admin });
    customers = (body.data!['customers'] as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
  });
  afterEach(() => leaving.splice(0).forEach((each) => each.abort()));

  async function listen(token: string, customerId: string) {
    const left = new AbortController();
    leaving.push(left);
    const response = await fetch(company.gateway(host).url, {
      method: 'POST', signal: left.signal,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: 'subscription ($id: ID!) { interactionRecorded(customerId: $id) { __typename customer { id } } }', variables: { id: customerId } }),
    });
    const stream = { status: response.status, text: '', waiting: (): void => undefined, ended: Promise.resolve(0) };
    stream.ended = (async () => {
      for await (const chunk of response.body!) {
        stream.text += Buffer.from(chunk as Uint8Array).toString();
        stream.waiting();
      }
      return performance.now();
    })().catch(() => performance.now());
    const seen = async (what: string): Promise<void> => {
      while (!stream.text.includes(what)) await new Promise<void>((resolve) => (stream.waiting = resolve));
    };
    return { stream, seen };
  }
  let written = 0;
  const write = async (customerId: string): Promise<void> => {
    written += 1;
    const { body } = await company.ask(host, 'mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id } } }', {
      as: { role: 'agent' }, variables: { input: { idempotencyKey: `${host}-${written}`, customerId, channel: 'CHAT', direction: 'INBOUND' } },
    });
    expect(body.errors).toBeUndefined();
  };
  async function issueFor(customerId: string): Promise<{ id: string; token: string }> {
    const { body } = await company.ask(host, 'mutation ($input: IssueTokenInput!) { issueToken(input: $input) { bearerToken issuedToken { id } } }', {
      as: admin,
      variables: { input: { name: 'Bot', role: 'chatbot', scopes: ['customer:read'], customerId, expiresAt: new Date(Date.now() + 3_600_000).toISOString() } },
    });
    const { bearerToken, issuedToken } = body.data!['issueToken'] as { bearerToken: string; issuedToken: { id: string } };
    return { id: issuedToken.id, token: bearerToken };
  }

  it('tells of a hidden customer what it tells of an unknown one: nothing', async () => {
    const [own, other] = customers as [string, string];
    const { token } = await issueFor(own);
    const [shown, hidden, unknown] = await Promise.all([own, other, 'never-issued'].map((id) => listen(token, id)));
    await write(other);
    await write(own);
    await shown!.seen('event: next');
    // Heartbeats go on.
    await hidden!.seen(':\n\n:\n\n');
    await unknown!.seen(':\n\n:\n\n');
    expect([hidden!.stream.status, unknown!.stream.status]).toEqual([200, 200]);
    expect(hidden!.stream.text).toMatch(/^(:\n\n)+$/);
    expect(unknown!.stream.text).toMatch(/^(:\n\n)+$/);
    expect(shown!.stream.text).not.toContain(other);
  });

  it.each([['this gateway', true], ['another gateway, of which it hears nothing', false]] as const)('ends within a second of a revocation at %s', async (_where, here) => {
    const { id, token } = await issueFor(customers[0]!);
    const { stream, seen } = await listen(token, customers[0]!);
    await write(customers[0]!);
    await seen('event: next');
    const another = host === 'node' ? 'yoga' : 'node';
    const at = here ? host : another;
    await company.ask(at, 'mutation ($id: ID!) { revokeToken(id: $id) { issuedToken { id } } }', { as: admin, variables: { id } });
    const revokedMs = performance.now();
    expect((await stream.ended) - revokedMs).toBeLessThan(MOST_MS);
    expect(stream.text).toContain('"code":"UNAUTHENTICATED"');
    // The event before it, and the end.
    expect(stream.text.match(/event: next/g)).toHaveLength(2);
  });

  it('ends within a second of a change of the policy that closes it', async () => {
    const { stream, seen } = await listen(await company.token({ role: 'agent' }), customers[0]!);
    await write(customers[0]!);
    await seen('event: next');
    const before = readFileSync(policyPath, 'utf8');
    const agents = before.indexOf('\n  agent:\n');
    changePolicy((text) => text.slice(0, agents) + text.slice(agents).replace('interactions: allow', 'interactions: deny'));
    const changedMs = performance.now();
    try {
      expect((await stream.ended) - changedMs).toBeLessThan(MOST_MS);
      expect(stream.text).toContain('"code":"FORBIDDEN"');
    } finally {
      changePolicy(() => before);
    }
    // Every gateway is back where it was before the next test.
    for (const kind of HOSTS) {
      const mayAgain = async () => (await company.ask(kind, '{ access(document: "subscription { interactionRecorded(customerId: 1) { id } }") { selections { access } } }', { as: { role: 'agent' } })).text;
      while ((await mayAgain()).includes('DENIED')) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});
