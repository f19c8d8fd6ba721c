import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentHash, readRegisteredDocuments, registerDocuments } from '../../../../gateway/engine/registered.ts';
import { createHarness } from '../../../authz/engine.ts';

describe('registered documents', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'c360-documents-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('stop the start where there are none', () => {
    expect(() => readRegisteredDocuments(join(folder, 'nowhere'))).toThrow('documentsPath: the folder cannot be read.');
    expect(() => readRegisteredDocuments(folder)).toThrow('documentsPath: the folder holds no .graphql file.');
  });

  it('stop the start where one is not valid here, each with its file and reason', () => {
    const registered = registerDocuments([
      { file: 'good.graphql', text: '{ me { role } }' }, { file: 'old.graphql', text: '{ me { password } }' }, { file: 'deep.graphql', text: `{ a${'{ a '.repeat(20)}${'}'.repeat(20)} }` },
    ]);
    expect(() => createHarness({}, { documents: { registered, only: true } })).toThrow(
      'Registered documents cannot be served:\n- old.graphql: Cannot query field "password" on type "Viewer".\n- deep.graphql: The query has more than 12 levels.',
    );
  });

  it('are found by the hash of their text, as it stands in the file or without white space around it', async () => {
    await mkdir(join(folder, 'desk'));
    await writeFile(join(folder, 'desk', 'me.graphql'), '{ me { role } }\n');
    await writeFile(join(folder, 'notes.txt'), 'not a document');
    const registered = readRegisteredDocuments(folder);
    expect(registered.all.map(({ file }) => file)).toEqual([join('desk', 'me.graphql'), join('desk', 'me.graphql')]);
    for (const text of ['{ me { role } }\n', '{ me { role } }']) {
      expect(registered.has(text)).toBe(true);
      expect(registered.byHash(documentHash(text))).toBe(text);
    }
    expect(registered.has('{ me {role} }')).toBe(false);
    expect(registered.byHash(documentHash('x'))).toBeUndefined();
  });
});
