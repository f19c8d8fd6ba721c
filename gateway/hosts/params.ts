import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { EngineRequest } from '../engine/types.ts';
import { HttpRefusal } from './refusal.ts';

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a request sends: the document's text, the hash of a registered one, or both. */
export interface SentRequest extends Omit<EngineRequest, 'query'> {
  query: string | null;
  /** SHA-256, 64 hexadecimal digits in lower case. */
  sha256Hash: string | null;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** The hash of `extensions.persistedQuery`, which is how Apollo's and other clients send it. */
function persistedHash(extensions: Record<string, unknown> | null | undefined): string | null {
  const persisted = extensions?.['persistedQuery'];
  if (persisted == null) return null;
  const hash = isMap(persisted) && persisted['version'] === 1 ? persisted['sha256Hash'] : null;
  if (typeof hash !== 'string' || !SHA256.test(hash)) {
    throw new HttpRefusal(400, '`extensions.persistedQuery` is a map of `version` 1 and `sha256Hash`, 64 hexadecimal digits.', { argument: 'extensions' });
  }
  return hash;
}

/** The parameters of a GraphQL request, checked. Unknown ones are ignored, `extensions` but for a hash too: nothing in a body says who calls. */
function paramsOf(raw: Record<string, unknown>): SentRequest {
  const { query, operationName, variables, extensions } = raw;
  if (query != null && typeof query !== 'string') throw new HttpRefusal(400, 'Send the document as `query`, a text.', { argument: 'query' });
  if (operationName != null && typeof operationName !== 'string') throw new HttpRefusal(400, '`operationName` is a text.', { argument: 'operationName' });
  if (variables != null && !isMap(variables)) throw new HttpRefusal(400, '`variables` is a map.', { argument: 'variables' });
  if (extensions != null && !isMap(extensions)) throw new HttpRefusal(400, '`extensions` is a map.', { argument: 'extensions' });
  const sha256Hash = persistedHash(extensions);
  if (!query && sha256Hash === null) throw new HttpRefusal(400, 'Send the document as `query`, a text.', { argument: 'query' });
  return { query: query || null, sha256Hash, operationName: operationName ?? null, variables: variables ?? null };
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

/** A whole body as it was sent. Rejects with HttpRefusal 400, 413, or 415 where it is compressed. */
export function readPlainBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  // A compressed body costs its sender nothing and its reader everything.
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return Promise.reject(new HttpRefusal(415, 'Send the body uncompressed.'));
  return readBody(request, maxBytes);
}

/** The request of a POST. `onRead` is called before its body is parsed. Rejects with HttpRefusal 400, 413 or 415, or as `onRead` throws. */
export async function readPost(request: IncomingMessage, maxBytes: number, onRead?: () => void): Promise<SentRequest> {
  const body = await readPlainBody(request, maxBytes);
  onRead?.();
  if (!isUtf8(body)) throw new HttpRefusal(400, 'The body is not UTF-8.');
  const parsed = parseJson(body.toString('utf8'), 'The body');
  if (Array.isArray(parsed)) throw new HttpRefusal(400, 'Send one request at a time: batches are not taken.');
  if (!isMap(parsed)) throw new HttpRefusal(400, 'The body is not a map with `query`.');
  return paramsOf(parsed);
}

/** The request of a GET. Throws HttpRefusal 400. */
export function readGet(search: string): SentRequest {
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

/**
 * The request with its document's text. A text is never registered by being sent with its hash. Null where no
 * document of this hash is registered. Throws HttpRefusal 400 where the hash is not the text's.
 */
export function withText({ query, sha256Hash, ...rest }: SentRequest, registeredText: (hash: string) => string | undefined): EngineRequest | null {
  if (query === null) {
    const text = registeredText(sha256Hash ?? '');
    return text === undefined ? null : { ...rest, query: text };
  }
  if (sha256Hash !== null && createHash('sha256').update(query).digest('hex') !== sha256Hash) {
    throw new HttpRefusal(400, '`sha256Hash` is not the hash of `query`.', { argument: 'extensions' });
  }
  return { ...rest, query };
}
