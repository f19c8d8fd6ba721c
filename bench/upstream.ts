/**
 * The four systems as one process of their own: serves canonical records by ids as JSON and counts its calls. Records are
 * kept as text, one per set of parts, so that it is never what is measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Part, SourceRecord } from '../domain/records.ts';
import { PARTY_PARTS } from '../domain/records.ts';
import { sourceRef, type RecordType } from '../domain/sourceRef.ts';
import { answerParent, cpuMicros, readyForParent, type ProcessStats } from './child.ts';
import { makeCustomers, recordsOf } from './data.ts';
import { BATCH_SIZE, OPTIONAL_PARTS } from './sources.ts';

interface FetchBody {
  type: RecordType;
  ids: string[];
  parts: Part[];
}

const records = recordsOf(makeCustomers());
const texts = new Map<string, string>();
const calls: Record<string, number> = {};

/** The record without the optional parts that nobody asked for: their lists are empty. */
function partial(record: SourceRecord, parts: ReadonlySet<Part>): SourceRecord {
  const left: Record<string, unknown> = { ...record };
  for (const part of OPTIONAL_PARTS[record.type] ?? []) {
    if (parts.has(part)) continue;
    for (const field of part === 'lines' ? ['lines'] : PARTY_PARTS[part]) left[field] = [];
  }
  return left as unknown as SourceRecord;
}

function textOf(ref: string, type: RecordType, parts: ReadonlySet<Part>): string | undefined {
  const key = `${ref} ${(OPTIONAL_PARTS[type] ?? []).filter((part) => parts.has(part)).join('+')}`;
  let text = texts.get(key);
  if (text === undefined) {
    const record = records.get(ref);
    if (!record) return undefined;
    text = JSON.stringify(partial(record, parts));
    texts.set(key, text);
  }
  return text;
}

function answer(request: IncomingMessage, response: ServerResponse, text: string): void {
  const system = request.url?.split('/', 2)[1] ?? '';
  const { type, ids, parts } = JSON.parse(text) as FetchBody;
  if (ids.length > BATCH_SIZE) {
    response.writeHead(400).end();
    return;
  }
  const operation = `${system}:${type}`;
  calls[operation] = (calls[operation] ?? 0) + 1;
  const wanted = new Set(parts);
  const found = ids.flatMap((id) => textOf(sourceRef(system, type, id), type, wanted) ?? []);
  const body = `[${found.join(',')}]`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

const server = createServer((request, response) => {
  // Of the variant watched, which sends its spans here.
  if (request.url === '/v1/traces') {
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}')).resume();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  answerParent({ stats: (): ProcessStats => ({ cpuMicros: cpuMicros(), calls }) });
  readyForParent({ port: (server.address() as AddressInfo).port });
});
