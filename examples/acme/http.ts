/** The little of an HTTP server that the four systems share: whole bodies in, whole replies out, loopback only. */
import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface Reply {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

export interface Request {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
  /** Scheme, host and port under which the client reached this server. */
  origin: string;
}

export interface RunningServer {
  /** Without a trailing slash. */
  url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** A JSON reply. */
export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        request.destroy();
        reject(new Error('request body too large'));
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

/**
 * Listens on 127.0.0.1; port 0 takes a free one.
 * `crashed` makes the reply for a handler that threw (each system has its own form).
 */
export async function serve(
  handler: (request: Request) => Reply | Promise<Reply>,
  crashed: (error: unknown) => Reply,
  port = 0,
): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    const answer = async (): Promise<Reply> => {
      const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
      const body = await readBody(incoming);
      return handler({
        method: incoming.method ?? 'GET',
        url: new URL(incoming.url ?? '/', origin),
        headers: incoming.headers,
        body,
        origin,
      });
    };
    answer()
      .catch(crashed)
      .then(({ status, headers, body = '' }) => {
        if (outgoing.destroyed) return;
        outgoing.writeHead(status, {
          ...headers,
          ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
        });
        outgoing.end(body);
      })
      .catch(() => outgoing.destroy());
  });
  // Longer than a client's pool keeps a socket, so that the client is the one that closes.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** User and password of a Basic `authorization` header. */
export function basicCredentials(header: string | undefined): { user: string; password: string } | null {
  const encoded = /^basic\s+(.+)$/i.exec(header ?? '')?.[1];
  if (!encoded) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
