/** Sends bytes as they are, over a socket of its own: what no well-behaved client would send. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** Of the last answer; 0 where the socket was closed without one. */
  status: number;
  text: string;
}

export interface RawSocket {
  socket: Socket;
  /** Everything received so far. */
  received(): string;
  closed: Promise<RawAnswer>;
}

/** Opens a socket to a server's origin; resolves once it is connected. */
export async function openRaw(origin: string): Promise<RawSocket> {
  const { port } = new URL(origin);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  // A server that cuts a socket may reset it: the close that follows says all.
  socket.on('error', () => undefined);
  const closed = new Promise<RawAnswer>((resolve) => socket.once('close', () => resolve({ status: statusOf(text), text })));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return { socket, received: () => text, closed };
}

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);

/** Sends a head (lines by `\n`) and a body on a socket that the server is asked to close, and resolves with the answer. */
export async function sendRaw(origin: string, head: string, body: string | Buffer = ''): Promise<RawAnswer> {
  const { socket, closed } = await openRaw(origin);
  socket.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
  socket.write(body);
  return closed;
}

export interface RawRequest {
  method?: string;
  /** With the query string. */
  target?: string;
  /** Lines `name: value`, sent as they are after host and connection. */
  headers?: readonly string[];
  body?: string | Buffer;
}

/** Sends one request over a socket of its own; `content-length` is added where there is a body. */
export function request(origin: string, { method = 'POST', target = '/graphql', headers = [], body = '' }: RawRequest): Promise<RawAnswer> {
  const length = body.length === 0 ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return sendRaw(origin, [`${method} ${target} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers, ...length].join('\n'), body);
}

/** What the client saw: status, and the error codes in the body. */
export function rawSaw({ status, text }: RawAnswer): string {
  const codes = [...new Set([...text.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code))].sort();
  return codes.length === 0 ? (text.includes('"data":') ? `${status} data` : String(status)) : `${status} ${codes.join(', ')}`;
}
