/**
 * The callers, in a process of their own: requests at a given rate whatever the gateway does (open loop), at times drawn
 * from a Poisson process, over connections that stand before it begins, as those of a load balancer do, and are kept. A request that finds no free connection waits, and its wait counts.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answerParent, readyForParent } from '../child.ts';
import { createRandom } from '../random.ts';
import { percentile } from '../statistics.ts';

export interface LoadOrder {
  port: number;
  token: string;
  /** Bodies of requests, taken in turn. */
  bodies: readonly string[];
  perSecond: number;
  seconds: number;
  connections: number;
  seed: number;
}

export interface LoadOutcome {
  sent: number;
  /** Whole answers within `LATE_MS`; those that came later. */
  good: number;
  late: number;
  shed: number;
  /** Neither 200 without errors nor 503, or no answer. */
  wrong: number;
  /** The first wrong answer's beginning. */
  example: string | null;
  goodPerSecond: number;
  /** From when it was due; of whole answers, ms; null where there is none. */
  medianMs: number | null;
  p99Ms: number | null;
}

/** Who asked has turned away by then: the answer was work for nothing. */
const LATE_MS = 1_000;
/** Longest that an answer is waited for after the last request; what is missing then counts as wrong. */
const PATIENCE_MS = 5_000;
/** At a time, so that the queue of the system holds them. */
const CONNECTS = 100;
const HEAD_END = Buffer.from('\r\n\r\n');

type Tell = (status: number, body: Buffer) => void;

/** One connection, one request at a time. */
class Line {
  readonly #port: number;
  #socket: Socket | null = null;
  #parts: Buffer = Buffer.alloc(0);
  #tell: Tell | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  send(request: Buffer, tell: Tell): void {
    this.#tell = tell;
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  /** Resolves when the connection stands. */
  async open(): Promise<void> {
    this.#socket = this.#open();
    await once(this.#socket, 'connect');
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const gone = (): void => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#parts = Buffer.alloc(0);
      this.#done(0, Buffer.from('the connection was closed'));
    };
    socket.on('error', gone).on('close', gone);
    return socket;
  }

  #take(chunk: Buffer): void {
    const all = this.#parts.length === 0 ? chunk : Buffer.concat([this.#parts, chunk]);
    const end = all.indexOf(HEAD_END);
    const head = end < 0 ? '' : all.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (end < 0 || !(all.length >= end + 4 + length)) {
      this.#parts = all;
      return;
    }
    this.#parts = Buffer.alloc(0);
    this.#done(Number(head.slice(9, 12)), all.subarray(end + 4));
  }

  #done(status: number, body: Buffer): void {
    const tell = this.#tell;
    this.#tell = null;
    tell?.(status, body);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }
}

async function load({ port, token, bodies, perSecond, seconds, connections, seed }: LoadOrder): Promise<LoadOutcome> {
  const random = createRandom(seed);
  const requests = bodies.map((body) =>
    Buffer.from(`POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
  const free = Array.from({ length: connections }, () => new Line(port));
  const lines = [...free];
  const waiting: number[] = [];
  const tookMs: number[] = [];
  const outcome = { sent: 0, good: 0, late: 0, shed: 0, wrong: 0 };
  let example: string | null = null;
  let open = 0;
  const send = (line: Line, dueMs: number): void => {
    open += 1;
    line.send(requests[outcome.sent % requests.length]!, (status, body) => {
      open -= 1;
      if (status === 503) outcome.shed += 1;
      else if (status === 200 && body.indexOf('"errors"') < 0) {
        const ms = performance.now() - dueMs;
        tookMs.push(ms);
        if (ms <= LATE_MS) outcome.good += 1;
        else outcome.late += 1;
      } else {
        outcome.wrong += 1;
        example ??= `${status} ${body.toString('utf8', 0, 300)}`;
      }
      const next = waiting.shift();
      if (next === undefined) free.push(line);
      else send(line, next);
    });
    outcome.sent += 1;
  };

  for (let from = 0; from < lines.length; from += CONNECTS) await Promise.all(lines.slice(from, from + CONNECTS).map((line) => line.open()));
  const beganMs = performance.now();
  const endMs = beganMs + seconds * 1_000;
  // Exponential times between arrivals; those that are due when the loop comes round are sent together, as due then.
  let dueMs = beganMs;
  while (performance.now() < endMs) {
    for (const nowMs = performance.now(); dueMs <= nowMs && dueMs < endMs; dueMs += (-Math.log(1 - random.next()) * 1_000) / perSecond) {
      const line = free.pop();
      if (line) send(line, dueMs);
      else waiting.push(dueMs);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const untilMs = performance.now() + PATIENCE_MS; open > 0 && performance.now() < untilMs; ) await new Promise((resolve) => setTimeout(resolve, 5));
  lines.forEach((line) => line.close());
  const missing = open + waiting.length;
  const at = (share: number): number | null => (tookMs.length === 0 ? null : percentile(tookMs, share));
  return {
    ...outcome, wrong: outcome.wrong + missing, example, sent: outcome.sent + waiting.length,
    goodPerSecond: outcome.good / seconds, medianMs: at(0.5), p99Ms: at(0.99),
  };
}

answerParent({ load });
readyForParent(null);
