/** What is made from the schema and the policy: resolver types, the printed schema, and the tables of permissions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, loadContext } from '@graphql-codegen/cli';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { checkSchema } from '../directives/checkSchema.ts';
import { checkPolicyFits, loadPolicy } from '../directives/policy.ts';
import { loadTypeDefs } from '../schema/load.ts';
import { permissionsJson, permissionsMarkdown } from './permissionTables.ts';
import type { Generated } from './stale.ts';

export const PROJECT = join(import.meta.dirname, '..');
const PERMISSIONS_JSON = 'schema/__generated__/permissions.json';
const PERMISSIONS_PAGE = 'docs/permissions.md';
const [BEGIN, END] = ['<!-- from policy.yml: begin -->', '<!-- from policy.yml: end -->'];

/** The page with the part between its marks made anew. */
async function permissionsPage(tables: string): Promise<string> {
  const page = await readFile(join(PROJECT, PERMISSIONS_PAGE), 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PERMISSIONS_PAGE} has lost its marks ${BEGIN} and ${END}.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${page.slice(end)}`;
}

/** Every generated file as it should be now. Rejects where schema or policy are faulty, naming each fault. */
export async function generateAll(): Promise<Generated[]> {
  const context = await loadContext(join(PROJECT, 'codegen.yml'));
  context.updateConfig({ cwd: PROJECT, silent: true });
  const outputs = (await generate(context, false)) as { filename: string; content: string }[];
  const schema = makeExecutableSchema({ typeDefs: loadTypeDefs() });
  const table = checkSchema(schema);
  const policy = loadPolicy(join(PROJECT, 'policy.yml'));
  checkPolicyFits(policy, table);
  return [
    ...outputs.map(({ filename, content }) => ({ path: filename.replace(`${PROJECT}/`, ''), content })),
    { path: PERMISSIONS_JSON, content: permissionsJson(table, policy) },
    { path: PERMISSIONS_PAGE, content: await permissionsPage(permissionsMarkdown(policy)) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
