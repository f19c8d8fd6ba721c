/** What is made from the schema and the policy: resolver types, the printed schema, and the table of permissions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, loadContext } from '@graphql-codegen/cli';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildClassTable } from '../directives/classified.ts';
import { checkPolicyFits, loadPolicy } from '../directives/policy.ts';
import { ROLES } from '../domain/principal.ts';
import { loadTypeDefs } from '../schema/load.ts';

export const PROJECT = join(import.meta.dirname, '..');
const PERMISSIONS = 'schema/__generated__/permissions.json';

/** A generated file: its path in the project and what it should hold. */
export interface Generated {
  path: string;
  content: string;
}

/** Coordinate -> class, mask and what each role with all its scopes gets, in the order of the coordinates. */
function permissions(): string {
  const table = buildClassTable(makeExecutableSchema({ typeDefs: loadTypeDefs() }));
  const policy = loadPolicy(join(PROJECT, 'policy.yml'));
  checkPolicyFits(policy, table);
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([coordinate, { dataClass, mask }]) => {
    const roles = Object.fromEntries(
      ROLES.map((role) => {
        const access = policy.access(role, policy.scopesOf(role), dataClass);
        // A field without a mask is shown whole where its class is masked.
        return [role, access === 'mask' && !mask ? 'allow' : access];
      }),
    );
    return `  ${JSON.stringify(coordinate)}: ${JSON.stringify({ class: dataClass, mask, ...roles })}`;
  });
  return `{\n${rows.join(',\n')}\n}\n`;
}

/** Every generated file as it should be now. Rejects where schema or policy are faulty, naming each fault. */
export async function generateAll(): Promise<Generated[]> {
  const context = await loadContext(join(PROJECT, 'codegen.yml'));
  context.updateConfig({ cwd: PROJECT, silent: true });
  const outputs = (await generate(context, false)) as { filename: string; content: string }[];
  return [
    ...outputs.map(({ filename, content }) => ({ path: filename.replace(`${PROJECT}/`, ''), content })),
    { path: PERMISSIONS, content: permissions() },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The generated files whose content on disk differs or is missing. */
export async function findStale(files: readonly Generated[], directory: string = PROJECT): Promise<string[]> {
  const checked = await Promise.all(
    files.map(async ({ path, content }) => {
      const found = await readFile(join(directory, path), 'utf8').catch(() => null);
      return found === content ? [] : [path];
    }),
  );
  return checked.flat();
}

/** Writes the files that differ; gives their paths. */
export async function writeStale(files: readonly Generated[], directory: string = PROJECT): Promise<string[]> {
  const stale = await findStale(files, directory);
  await Promise.all(files.filter(({ path }) => stale.includes(path)).map(({ path, content }) => writeFile(join(directory, path), content)));
  return stale;
}
