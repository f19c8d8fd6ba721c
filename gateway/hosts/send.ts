import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/errors.ts';
import { clientError } from '../errors.ts';
import type { EngineResult } from '../engine/types.ts';
import type { Media } from './media.ts';

const ALWAYS: Readonly<Record<string, string>> = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** Under application/json a refused GraphQL request is a well-formed answer (GraphQL over HTTP, 6.4.1). */
const WELL_FORMED: ReadonlySet<number> = new Set([400, 406]);

/** The HTTP status of an engine's answer under a media type. */
export function statusFor(result: EngineResult, media: Media): number {
  return media === 'application/json' && WELL_FORMED.has(result.status) ? 200 : result.status;
}

/** Writes an answer as JSON, once. `status` is the result's own where it is a refusal of the HTTP request itself. */
export function sendResult(response: ServerResponse, result: EngineResult, media: Media, status: number): void {
  if (response.headersSent || response.destroyed) return;
  const type = media === 'application/graphql-response+json' ? media : 'application/json';
  const text = JSON.stringify(result.body);
  // With its length known, head and body are one write; without it Node would send the body in chunks.
  const headers: OutgoingHttpHeaders = {
    ...ALWAYS, ...result.headers, 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text),
  };
  response.writeHead(status, headers);
  response.end(text);
}

/** Writes a short text. */
export function sendText(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...ALWAYS, ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** Refuses a request before anything of it is read. An error is not even made of it: under a flood this is most of the work. */
export function sendOverloaded(response: ServerResponse, media: Media | null): void {
  if (response.headersSent || response.destroyed) return;
  turn = (turn + 1) % RETRY_AFTER.length;
  response.writeHead(503, OVERLOADED_HEADERS[media === 'application/graphql-response+json' ? media : 'application/json'][turn]);
  response.end(OVERLOADED_BODY);
}
/** Seconds, in turn: those who were refused together do not come again together. */
const RETRY_AFTER = ['1', '2', '3'];
const OVERLOADED_BODY = Buffer.from(JSON.stringify({ errors: [clientError(new GatewayError('OVERLOADED', 'The gateway has too much to do: try again later.', { retryAfterSeconds: 1 }))] }));
const overloadedHeaders = (media: Media): OutgoingHttpHeaders[] =>
  RETRY_AFTER.map((seconds) => ({ ...ALWAYS, 'content-type': `${media}; charset=utf-8`, 'content-length': OVERLOADED_BODY.length, 'retry-after': seconds }));
const OVERLOADED_HEADERS = {
  'application/json': overloadedHeaders('application/json'),
  'application/graphql-response+json': overloadedHeaders('application/graphql-response+json'),
};
let turn = 0;
