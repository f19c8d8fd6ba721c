/**
 * Identity resolution on fresh seeds of the sample company:
 * `node --import tsx bench/identity/acme.ts [--seeds 10] [--first 1001] [--at-least 50] [--json]`.
 * Measured is what the deterministic rules alone do.
 */
import { parseArgs } from 'node:util';
import { acmeIdentity } from './acmeRecords.ts';
import { acmeReport } from './acmeReport.ts';
import { scoreAcme } from './acmeScore.ts';
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
const first = Number(values.first);
const scores = Array.from({ length: Number(values.seeds) }, (_, i) => {
  const company = acmeIdentity(first + i, { hardCasesAtLeast: Number(values['at-least']) });
  return scoreAcme(company, (values.rules ? deterministicPartition : probabilisticPartition)(company.records, company.config));
});
console.log(values.json ? JSON.stringify(scores) : acmeReport(scores));
