/**
 * The load generator, a process of its own: some connections, each asking again as soon as it has its answer, for a
 * number of seconds. Every answer is checked; a wrong one fails the run.
 */
import { Pool } from 'undici';
import { wrongWith, type LoadRequest } from './answers.ts';
import { answerParent, readyForParent } from './child.ts';
import { median } from './statistics.ts';

export interface LoadOrder {
  url: string;
  headers: Record<string, string>;
  /** Asked in turn. */
  requests: LoadRequest[];
  connections: number;
  seconds: number;
  /** Ends earlier after so many. */
  maxRequests: number;
}

export interface LoadResult {
  requests: number;
  seconds: number;
  /** From sending a request to having its whole answer. */
  medianMs: number;
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const pool = new Pool(order.url, { connections: order.connections, pipelining: 1 });
  const startedMs = performance.now();
  const untilMs = startedMs + order.seconds * 1_000;
  let sent = 0;
  const tookMs: number[] = [];

  async function connection(): Promise<void> {
    while (performance.now() < untilMs && sent < order.maxRequests) {
      const request = order.requests[sent % order.requests.length]!;
      sent += 1;
      const sentMs = performance.now();
      const { statusCode, body } = await pool.request({ method: request.method, path: request.path, headers: order.headers, body: request.body });
      const text = await body.text();
      tookMs.push(performance.now() - sentMs);
      const wrong = wrongWith(statusCode, text, request);
      if (wrong) throw new Error(`Wrong answer to ${request.path}: ${wrong}. ${text.slice(0, 300)}`);
    }
  }

  try {
    await Promise.all(Array.from({ length: order.connections }, connection));
    return { requests: tookMs.length, seconds: (performance.now() - startedMs) / 1_000, medianMs: median(tookMs) };
  } finally {
    await pool.destroy();
  }
}

answerParent({ load });
readyForParent({});
