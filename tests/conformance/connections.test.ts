/** Clients that hold the server up (reference/security.md A36, M18): their connections are really closed, on every host. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { addressKey } from '../../gateway/hosts/connections.ts';
import { TRANSPORT_LIMITS } from '../../gateway/hosts/createHost.ts';
import { sampled } from '../support/depth.ts';
import { startServer, type TestServer } from './server.ts';

const SHORT = { maxBodyBytes: 100_000, deadlineMs: 60_000, headersTimeoutMs: 200, requestTimeoutMs: 300, timeoutCheckMs: 50 };
/** The injected time-outs, once over; far below the idle time-out of 60 s. */
const SOON_MS = 5_000;

async function open(server: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  // A reset is one way of being closed.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function closedSoon(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The connection is still open.')), SOON_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Everything that came, once the socket has been closed by the server. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  await closedSoon(socket);
  return text;
}

const head = (token: string, length: number): string =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

it('has a half-sent request gone within 20 s, with its own time-outs', () => {
  expect(TRANSPORT_LIMITS.headersTimeoutMs).toBeLessThanOrEqual(10_000);
  expect(TRANSPORT_LIMITS.requestTimeoutMs + TRANSPORT_LIMITS.timeoutCheckMs).toBeLessThan(20_000);
});

it('takes the addresses that one client can choose from for one', () => {
  expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:2:ffff::9'));
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(addressKey('192.0.2.1')).not.toBe(addressKey('192.0.2.2'));
});

describe.each(sampled(['node', 'yoga', 'apollo'] as const, 3))('the host %s', (kind) => {
  let server: TestServer;
  let token: string;
  const begin = async (limits: object = {}, fake: Parameters<typeof startServer>[2] = {}, changes: object = {}): Promise<void> => {
    server = await startServer(kind, { ...changes, limits: { ...SHORT, ...limits } }, fake);
    token = await server.token({ role: 'admin' });
  };
  afterEach(() => server.close());

  it('closes a connection that says nothing', async () => {
    await begin();
    await untilClosed(await open(server));
  });

  it('closes a connection with half a head', async () => {
    await begin();
    const socket = await open(server);
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-half: ');
    expect(await untilClosed(socket)).toMatch(/^(HTTP\/1\.1 408|$)/);
  });

  it('closes a connection whose head comes byte by byte', async () => {
    await begin();
    const socket = await open(server);
    const drip = setInterval(() => socket.write('a'), 20);
    socket.write('POST /graphql HTTP/1.1\r\nx-drip: ');
    await untilClosed(socket);
    clearInterval(drip);
  });

  it('closes a connection with half a body, and asks nobody', async () => {
    await begin();
    const socket = await open(server);
    socket.write(`${head(token, 100)}{"query":`);
    await untilClosed(socket);
    expect(server.harness.calls.size).toBe(0);
    expect(server.harness.logged).toEqual([]);
  });

  it('closes a connection whose body comes byte by byte', async () => {
    await begin();
    const socket = await open(server);
    socket.write(`${head(token, 100_000)}{"query":"`);
    const drip = setInterval(() => socket.write('x'), 20);
    await untilClosed(socket);
    clearInterval(drip);
  });

  it('closes a connection with half a body that has been refused already', async () => {
    await begin();
    const socket = await open(server);
    socket.write(`${head('eyJhbGciOiJub25lIn0.e30.x', 100)}{"query":`);
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 401/);
  });

  it('closes a connection that does not read its answer', async () => {
    // More than the kernel keeps for a reader.
    const large = (): string => 'x'.repeat(40_000_000);
    await begin({ writeTimeoutMs: 300, requestTimeoutMs: 10_000, headersTimeoutMs: 10_000 }, { override: { 'Viewer.role': large } });
    const socket = await open(server);
    const body = JSON.stringify({ query: '{ me { role } }' });
    socket.pause();
    socket.write(head(token, body.length) + body);
    // Whoever does not read hears of a reset when it writes; empty lines before a request are nothing.
    const writes = setInterval(() => socket.write('\r\n'), 20);
    await closedSoon(socket);
    clearInterval(writes);
    expect(socket.bytesRead).toBeLessThan(1_000_000);
  });

  it('lets a connection that reads a large answer have all of it', async () => {
    const size = 20_000_000;
    await begin({ writeTimeoutMs: 8_000, requestTimeoutMs: 10_000, headersTimeoutMs: 10_000 }, { override: { 'Viewer.role': () => 'x'.repeat(size) } });
    const response = await server.post({ query: '{ me { role } }' });
    let received = 0;
    for await (const chunk of response.body!) received += chunk.length;
    expect(received).toBeGreaterThan(size);
  });

  it('closes a connection over the cap of its address, and lets another in when one has left', async () => {
    await begin({ maxConnectionsPerAddress: 2, headersTimeoutMs: 10_000, requestTimeoutMs: 10_000 });
    const [first, second] = [await open(server), await open(server)];
    expect(await untilClosed(await open(server))).toBe('');
    first.destroy();
    await new Promise((resolve) => void first.once('close', resolve));
    // The server hears of it a little later.
    for (;;) {
      const response = await server.post({ query: '{ me { role } }' }).catch(() => null);
      if (response?.status === 200) break;
    }
    second.destroy();
  });

  it('closes a connection over the cap of all, and none of a trusted proxy for its number', async () => {
    await begin({ maxConnectionsPerAddress: 1, maxConnections: 3, headersTimeoutMs: 10_000, requestTimeoutMs: 10_000 }, {}, { trustedProxies: ['127.0.0.1'] });
    const sockets = [await open(server), await open(server), await open(server)];
    expect(await untilClosed(await open(server))).toBe('');
    sockets.forEach((socket) => socket.destroy());
  });

  it('closes a connection after its number of requests', async () => {
    await begin({ maxRequestsPerConnection: 2 });
    const socket = await open(server);
    const body = JSON.stringify({ query: '{ me { role } }' });
    const answered = once(socket, 'data');
    socket.write(head(token, body.length) + body);
    expect(String(await answered)).not.toMatch(/connection: close/i);
    socket.write(head(token, body.length) + body);
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200[^]*connection: close/i);
  });

  it('serves at least 100 connections of one address', async () => {
    server = await startServer(kind);
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open(server)));
    token = await server.token({ role: 'admin' });
    const body = JSON.stringify({ query: '{ me { role } }' });
    const answers = await Promise.all(
      sockets.map(async (socket) => {
        socket.write(head(token, body.length) + body);
        return String((await once(socket, 'data'))[0]).slice(0, 12);
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200']));
    sockets.forEach((socket) => socket.destroy());
  });
});
