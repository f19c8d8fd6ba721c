/** Stands between a source and the gateway: writes down what the gateway sends and, where told, answers in the source's place. */
import { createServer, request as forward, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentCall {
  method: string;
  path: string;
  rawHeaders: readonly string[];
  body: string;
}

export interface WireAnswer {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

export interface Wire {
  /** The system's base URL, by way of this. */
  url: string;
  /** Everything that the gateway has sent since the last `forget`. */
  sent: SentCall[];
  forget(): void;
  /** Answers every call from now on, in place of the system; null: the system answers again, `'hang'`: nobody does. */
  answer: ((call: SentCall) => WireAnswer | 'hang' | null) | null;
  /** Waited for before a call is passed on or answered. */
  onCall: ((call: SentCall) => Promise<void>) | null;
  /** Told when the gateway gives a call up before it is answered. */
  onGivenUp: (() => void) | null;
  close(): Promise<void>;
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A wire to the system at `targetUrl`, on a port of its own. */
export async function startWire(targetUrl: string): Promise<Wire> {
  const target = new URL(targetUrl);

  function pass(incoming: IncomingMessage, body: string, response: ServerResponse): void {
    const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = incoming.headers;
    const outgoing = forward(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: { ...headers, host: target.host, 'content-length': Buffer.byteLength(body) }, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    outgoing.end(body);
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: SentCall = { method: incoming.method ?? '', path: incoming.url ?? '', rawHeaders: incoming.rawHeaders, body: await textOf(incoming) };
    wire.sent.push(call);
    response.once('close', () => {
      if (!response.writableFinished) wire.onGivenUp?.();
    });
    await wire.onCall?.(call);
    const instead = wire.answer?.(call) ?? null;
    if (instead === null) pass(incoming, call.body, response);
    else if (instead !== 'hang') response.writeHead(instead.status, instead.headers ?? {}).end(instead.body ?? '');
  }

  const server = createServer((incoming, response) => void handle(incoming, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const wire: Wire = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    sent: [],
    forget: () => void (wire.sent.length = 0),
    answer: null,
    onCall: null,
    onGivenUp: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return wire;
}
