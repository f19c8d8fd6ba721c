/**
 * Stands between an adapter and its system, whichever it is: counts calls, lets sessions end, keeps answers and gives
 * others in their place. So every test of the suite runs the same on recordings, sample company and real system.
 */
import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

export interface Proxy {
  /** The system's base URL, by way of this proxy. */
  url: string;
  /** Calls that were no sign-in, and sign-ins, since the last `reset`. */
  counts: { calls: number; signIns: number };
  /** The calls that were no sign-in, since the last `reset`. */
  asked: { method: string; path: string; body: string }[];
  /** The last answer of the system to a call that was no sign-in. */
  last: Answer | null;
  reset(): void;
  /** The next call that is no sign-in comes with credentials that mean nothing. */
  endSession(): void;
  /** Answers the next call that is no sign-in, in place of the system. */
  answerNext(answer: Answer): void;
  /** Changes the JSON of the next answer to a call that is no sign-in. */
  changeNext(change: (body: never) => unknown): void;
  close(): Promise<void>;
}

const SIGN_IN = /common\.db\.login|login\(username|\/REST\/1\.0\//;
const MEANINGLESS: Record<string, string> = { session: `Session ${Buffer.from('admin:1:ended').toString('base64')}`, bearer: 'Bearer ended', ghost: 'Ghost ended' };

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function withoutSession(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const scheme = headers.authorization?.split(' ')[0]?.toLowerCase();
  return {
    ...headers,
    ...(scheme !== undefined && { authorization: MEANINGLESS[scheme] ?? 'Bearer ended' }),
    ...(headers.cookie !== undefined && { cookie: headers.cookie.replace(/=.*/, '=00000000000000000000000000000000') }),
  };
}

function ask(target: URL, incoming: IncomingMessage, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, ...kept } = headers;
    const outgoing = forward(
      { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: { ...kept, host: target.host, 'content-length': Buffer.byteLength(body) }, agent: false },
      (answer) => void textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }), reject),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A proxy to the system at `targetUrl` on a port of its own. */
export async function startProxy(targetUrl: string): Promise<Proxy> {
  const target = new URL(targetUrl);
  const instead: Answer[] = [];
  const changes: ((body: never) => unknown)[] = [];
  let ended = false;

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(incoming);
    const signIn = SIGN_IN.test(body) || SIGN_IN.test(incoming.url ?? '');
    if (signIn) proxy.counts.signIns += 1;
    else {
      proxy.counts.calls += 1;
      proxy.asked.push({ method: incoming.method ?? '', path: incoming.url ?? '', body });
    }
    let answer = signIn ? undefined : instead.shift();
    if (!answer) {
      const spoil = ended && !signIn;
      if (spoil) ended = false;
      answer = await ask(target, incoming, spoil ? withoutSession(incoming.headers) : incoming.headers, body);
      const change = signIn ? undefined : changes.shift();
      if (change) answer = { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as never)) };
      if (!signIn) proxy.last = answer;
    }
    const { 'transfer-encoding': _encoding, 'content-length': _length, connection: _connection, ...headers } = answer.headers;
    response.writeHead(answer.status, headers).end(answer.body);
  }

  const server = createServer((incoming, response) => void handle(incoming, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${target.pathname}`,
    counts: { calls: 0, signIns: 0 },
    asked: [],
    last: null,
    reset: () => {
      proxy.counts = { calls: 0, signIns: 0 };
      proxy.asked = [];
    },
    endSession: () => {
      ended = true;
    },
    answerNext: (answer) => void instead.push(answer),
    changeNext: (change) => void changes.push(change),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
