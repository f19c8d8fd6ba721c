/** Event streams as clients of any host meet them: how they begin, stay alive, are held up, and end. */
import { caller, shippedPolicy } from '../authz/callers.ts';
import { createHarness } from '../authz/engine.ts';
import type { EngineOptions } from '../../gateway/engine/engine.ts';
import type { HostOptions } from '../../gateway/hosts/createHost.ts';
import { openRaw } from '../security/support/rawSocket.ts';
import { startServer, type TestServer } from './server.ts';
import { useQuickPings } from '../support/quickPings.ts';

const SUBSCRIPTION = 'subscription { interactionRecorded(customerId: "1") { id } }';
const order = { __typename: 'Order', row: 0 };
type Signal = { signal: AbortSignal };

/** A source that gives these events, and then none until it is freed. */
function quiet(events: readonly unknown[] = []) {
  const freed: (() => void)[] = [];
  const state = { open: 0, freed: new Promise<void>((resolve) => freed.push(resolve)) };
  return {
    state,
    async *events(_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
      const { signal } = context as Signal;
      state.open += 1;
      for (const event of events) yield event;
      if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      state.open -= 1;
      freed.forEach((resolve) => resolve());
    },
  };
}

useQuickPings();

describe.each(['node', 'yoga', 'apollo'] as const)('event streams on %s', (kind) => {
  let server: TestServer | undefined;
  const begin = async (override: NonNullable<Parameters<typeof createHarness>[0]>['override'], engine: Partial<EngineOptions> = {}, host: Partial<HostOptions> = {}): Promise<TestServer> => {
    const harness = createHarness({ ...(override && { override }) }, engine);
    server = await startServer(kind, { engine: harness.engine, ...host });
    return server;
  };
  const get = async (query: string): Promise<Response> =>
    fetch(`${server!.url}?query=${encodeURIComponent(query)}`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${await server!.token({ role: 'admin' })}` } });
  const subscribe = (token?: string): Promise<Response> => server!.post({ query: SUBSCRIPTION }, { ...(token && { token }), headers: { accept: 'text/event-stream' } });
  afterEach(() => server?.close());

  it('are not to be had by GET, nor are mutations: queries are', async () => {
    const { state, events } = quiet();
    await begin({ 'Subscription.interactionRecorded': events });
    for (const query of [SUBSCRIPTION, 'mutation { __typename }']) {
      const response = await get(query);
      expect([response.status, response.headers.get('allow'), response.headers.get('content-type')]).toEqual([405, 'POST', expect.stringMatching(/^application\/json/)]);
      expect(await response.json()).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })] });
    }
    expect(state.open).toBe(0);
    const answered = await get('{ me { role } }');
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(await answered.text()).toContain('data: {"data":{"me":{"role":"value of Viewer.role"}}}');
  });

  it('are refused beyond the cap with a status and a code, until one has ended', async () => {
    const { state, events } = quiet();
    await begin({ 'Subscription.interactionRecorded': events }, { streams: { maxPerPrincipal: 1 } });
    const token = await server!.token({ role: 'admin' });
    const leaving = new AbortController();
    const first = await fetch(server!.url, {
      method: 'POST', signal: leaving.signal, body: JSON.stringify({ query: SUBSCRIPTION }),
      headers: { accept: 'text/event-stream', 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const second = await subscribe(token);
    expect([second.status, await second.json()]).toEqual([429, { errors: [expect.objectContaining({ extensions: { code: 'STREAM_LIMIT_REACHED' } })] }]);
    const other = await subscribe(await server!.token({ role: 'admin', subject: 'somebody-else' }));
    expect(other.status).toBe(200);
    leaving.abort();
    await state.freed;
    expect((await subscribe(token)).status).toBe(200);
  });

  it('tell what is wrong with a document as an event, and end', async () => {
    await begin({});
    const response = await server!.post({ query: 'subscription { nothing }' }, { headers: { accept: 'text/event-stream' } });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text).toMatch(/event: complete\ndata:\n\n$/);
  });

  it('are asked about again by the token that they came with, and end with it', async () => {
    const { events } = quiet();
    let now = Date.now();
    const rounds = new Set<() => void>();
    const every: EngineOptions['every'] = (_intervalMs, act) => (rounds.add(act), () => rounds.delete(act));
    const asked: (string | undefined)[] = [];
    const principal = caller('chatbot', undefined, { issuedToken: { id: 'a', requestsPerMinute: null, costPerMinute: null }, expiresAtMs: now + 60_000 });
    await begin({ 'Subscription.interactionRecorded': events }, { every, now: () => now, policy: () => shippedPolicy }, {
      authenticate: { authenticate: (authorization, address) => (asked.push(`${authorization} ${address}`), principal) },
    });
    const response = await subscribe('its-own');
    rounds.forEach((act) => act());
    expect(asked).toEqual(['Bearer its-own 127.0.0.1', 'Bearer its-own 127.0.0.1']);
    now += 60_000;
    rounds.forEach((act) => act());
    const text = await response.text();
    expect(text).toContain('"code":"UNAUTHENTICATED"');
    expect(text).toMatch(/event: complete\ndata:\n\n$/);
  });

  it('send something while nothing happens, so that a connection that is dead is found', async () => {
    const { events } = quiet();
    await begin({ 'Subscription.interactionRecorded': events });
    const response = await subscribe();
    let text = '';
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.length >= 9) break;
    }
    expect(text).toMatch(/^(:\n\n){3,}$/);
  });

  it('that nobody reads hold up themselves alone, make no events ahead, and are cut', async () => {
    let made = 0;
    let freed = (): void => undefined;
    const isFreed = new Promise<void>((resolve) => (freed = resolve));
    const endless = async function* (_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
      const { signal } = context as Signal;
      signal.addEventListener('abort', freed, { once: true });
      while (!signal.aborted) {
        made += 1;
        yield order;
      }
    };
    const size = 1_000_000;
    const limits = { maxBodyBytes: 100_000, deadlineMs: 3_000, writeTimeoutMs: 500 };
    await begin({ 'Subscription.interactionRecorded': endless, 'Order.id': () => 'x'.repeat(size) }, {}, { limits });
    const { socket, closed } = await openRaw(server!.origin);
    const body = JSON.stringify({ query: SUBSCRIPTION });
    socket.pause();
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: Bearer ${await server!.token({ role: 'admin' })}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const answered = await server!.post({ query: '{ me { role } }' });
    expect(answered.status).toBe(200);
    await isFreed;
    // The kernel takes some megabytes for a reader; beyond that one event waits.
    expect(made * size).toBeLessThan(40_000_000);
    const before = made;
    await server!.post({ query: '{ me { role } }' });
    expect(made).toBeLessThanOrEqual(before + 1);
    socket.destroy();
    await closed;
  });
});
