/** Registered documents over HTTP, in the wire form of Apollo's persisted queries (reference/security.md A29). */
import { createHash } from 'node:crypto';
import { registerDocuments } from '../../gateway/engine/registered.ts';
import { createHarness } from '../authz/engine.ts';
import { startServer, type TestServer } from './server.ts';

const KNOWN = 'query Me { me { role } }';
const OTHER = '{ me { role subject } }';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const byHash = (text: string, extra: object = {}) => ({ ...extra, extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });
const ANSWER = { data: { me: { role: 'value of Viewer.role' } } };

describe.each(['node', 'yoga', 'apollo'] as const)('the host %s', (kind) => {
  let server: TestServer;
  afterEach(() => server.close());
  const begin = async (only: boolean): Promise<void> => {
    const { engine } = createHarness({}, { documents: { registered: registerDocuments([{ file: 'me.graphql', text: KNOWN }]), only } });
    server = await startServer(kind, { engine });
  };
  const codeOf = async (body: unknown): Promise<unknown> => {
    const answer = (await (await server.post(body)).json()) as { errors?: { message: string; extensions: { code: string } }[] };
    return answer.errors?.map(({ extensions }) => extensions.code) ?? answer;
  };

  it('answers registered documents only, where that is configured', async () => {
    await begin(true);
    for (const body of [{ query: OTHER }, { query: ` ${KNOWN}` }, { query: '{' }, byHash(OTHER, { query: OTHER }), byHash(OTHER), { query: `${KNOWN}#` }]) {
      expect(await codeOf(body)).toEqual(['DOCUMENT_NOT_REGISTERED']);
    }
    for (const body of [{ query: KNOWN }, byHash(KNOWN), byHash(KNOWN, { query: KNOWN })]) expect(await codeOf(body)).toEqual(ANSWER);
  });

  it('registers nothing that is sent', async () => {
    await begin(false);
    expect(await codeOf(byHash(OTHER))).toEqual(['DOCUMENT_NOT_REGISTERED']);
    expect(await codeOf(byHash(OTHER, { query: OTHER }))).toMatchObject({ data: { me: {} } });
    expect(await codeOf(byHash(OTHER))).toEqual(['DOCUMENT_NOT_REGISTERED']);
  });

  it('refuses a hash that is not that of the document, and what is no hash', async () => {
    await begin(false);
    expect(await codeOf(byHash(KNOWN, { query: OTHER }))).toEqual(['BAD_USER_INPUT']);
    for (const persistedQuery of [{ version: 2, sha256Hash: sha256(KNOWN) }, { version: 1 }, { version: 1, sha256Hash: '../x' }, { version: 1, sha256Hash: ['a'] }, 'x', []]) {
      expect(await codeOf({ extensions: { persistedQuery } })).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('tells clients that may send the text that they may, in the words that they know', async () => {
    await begin(false);
    const response = await server.post(byHash(OTHER), { headers: { accept: 'application/graphql-response+json' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'DOCUMENT_NOT_REGISTERED' } }] });
    expect((await server.post(byHash(OTHER), { headers: { accept: 'application/json' } })).status).toBe(200);
  });

  it('answers a hash by GET, and any document where that is configured', async () => {
    await begin(false);
    const extensions = encodeURIComponent(JSON.stringify(byHash(KNOWN).extensions));
    const response = await fetch(`${server.url}?extensions=${extensions}`, { headers: { authorization: `Bearer ${await server.token({ role: 'admin' })}` } });
    expect(await response.json()).toEqual(ANSWER);
    expect(await codeOf({ query: OTHER })).toMatchObject({ data: { me: {} } });
  });
});
