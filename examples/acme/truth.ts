/**
 * Writes who is who in the sample company, for measuring only:
 * `node --import tsx examples/acme/truth.ts FILE [--seed N] [--people N] [--now ISO] [--hard-cases N]`.
 * `--hard-cases` makes the company for measuring, with so many of each hard case. Nothing in the gateway reads it.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generateCompany, utcMidnight } from './people/generate.ts';
import { truthOf } from './people/truth.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, people: { type: 'string' }, now: { type: 'string' }, 'hard-cases': { type: 'string' } },
});
const [path] = positionals;
if (!path) {
  console.error('usage: truth.ts FILE [--seed N] [--people N] [--now ISO] [--hard-cases N]');
  process.exit(1);
}
const company = generateCompany({
  nowMs: values.now === undefined ? utcMidnight(Date.now()) : new Date(values.now).getTime(),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.people === undefined ? {} : { people: Number(values.people) }),
  ...(values['hard-cases'] === undefined ? {} : { hardCasesAtLeast: Number(values['hard-cases']) }),
});
const truth = truthOf(company);
writeFileSync(path, `${JSON.stringify(truth, null, 1)}\n`);
console.log(JSON.stringify(truth.counts));
