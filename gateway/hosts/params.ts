import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { EngineRequest } from '../engine/types.ts';
import { HttpRefusal } from './refusal.ts';

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parameters of a GraphQL request, checked. Unknown ones are ignored, `extensions` too: nothing in a body says who calls. */
function paramsOf(raw: Record<string, unknown>): EngineRequest {
  const { query, operationName, variables, extensions } = raw;
  if (typeof query !== 'string' || query === '') throw new HttpRefusal(400, 'Send the document as `query`, a text.', { argument: 'query' });
  if (operationName != null && typeof operationName !== 'string') throw new HttpRefusal(400, '`operationName` is a text.', { argument: 'operationName' });
  if (variables != null && !isMap(variables)) throw new HttpRefusal(400, '`variables` is a map.', { argument: 'variables' });
  if (extensions != null && !isMap(extensions)) throw new HttpRefusal(400, '`extensions` is a map.', { argument: 'extensions' });
  return { query, operationName: operationName ?? null, variables: variables ?? null };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRefusal(400, `${what} is not JSON.`);
  }
}

/** Reads a body up to a size. Rejects with HttpRefusal 413 beyond it, before anything more is kept. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  const tooLarge = (): HttpRefusal => new HttpRefusal(413, `The body is larger than ${maxBytes} bytes.`, {}, { connection: 'close' });
  if (declared > maxBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.removeAllListeners('data');
        request.pause();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', () => reject(new HttpRefusal(400, 'The body could not be read.')));
  });
}

/** The request of a POST. Rejects with HttpRefusal 400, 413 or 415. */
export async function readPost(request: IncomingMessage, maxBytes: number): Promise<EngineRequest> {
  const encoding = request.headers['content-encoding'];
  // A compressed body costs its sender nothing and its reader everything.
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new HttpRefusal(415, 'Send the body uncompressed.');
  const body = await readBody(request, maxBytes);
  if (!isUtf8(body)) throw new HttpRefusal(400, 'The body is not UTF-8.');
  const parsed = parseJson(body.toString('utf8'), 'The body');
  if (Array.isArray(parsed)) throw new HttpRefusal(400, 'Send one request at a time: batches are not taken.');
  if (!isMap(parsed)) throw new HttpRefusal(400, 'The body is not a map with `query`.');
  return paramsOf(parsed);
}

/** The request of a GET. Throws HttpRefusal 400. */
export function readGet(search: string): EngineRequest {
  const given = new URLSearchParams(search);
  const one = (name: string): string | null => {
    const values = given.getAll(name);
    if (values.length > 1) throw new HttpRefusal(400, `\`${name}\` is given twice.`, { argument: name });
    return values[0] ?? null;
  };
  const map = (name: string): unknown => {
    const text = one(name);
    return text === null || text === '' ? null : parseJson(text, `\`${name}\``);
  };
  return paramsOf({ query: one('query'), operationName: one('operationName') || null, variables: map('variables'), extensions: map('extensions') });
}
