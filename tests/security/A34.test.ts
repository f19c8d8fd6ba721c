import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { openRaw, rawSaw, request } from './support/rawSocket.ts';

const QUERY = '{"query":"{ me { role } }"}';
const padded = (bytes: number): string => QUERY.replace('}"', ` #${'x'.repeat(bytes)}\\n}"`);

onEveryHost('A34', (host, probe) => {
  const fake = useFakeHost(host);
  let common: string[] = [];
  beforeAll(async () => {
    common = [`authorization: Bearer ${await fake.server.token({ role: 'admin' })}`, 'content-type: application/json'];
  });
  const post = (body: string | Buffer, headers: readonly string[] = []) => request(fake.server.origin, { headers: [...common, ...headers], body });

  it('refuses a body over 100 kB by its stated length, before it is sent', async () => {
    const saw = await probe('50 MB announced', async () => {
      const { socket, closed, received } = await openRaw(fake.server.origin);
      socket.write(['POST /graphql HTTP/1.1', 'host: localhost', ...common, 'content-length: 50000000', '', '{'].join('\r\n'));
      const answer = await closed;
      expect(received()).toMatch(/connection: close/i);
      return rawSaw(answer);
    });
    expect(saw).toBe('413 BAD_USER_INPUT');
  });

  it('refuses a body of 50 MB in chunks after the first 100 kB', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    let most = 0;
    const saw = await probe('50 MB in chunks', async () => {
      const { socket, closed } = await openRaw(fake.server.origin);
      socket.write(['POST /graphql HTTP/1.1', 'host: localhost', ...common, 'transfer-encoding: chunked', '', ''].join('\r\n'));
      for (let sent = 0; sent < 760 && !socket.destroyed; sent += 1) if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
      const answer = await closed;
      most = Math.max(most, socket.bytesWritten);
      // The answer may be lost where the server cuts a client that goes on sending.
      return ['413 BAD_USER_INPUT', '0'].includes(rawSaw(answer)) ? 'cut off' : rawSaw(answer);
    });
    expect(saw).toBe('cut off');
    // What the kernels of both sides buffer is all that gets through.
    expect(most).toBeLessThan(12_000_000);
  });

  it.each([
    ['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync], ['x-gzip', gzipSync], ['gzip, gzip', (text: string) => gzipSync(gzipSync(text))], ['zstd', (text: string) => Buffer.from(text)],
  ] as const)('opens no compressed body: %s', async (encoding, compress) => {
    const bomb = compress(padded(20_000_000 / (encoding === 'zstd' ? 1_000 : 1)));
    expect(await probe(`bomb, ${encoding}`, async () => rawSaw(await post(bomb, [`content-encoding: ${encoding}`])))).toMatch(/^41[35] BAD_USER_INPUT$/);
    expect(rawSaw(await post(compress(QUERY), [`content-encoding: ${encoding}`]))).toBe('415 BAD_USER_INPUT');
  });

  it.each([
    ['utf-16', Buffer.from(QUERY, 'utf16le')], ['utf-16le', Buffer.from(QUERY, 'utf16le')], ['latin1', Buffer.from(QUERY, 'latin1')], ['iso-8859-1', Buffer.from(QUERY)], ['utf-7', Buffer.from(QUERY)], ['ibm037', Buffer.from(QUERY)],
  ])('reads no other charset than UTF-8: %s', async (charset, body) => {
    const answer = await request(fake.server.origin, { headers: [common[0]!, `content-type: application/json; charset=${charset}`], body });
    expect(rawSaw(answer)).toBe('415 BAD_USER_INPUT');
  });

  it('refuses bytes that are no UTF-8, whatever the head says', async () => {
    const bodies = [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), Buffer.from([0xc0, 0xaf]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(QUERY, 'utf16le'), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(QUERY, 'utf16le')])];
    const saw = await probe('invalid UTF-8', async (n) => rawSaw(await post(bodies[n]!)));
    expect(saw).toBe('400 BAD_USER_INPUT');
  });

  it('takes 90 kB', async () => {
    expect(rawSaw(await post(padded(90_000)))).toBe('200 data');
  });
});
