import { createHash } from 'node:crypto';
import { registerDocuments } from '../../gateway/engine/registered.ts';
import { createHarness } from '../authz/engine.ts';
import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const KNOWN = '{ me { role } }';
const EVIL = '{ customers(first: 100) { edges { node { taxIds { value } } } } }';
const persisted = (sha256Hash: unknown, version: unknown = 1): object => ({ extensions: { persistedQuery: { version, sha256Hash } } });

onEveryHost('A29', (host, probe) => {
  const documents = registerDocuments([{ file: 'me.graphql', text: KNOWN }]);
  const open = useFakeHost(host, { engine: createHarness({}, { documents: { registered: documents, only: false } }).engine });
  const send = (body: object) => seen(open.server.post(body, { headers: { accept: 'application/graphql-response+json' } }));

  it('registers nothing that is sent', async () => {
    const unknown = async (n: number): Promise<string> => {
      const text = `${EVIL} # ${host} ${n}`;
      expect((await send({ query: text, ...persisted(sha256(text)) })).saw).toBe('200 data');
      return (await send(persisted(sha256(text)))).saw;
    };
    expect(await probe('text with its hash, then the hash', unknown)).toBe('400 DOCUMENT_NOT_REGISTERED');
  });

  it('refuses a text under the hash of another: whoever asks by the hash gets the registered one', async () => {
    expect(await probe('another text under a known hash', async () => (await send({ query: EVIL, ...persisted(sha256(KNOWN)) })).saw)).toBe('400 BAD_USER_INPUT');
    expect((await send(persisted(sha256(KNOWN)))).body.data).toEqual({ me: { role: 'value of Viewer.role' } });
  });

  it.each([['../../policy.yml'], ['__proto__'], ['constructor'], [''], ['*'], [{ $ne: null }], [['a']], [null], [1], [sha256(KNOWN).slice(0, 63)]])('knows no document by %j', async (hash) => {
    const { saw, text } = await send(persisted(hash));
    expect(saw).toMatch(/^400 (BAD_USER_INPUT|DOCUMENT_NOT_REGISTERED)$/);
    expect(text).not.toContain('policy');
  });
});

onEveryHost('A29', (host, probe) => {
  const documents = registerDocuments([{ file: 'me.graphql', text: KNOWN }]);
  const only = useFakeHost(host, { engine: createHarness({}, { documents: { registered: documents, only: true } }).engine });

  it.each([['another text', EVIL], ['the text and a space', `${KNOWN} `], ['the text and a comment', `${KNOWN} #`], ['the text and an operation', `query A ${KNOWN} query B ${EVIL}`], ['a text that cannot be parsed', '{']])(
    'answers registered documents alone where it is told so: not %s',
    async (name, text) => {
      expect(await probe(`only registered: ${name}`, async () => (await only.ask(text)).saw)).toBe('400 DOCUMENT_NOT_REGISTERED');
    },
  );

  it('answers the registered one', async () => {
    expect((await only.ask(KNOWN)).saw).toBe('200 data');
  });
});
