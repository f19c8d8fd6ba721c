/**
 * Identity resolution on fresh seeds of the sample company:
 * `node --import tsx bench/identity/acme.ts [--seeds 10] [--first 1001] [--at-least 50] [--json]`.
 * Measured is what the deterministic rules alone do.
 */
import { parseArgs } from 'node:util';
import { acmeReport } from './acmeReport.ts';
import { measureAcme } from './acmeScore.ts';
import { deterministicPartition } from './deterministic.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1001' },
    'at-least': { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.first) + i);
const scores = await measureAcme(deterministicPartition, seeds, { hardCasesAtLeast: Number(values['at-least']) });
console.log(values.json ? JSON.stringify(scores) : acmeReport(scores));
