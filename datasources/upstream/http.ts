/**
 * The only way out of the process: one undici pool per source, to the base URL of the configuration and nowhere else.
 * Redirects are not followed (a 3xx is an answer like any other), a call that is given up destroys its socket, and no
 * error message repeats what the source said.
 */
import { Pool } from 'undici';
import { SourceError, type SendUpstream, type UpstreamGuard, type UpstreamRequest, type UpstreamResponse } from '../systems/defineSource.ts';
import type { SourceCounters } from './counters.ts';
import { FailedAnswer, retryAfterMs } from './failures.ts';
import { abortError } from './limiter.ts';

export interface HttpOptions {
  system: string;
  /** Base URL, http or https; request paths are joined to its path. */
  url: string;
  /** Sockets to the system. */
  connections: number;
  /** Until a socket stands. */
  connectTimeoutMs: number;
  /** A larger answer is refused as `garbage`. */
  maxResponseBytes: number;
  counters: SourceCounters;
  /** Every call goes through it. */
  guard: UpstreamGuard;
  /** ms since the epoch; default the system clock. For `Retry-After` as a date. */
  now?: () => number;
}

export interface UpstreamHttp {
  send: SendUpstream;
  /** Ends the pool; calls in flight are aborted. */
  close(): Promise<void>;
}

const JSON_ESSENCE = /^application\/(?:[\w.+-]+\+)?json$/;

/** A sender for one source. */
export function createHttp({ system, url, connections, connectTimeoutMs, maxResponseBytes, counters, guard, now = Date.now }: HttpOptions): UpstreamHttp {
  const base = new URL(url);
  const basePath = base.pathname.replace(/\/+$/, '');
  // No time limits of its own: each call has one from the guard.
  const pool = new Pool(base.origin, { connections, pipelining: 1, connectTimeout: connectTimeoutMs, headersTimeout: 0, bodyTimeout: 0 });

  async function call(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamResponse> {
    counters.httpCall();
    try {
      const { headers, body } = encode(request);
      const answer = await pool.request({ path: basePath + request.path || '/', method: request.method, headers, body, signal });
      const text = await readText(answer.body, maxResponseBytes);
      const response = { status: answer.statusCode, headers: answer.headers, body: parse(system, answer.statusCode, answer.headers['content-type'], text), text };
      if (response.status >= 400) throw new FailedAnswer(system, response, retryAfterMs(response.headers['retry-after'], now()));
      return response;
    } catch (error) {
      throw toSourceError(system, error, signal);
    }
  }

  return {
    async send(request, signal) {
      const { operation = 'other', kind = request.method === 'GET' ? 'read' : 'write' } = request;
      try {
        return await guard.run(operation, kind, (live) => call(request, live), signal);
      } catch (error) {
        // What a status means is for the adapter to say: an ended session, a record that is not there.
        if (error instanceof FailedAnswer) return error.answer;
        throw error;
      }
    },
    close: () => pool.destroy(),
  };
}

function encode(request: UpstreamRequest): { headers: Record<string, string>; body: string | null } {
  const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
  if (request.form) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return { headers, body: new URLSearchParams(request.form).toString() };
  }
  if (request.json === undefined) return { headers, body: null };
  headers['content-type'] = 'application/json';
  return { headers, body: JSON.stringify(request.json) };
}

class TooLarge extends Error {}

/** Stops reading, and so destroys the socket, as soon as the limit is passed. */
async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8');
}

/** Only what is declared as JSON is read as JSON; parameters of the media type do not matter. */
function parse(system: string, status: number, contentType: string | string[] | undefined, text: string): unknown {
  const essence = String(contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (text === '' || !JSON_ESSENCE.test(essence)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The status says what it is worth.
    if (status >= 400) return undefined;
    throw new SourceError(system, 'garbage', `${system} answered with JSON that cannot be read.`);
  }
}

function toSourceError(system: string, error: unknown, signal: AbortSignal): SourceError {
  if (error instanceof SourceError) return error;
  if (signal.aborted) return abortError(system, signal);
  if (error instanceof TooLarge) return new SourceError(system, 'garbage', `${system} answered with more than the limit.`);
  const code = (error as { code?: unknown }).code;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new SourceError(system, 'timeout', `${system} could not be reached in time.`);
  return new SourceError(system, 'unreachable', `${system} could not be reached.`, { cause: error });
}
