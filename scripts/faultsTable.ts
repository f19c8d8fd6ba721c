/**
 * `node --import tsx scripts/faultsTable.ts FOLDER [--write]`: FOLDER is what `FAULTS_RESULTS_DIR=FOLDER npm run test:faults`
 * has left. Without `--write` it checks docs/faults.md but for what was measured; with it, it writes the table.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedFault } from '../tests/faults/support/observed.ts';
import { faultsTable, withoutMeasured } from './faultRows.ts';

const PAGE = join(import.meta.dirname, '../docs/faults.md');
const [BEGIN, END] = ['<!-- from tests/faults: begin -->', '<!-- from tests/faults: end -->'];
const [folder, ...switches] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder of the results.');

const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const observed = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ObservedFault));
const page = await readFile(PAGE, 'utf8');
const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`docs/faults.md has lost its marks ${BEGIN} and ${END}.`);
const wanted = `${page.slice(0, begin + BEGIN.length)}\n\n${faultsTable(observed)}\n\n${page.slice(end)}`;

if (switches.includes('--write')) {
  await writeFile(PAGE, wanted);
  console.log('Written: docs/faults.md');
} else if (withoutMeasured(page) !== withoutMeasured(wanted)) {
  console.error('The table of docs/faults.md is not what tests/faults found.\nRun `FAULTS_RESULTS_DIR=/tmp/faults npm run test:faults && node --import tsx scripts/faultsTable.ts /tmp/faults --write` and commit it.');
  process.exitCode = 1;
}
