/**
 * Stands between the gateway and a system and does to its calls what real systems and networks do: docs/faults.md. It
 * counts what reaches it and knows what is still open, so that a test can tell whether work was left running.
 */
import { createServer, request as forward, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { refuseToTake } from './connections.ts';
import { DIALECTS } from './dialects.ts';
import { PAYLOAD_SECRET, type Fault, type FaultyCall, type System } from './types.ts';

export interface FaultServer {
  readonly system: System;
  /** The system's base URL, by way of this. */
  readonly url: string;
  /** From now on, in place of what was played before. */
  play(fault: Fault): Promise<void>;
  /** The system answers again. */
  heal(): Promise<void>;
  /** Since the last `reset`; bytes of bodies that were sent in place of the system's. */
  readonly counts: Readonly<{ calls: number; signIns: number; bytes: number }>;
  reset(): void;
  /** Calls that were neither answered nor given up. */
  open(): number;
  /** Connections, idle ones included. */
  sockets(): number;
  /** Resolves when no call is open. */
  idle(): Promise<void>;
  /** What `otherRows` and `otherValues` answer with: by operation, the last answers until `keepAnswers(false)`. */
  keepAnswers(keep: boolean): void;
  close(): Promise<void>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const DRIP_MS = 20;
const HUGE_CHUNK = Buffer.alloc(64 * 1024, 0x20);

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A fault server before the system at `targetUrl`, on a port of its own. */
export async function startFaultServer(system: System, targetUrl: string): Promise<FaultServer> {
  const target = new URL(targetUrl);
  const dialect = DIALECTS[system];
  const open = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const kept = new Map<string, string>();
  const idle: (() => void)[] = [];
  let keeps = false;
  let counts = { calls: 0, signIns: 0, bytes: 0 };
  let playing: Fault | null = null;
  /** Undoes what a fault has done to the port. */
  let mend: (() => Promise<void>) | null = null;

  function pass(incoming: IncomingMessage, call: FaultyCall): Promise<{ status: number; headers: OutgoingHttpHeaders; text: string }> {
    const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = incoming.headers;
    return new Promise((resolve, reject) => {
      const outgoing = forward(
        { host: target.hostname, port: target.port, path: call.path, method: call.method, headers: { ...headers, host: target.host, 'content-length': Buffer.byteLength(call.body) }, agent: false },
        (answer) =>
          void textOf(answer).then((text) => {
            const { connection: _c, 'content-length': _l, 'transfer-encoding': _t, ...rest } = answer.headers;
            resolve({ status: answer.statusCode ?? 502, headers: rest, text });
          }, reject),
      );
      outgoing.on('error', reject);
      outgoing.end(call.body);
    });
  }

  function say(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders = JSON_TYPE): void {
    counts.bytes += Buffer.byteLength(body);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  }

  /** A body of which more comes than the gateway takes, for as long as it takes any. */
  function flood(response: ServerResponse): void {
    response.writeHead(200, JSON_TYPE);
    const pour = (): void => {
      while (!response.destroyed) {
        counts.bytes += HUGE_CHUNK.length;
        if (!response.write(HUGE_CHUNK)) return void response.once('drain', pour);
      }
    };
    pour();
  }

  function drip(response: ServerResponse, text: string): void {
    // Its client left while the system was asked: nothing would tell that again.
    if (response.destroyed) return;
    response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(text) });
    let at = 0;
    const timer = setInterval(() => {
      response.write(text.charAt(at));
      at += 1;
      if (at === text.length) response.end();
    }, DRIP_MS);
    response.once('close', () => clearInterval(timer));
  }

  /** Somebody else's rows; under the ids asked for where `text` has the true answer. */
  function others(call: FaultyCall, text: string | null): string {
    const answer = kept.get(call.operation);
    if (answer === undefined) return text ?? '{}';
    if (text === null) return answer;
    const wrong = JSON.parse(answer) as never;
    const asked = dialect.rows(JSON.parse(text) as never).map((row) => row[dialect.key(call.operation)]);
    const rows = dialect.rows(wrong);
    rows.forEach((row, index) => {
      row[dialect.key(call.operation)] = asked[index % Math.max(1, asked.length)];
    });
    return JSON.stringify(wrong);
  }

  async function befall({ kind, retryAfterSeconds = 1 }: Fault, call: FaultyCall, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (kind) {
      case 'kill':
      case 'slowConnect':
        return void incoming.socket.destroy();
      case 'hang':
        return;
      case 'reset': {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': 1_000 }).write(`{"secret":"${PAYLOAD_SECRET}",`, () => incoming.socket.resetAndDestroy());
        return;
      }
      case 'slow':
        return drip(response, (await pass(incoming, call)).text);
      case 'garbage':
        return say(response, 200, `<html>${PAYLOAD_SECRET}</html>`);
      case 'wrongShape':
        return say(response, 200, JSON.stringify(dialect.wrongShape));
      case 'truncated': {
        const { text } = await pass(incoming, call);
        response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(text) });
        response.write(text.slice(0, text.length >> 1), () => incoming.socket.end());
        return;
      }
      case 'unauthorised':
        return say(response, 401, `{"error":"${PAYLOAD_SECRET}"}`);
      case 'tooMany':
        return say(response, 429, `{"error":"${PAYLOAD_SECRET}"}`, { ...JSON_TYPE, 'retry-after': String(retryAfterSeconds) });
      case 'error500':
        return say(response, 500, `{"error":"${PAYLOAD_SECRET}"}`);
      case 'error200':
        return say(response, 200, JSON.stringify(dialect.error));
      case 'otherRows':
        return say(response, 200, others(call, null));
      case 'otherValues':
        return say(response, 200, others(call, (await pass(incoming, call)).text));
      case 'hugeBody':
        return flood(response);
    }
  }

  const isBefallen = (fault: Fault, call: FaultyCall): boolean => {
    if (fault.when) return fault.when(call);
    return !call.isSignIn || !['unauthorised', 'otherRows', 'otherValues'].includes(fault.kind);
  };

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      if (open.size === 0) idle.splice(0).forEach((tell) => tell());
    });
    const [path, body] = [incoming.url ?? '', await textOf(incoming)];
    const call: FaultyCall = { method: incoming.method ?? '', path, body, isSignIn: dialect.isSignIn(path, body), operation: dialect.operation(path, body) };
    counts[call.isSignIn ? 'signIns' : 'calls'] += 1;
    if (playing && isBefallen(playing, call)) return befall(playing, call, incoming, response);
    const answer = await pass(incoming, call);
    if (keeps && !call.isSignIn) kept.set(call.operation, answer.text);
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.text) }).end(answer.text);
  }

  const server = createServer((incoming, response) => void handle(incoming, response).catch(() => response.destroy()));
  // Longer than the gateway's pool keeps a connection, so that it is the one that closes.
  server.keepAliveTimeout = 75_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => void server.once('error', reject).listen(port, '127.0.0.1', () => (server.removeListener('error', reject), resolve())));
  const unlisten = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  async function heal(): Promise<void> {
    playing = null;
    await mend?.();
    mend = null;
  }

  return {
    system,
    url: `http://127.0.0.1:${port}${target.pathname === '/' ? '' : target.pathname}`,
    async play(fault) {
      await heal();
      playing = fault;
      if (fault.kind === 'kill') {
        await unlisten();
        mend = () => listen(port);
      } else if (fault.kind === 'slowConnect') {
        await unlisten();
        const take = await refuseToTake(port);
        mend = async () => {
          await take();
          await listen(port);
        };
      }
    },
    heal,
    get counts() { return counts; },
    reset: () => void (counts = { calls: 0, signIns: 0, bytes: 0 }),
    open: () => open.size,
    sockets: () => sockets.size,
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => void idle.push(resolve))),
    keepAnswers: (keep) => void (keeps = keep),
    async close() {
      await heal();
      await unlisten();
    },
  };
}
