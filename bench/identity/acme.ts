/**
 * Identity resolution on fresh seeds of the sample company:
 * `node --import tsx bench/identity/acme.ts [--seeds 10] [--first 1001] [--at-least 50] [--rules] [--json]`.
 * Measured is what the gateway does without a steward; with `--rules`, what the deterministic rules do by themselves.
 */
import { parseArgs } from 'node:util';
import { acmeReport } from './acmeReport.ts';
import { measureAcme } from './acmeScore.ts';
import { deterministicPartition } from './deterministic.ts';
import { probabilisticPartition } from './probabilistic.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1001' },
    'at-least': { type: 'string', default: '50' },
    rules: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.first) + i);
const scores = await measureAcme(values.rules ? deterministicPartition : probabilisticPartition, seeds, { hardCasesAtLeast: Number(values['at-least']) });
console.log(values.json ? JSON.stringify(scores) : acmeReport(scores));
