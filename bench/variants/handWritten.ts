/**
 * The yardstick: an endpoint without GraphQL that does the same work by straight code. Each request verifies its token
 * (a cache of verified ones), reads the customers' index documents, fetches the records that they name, one call per
 * system and type, chooses the golden values, masks what the role may not see whole, and writes JSON.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { CUSTOMERS_PER_TERRITORY } from '../data.ts';
import { ALGORITHM, AUDIENCE, ISSUER } from '../tokens.ts';
import { createFetcher } from './handWrittenFetch.ts';
import { customerView, listView, type IndexRow } from './handWrittenViews.ts';
import type { RunningVariant, VariantParts } from './types.ts';

type Index = Collection<Document>;

const ONE_PROJECTION = { _id: 0, customerId: 1, kind: 1, parties: 1, heads: 1, head: 1 } as const;
const LIST_PROJECTION = { _id: 0, customerId: 1, kind: 1, parties: 1, 'heads.order': 1 } as const;
const STAFF: ReadonlySet<string> = new Set(['admin', 'steward', 'manager', 'agent', 'sales', 'marketing']);

/** The role that a bearer token proves; undefined where it proves none. Verified once, then remembered until it expires. */
function createRoleReader(keySet: VariantParts['settings']['keySet']): (header: string | undefined) => Promise<string | undefined> | string | undefined {
  const keys = createLocalJWKSet(keySet);
  const verified = new LRUCache<string, { role: string; untilMs: number }>({ max: 10_000 });
  const verify = async (token: string, key: string): Promise<string | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keys, { algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, requiredClaims: ['exp', 'sub'] });
      const role = String(payload['role']);
      if (!STAFF.has(role)) return undefined;
      verified.set(key, { role, untilMs: payload.exp! * 1_000 });
      return role;
    } catch {
      return undefined;
    }
  };
  return (header) => {
    if (!header?.startsWith('Bearer ')) return undefined;
    const token = header.slice('Bearer '.length);
    const key = createHash('sha256').update(token).digest('base64');
    const known = verified.get(key);
    return known && known.untilMs > Date.now() ? known.role : verify(token, key);
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }).end(text);
}

export async function startHandWritten({ settings, sources }: VariantParts): Promise<RunningVariant> {
  const client = new MongoClient(settings.mongoUri, { maxPoolSize: 32 });
  const index: Index = (await client.connect()).db(settings.database).collection('customerIndex');
  const roleOf = createRoleReader(settings.keySet);
  const fetchRecords = createFetcher(settings, sources);

  async function one(id: string, role: string, response: ServerResponse): Promise<void> {
    const row = await index.findOne<IndexRow>({ ids: id, audience: 'staff' }, { projection: ONE_PROJECTION });
    if (!row) return sendJson(response, 404, { error: 'not found' });
    sendJson(response, 200, await customerView(row, role, fetchRecords));
  }

  async function list(territory: string, response: ServerResponse): Promise<void> {
    const rows = await index
      .find<IndexRow>({ audience: 'staff', scope: `territory:${territory}` }, { projection: LIST_PROJECTION, sort: { nameKey: 1 }, limit: CUSTOMERS_PER_TERRITORY + 1 })
      .toArray();
    const page = rows.slice(0, CUSTOMERS_PER_TERRITORY);
    sendJson(response, 200, { rows: await listView(page, fetchRecords), more: rows.length > page.length });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const role = await roleOf(request.headers.authorization);
    if (role === undefined) return sendJson(response, 401, { error: 'unauthenticated' });
    const [, what, which] = (request.url ?? '').split('/');
    if (what === 'customers' && which) return one(decodeURIComponent(which), role, response);
    if (what === 'territories' && which) return list(decodeURIComponent(which), response);
    sendJson(response, 404, { error: 'not found' });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => sendJson(response, 500, { error: 'failed' }));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port }));
  });
}
