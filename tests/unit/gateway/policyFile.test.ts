import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { openPolicyFile, type PolicyFile } from '../../../gateway/policyFile.ts';
import { loadTypeDefs } from '../../../schema/load.ts';

const schema = makeExecutableSchema({ typeDefs: loadTypeDefs() });
let directory: string;
let path: string;
let file: PolicyFile | undefined;
let told: { level: string; fields: Record<string, unknown>; message: string }[];
let wake: () => void;
const logger = {
  info: (fields: object, message: string) => note('info', fields, message),
  error: (fields: object, message: string) => note('error', fields, message),
};
function note(level: string, fields: object, message: string): void {
  told.push({ level, fields: { ...fields }, message });
  wake();
}
/** As editors do: a reader never meets half a file. */
async function change(from: string, to: string): Promise<void> {
  await writeFile(`${path}.new`, (await readFile(path, 'utf8')).replace(from, to));
  await rename(`${path}.new`, path);
}
const nextNote = (): Promise<void> => new Promise((resolve) => (wake = resolve));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'c360-policy-'));
  path = join(directory, 'policy.yml');
  await copyFile(join(__dirname, '../../../policy.yml'), path);
  told = [];
  wake = () => undefined;
});
afterEach(async () => {
  file?.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the policy file', () => {
  it('is refused at the start where it cannot be used', async () => {
    await writeFile(path, 'version: 2');
    expect(() => openPolicyFile({ path, schema, logger })).toThrow(/version/);
  });

  it('keeps the policy before it, and says why, when it is changed to one that cannot be used', async () => {
    file = openPolicyFile({ path, schema, logger, pollMs: 20 });
    const before = file.current();
    const noted = nextNote();
    await change('taxId: mask', 'taxId: perhaps');
    await noted;
    expect(told).toEqual([{ level: 'error', fields: { policy: before.hash, fault: expect.stringContaining('roles.manager.classes.taxId') }, message: expect.any(String) }]);
    expect(file.current()).toBe(before);
  });

  it('is read again when it changes', async () => {
    file = openPolicyFile({ path, schema, logger, pollMs: 20 });
    const before = file.current();
    const noted = nextNote();
    await change('taxId: mask', 'taxId: deny');
    await noted;
    expect(told.map(({ level }) => level)).toEqual(['info']);
    expect(file.current().hash).not.toBe(before.hash);
    expect(file.current().access({ role: 'manager', scopes: before.scopesOf('manager'), purpose: null }, 'taxId')).toBe('deny');
  });
});
