/** The fault server does what it says, as a bare client sees it. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { startFaultServer, type FaultServer } from '../support/faults/faultServer.ts';
import { PAYLOAD_SECRET, type FaultKind } from '../support/faults/types.ts';

let system: Server;
let server: FaultServer;
const ROWS = JSON.stringify({ id: 1, result: [{ id: 7, name: 'Ada' }] });

beforeEach(async () => {
  system = createServer((_request, response) => void response.setHeader('content-type', 'application/json').end(ROWS));
  await new Promise<void>((resolve) => void system.listen(0, '127.0.0.1', resolve));
  server = await startFaultServer('tryton', `http://127.0.0.1:${(system.address() as AddressInfo).port}/tryton/`);
});
afterEach(async () => {
  await server.close();
  await new Promise((resolve) => (system.close(resolve), system.closeAllConnections()));
});

const BODY = '{"id":1,"method":"model.party.party.search_read","params":[]}';
const ask = async (signal?: AbortSignal) => {
  const response = await fetch(server.url, { method: 'POST', body: BODY, headers: { connection: 'close' }, ...(signal && { signal }) });
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
};

describe('a fault server', () => {
  it('passes everything on while no fault is played, and counts it', async () => {
    expect(await ask()).toMatchObject({ status: 200, text: ROWS });
    expect(server.counts).toMatchObject({ calls: 1, signIns: 0 });
    expect(server.open()).toBe(0);
  });

  it.each<FaultKind>(['kill', 'reset', 'truncated'])('breaks the connection of a client: %s', async (kind) => {
    await server.play({ kind });
    await expect(ask()).rejects.toThrow();
    await server.heal();
    expect(await ask()).toMatchObject({ status: 200, text: ROWS });
  });

  it.each<[FaultKind, number, string]>([
    ['garbage', 200, '<html>'], ['wrongShape', 200, '"rows"'], ['unauthorised', 401, PAYLOAD_SECRET], ['error500', 500, PAYLOAD_SECRET], ['error200', 200, 'UserError'],
  ])('answers in place of the system: %s', async (kind, status, text) => {
    await server.play({ kind });
    expect(await ask()).toMatchObject({ status, text: expect.stringContaining(text) as string });
  });

  it('tells when to come again', async () => {
    await server.play({ kind: 'tooMany', retryAfterSeconds: 7 });
    expect(await ask()).toMatchObject({ status: 429, retryAfter: '7' });
  });

  it.each<FaultKind>(['hang', 'slow', 'hugeBody'])('keeps a call open until its client gives it up: %s', async (kind) => {
    await server.play({ kind });
    const leaving = new AbortController();
    const asked = ask(leaving.signal);
    while (server.open() === 0) await new Promise((resolve) => setImmediate(resolve));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await server.idle();
    expect(server.open()).toBe(0);
  });

  it('says nothing any more to a client who left before the system answered', async () => {
    const answering = new Promise<ServerResponse>((resolve) => void system.removeAllListeners('request').on('request', (_request, response: ServerResponse) => resolve(response)));
    await server.play({ kind: 'slow' });
    const leaving = new AbortController();
    const asked = ask(leaving.signal);
    const answer = await answering;
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await server.idle();
    const dripping = jest.spyOn(globalThis, 'setInterval');
    const isRead = new Promise((resolve) => void answer.socket?.once('close', resolve));
    answer.end(ROWS);
    await isRead;
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(dripping).not.toHaveBeenCalled();
    dripping.mockRestore();
  });

  it('gives somebody else\'s rows, and their values under the ids asked for', async () => {
    server.keepAnswers(true);
    await ask();
    server.keepAnswers(false);
    system.removeAllListeners('request').on('request', (_request, response: { end(text: string): void }) => void response.end('{"id":1,"result":[{"id":9,"name":"Blaise"}]}'));
    await server.play({ kind: 'otherRows' });
    expect((await ask()).text).toBe(ROWS);
    await server.play({ kind: 'otherValues' });
    expect(JSON.parse((await ask()).text)).toEqual({ id: 1, result: [{ id: 9, name: 'Ada' }] });
  });

  it('takes no connection, and all of them again afterwards', async () => {
    await server.play({ kind: 'slowConnect' });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const isTaken = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => undefined);
      setTimeout(() => resolve(false), 150);
    });
    socket.destroy();
    expect(isTaken).toBe(false);
    await server.heal();
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('befalls only the calls that it is told to', async () => {
    await server.play({ kind: 'error500', when: ({ operation }) => operation === 'sale.sale' });
    expect(await ask()).toMatchObject({ status: 200 });
  });
});
