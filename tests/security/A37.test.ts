import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { openRaw, rawSaw, request } from './support/rawSocket.ts';

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
});
