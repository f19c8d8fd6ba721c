/**
 * The only way out of the process: one undici pool per source, to the base URL of the configuration and nowhere else.
 * Redirects are not followed (a 3xx is an answer like any other), a call that is given up destroys its socket, and no
 * error message repeats what the source said.
 */
import { Pool } from 'undici';
import { SourceError, type SendUpstream, type UpstreamRequest, type UpstreamResponse } from '../systems/defineSource.ts';
import type { SourceCounters } from './counters.ts';
import { abortError, createLimiter } from './limiter.ts';

export interface HttpOptions {
  system: string;
  /** Base URL, http or https; request paths are joined to its path. */
  url: string;
  /** Calls in flight to the system at once, and sockets to it. */
  concurrency: number;
  /** Calls that may wait for one of those. */
  maxQueued: number;
  /** One call, from the moment it is sent to the last byte of its answer. */
  timeoutMs: number;
  /** A larger answer is refused as `garbage`. */
  maxResponseBytes: number;
  counters: SourceCounters;
}

export interface UpstreamHttp {
  send: SendUpstream;
  /** Ends the pool; calls in flight are aborted. */
  close(): Promise<void>;
}

const JSON_ESSENCE = /^application\/(?:[\w.+-]+\+)?json$/;

/** A sender for one source. */
export function createHttp(options: HttpOptions): UpstreamHttp {
  const { system, counters, timeoutMs } = options;
  const base = new URL(options.url);
  const basePath = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, { connections: options.concurrency, pipelining: 1, connectTimeout: timeoutMs, headersTimeout: 0, bodyTimeout: 0 });
  // Retry, circuit breaker and hedging belong around `call`, inside the limiter, so that each try takes a slot.
  const limiter = createLimiter({ system, concurrency: options.concurrency, maxQueued: options.maxQueued, abandonedMs: 0, counters });

  async function call(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamResponse> {
    counters.httpCall();
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(() => controller.abort(new SourceError(system, 'timeout', `${system} did not answer in time.`)), timeoutMs);
    try {
      const { headers, body } = encode(request);
      const answer = await pool.request({ path: basePath + request.path || '/', method: request.method, headers, body, signal: controller.signal });
      const text = await readText(answer.body, options.maxResponseBytes);
      return { status: answer.statusCode, headers: answer.headers, body: parse(system, answer.headers['content-type'], text), text };
    } catch (error) {
      throw toSourceError(system, error, controller.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    send: (request, signal) => limiter.run((live) => call(request, live), signal),
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
function parse(system: string, contentType: string | string[] | undefined, text: string): unknown {
  const essence = String(contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (text === '' || !JSON_ESSENCE.test(essence)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
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
