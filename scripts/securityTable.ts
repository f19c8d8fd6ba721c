/**
 * `node --import tsx scripts/securityTable.ts FOLDER [--write]`: FOLDER is what `SECURITY_RESULTS_DIR=FOLDER npx jest
 * tests/security` has left. Without `--write` it checks docs/security.md but for the milliseconds; with it, it writes them.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observation } from '../tests/security/support/results.ts';
import { securityTable, withoutTimes } from './securityRows.ts';

const PAGE = join(import.meta.dirname, '../docs/security.md');
const [BEGIN, END] = ['<!-- from tests/security: begin -->', '<!-- from tests/security: end -->'];
const [folder, ...switches] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder of the results.');

const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const observations = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Observation));
const page = await readFile(PAGE, 'utf8');
const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`docs/security.md has lost its marks ${BEGIN} and ${END}.`);
const wanted = `${page.slice(0, begin + BEGIN.length)}\n\n${securityTable(observations)}\n\n${page.slice(end)}`;

if (switches.includes('--write')) {
  await writeFile(PAGE, wanted);
  console.log('Written: docs/security.md');
} else if (withoutTimes(page) !== withoutTimes(wanted)) {
  console.error('The table of docs/security.md is not what tests/security found.\nRun `SECURITY_RESULTS_DIR=/tmp/security npx jest tests/security && node --import tsx scripts/securityTable.ts /tmp/security --write` and commit it.');
  process.exitCode = 1;
}
