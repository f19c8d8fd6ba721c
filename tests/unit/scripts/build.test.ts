import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const project = join(__dirname, '../../..');
const run = promisify(execFile);

let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'c360-build-'));
  for (const part of ['schema', 'directives', 'domain', 'scripts', 'package.json']) await cp(join(project, part), join(copy, part), { recursive: true });
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rm(copy, { recursive: true, force: true }));

const build = async (): Promise<{ code: number; told: string }> => {
  try {
    return { code: 0, told: (await run(process.execPath, ['scripts/build.mjs'], { cwd: copy })).stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, told: stderr };
  }
};

describe('a build', () => {
  it.each([
    ['an undeclared field', 'extend type Customer { shoeSize: Int }', /Customer\.shoeSize has no data class: add @classified/],
    [
      'an interface weaker than its implementers',
      'interface Shod { size: Int @classified(as: public) } type Foot implements Shod { size: Int @classified(as: birthDate) }',
      /Shod\.size carries @classified[\s\S]*Foot\.size @classified\(as: birthDate\)[\s\S]*Remove it there/,
    ],
    ['a non-null field of a class that some role is denied', 'extend type Customer { shoeSize: Int! @classified(as: taxId) }', /Customer\.shoeSize is non-null and of class taxId[\s\S]*Make it nullable/],
    ['a list without a bound', 'extend type Customer { shoes: [Int!] @classified(as: public) }', /Customer\.shoes is a list without a bound: add @listSize/],
  ])('is stopped by %s, says how to mend it, and stays stopped until it is', async (_name, sdl, told) => {
    await appendFile(join(copy, 'schema/customer.graphql'), `\n${sdl}\n`);
    for (let time = 0; time < 2; time += 1) {
      const result = await build();
      expect(result.told).toMatch(told);
      expect(result.code).toBe(1);
    }
  });

  it('goes through with the schema as it is', async () => {
    expect(await build()).toEqual({ code: 0, told: '' });
  });
});
