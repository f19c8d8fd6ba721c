import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
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
