/**
 * `npm run bench:identity [-- --json FILE] [--seed N] [--only TEXT] [--companies N] [--first SEED] [--rules] [--large]`: how
 * well matching finds who is the same, on public sets and on invented ones, with one configuration and one threshold for all
 * (docs/matching.md), and what the gateway does unattended with the records of so many fresh sample companies (default 10, of
 * the seeds from 1001 on; `--only acme`: with these alone; `--rules`: by the deterministic rules alone). `--large`: the time
 * and memory of 50,000 records with 300,000 true pairs instead. Exits 1 where a set misses its target, 2 for a wrong command line.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decideKinds } from '../../domain/matching/kinds.ts';
import { evaluate, type Evaluation } from '../../domain/matching/evaluate.ts';
import { matchAll } from '../../domain/matching/match.ts';
import { createRandomStream } from '../../domain/matching/random.ts';
import { matchRecord } from '../../domain/matching/record.ts';
import { PROJECT_DIR } from '../../gateway/config.ts';
import { createRandom } from '../random.ts';
import { runWith } from '../commandLine.ts';
import { blockingRecall } from './blockingRecall.ts';
import { measureCompanies, type CompanyOptions } from './companies.ts';
import { makeOpaque, publicSets, type LabelledSet } from './sets.ts';
import { historicalFigures } from './synthetic/people.ts';
import type { Labelled } from './synthetic/labelled.ts';
import { makeScenario, SCENARIOS } from './synthetic/scenarios.ts';

/** Least F1 over pairs that a set must reach. */
const TARGETS: Readonly<Record<string, number>> = { 'FEBRL 1': 0.996, 'FEBRL 2': 0.996, 'FEBRL 3': 0.996 };

const FIRST_COMPANY = 1001;
/** What `--only` calls the sample companies. */
const COMPANIES = 'acme';

interface Measured extends Evaluation {
  name: string;
  /** Share of true pairs that blocking brings together. */
  candidateRecall: number;
  comparedPairs: number;
  /** Of reading, learning, comparing and clustering. */
  seconds: number;
  peakMemoryMb: number;
}

function measure({ name, records: stated, truth }: LabelledSet, seed: number): Measured {
  const startedAt = performance.now();
  const records = decideKinds(stated).map((record) => matchRecord(record));
  const { model, clusters, comparedPairs } = matchAll(records, { random: createRandomStream(seed) });
  const seconds = (performance.now() - startedAt) / 1000;
  const found = new Map(clusters.flatMap((members, cluster) => members.map((id) => [id, String(cluster)] as const)));
  return { name, ...evaluate(found, truth), candidateRecall: blockingRecall(records, truth, model), comparedPairs, seconds, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

function line({ name, records, truePairs, precision, recall, f1, bCubed, candidateRecall, comparedPairs, seconds }: Measured): string {
  const figure = (value: number): string => value.toFixed(4).padStart(10);
  return `${name.padEnd(36)}${String(records).padStart(8)}${String(truePairs).padStart(10)}${figure(precision)}${figure(recall)}${figure(f1)}${figure(bCubed.f1)}${figure(candidateRecall)}${String(comparedPairs).padStart(10)}${seconds.toFixed(1).padStart(8)}`;
}

const HEADER = `${''.padEnd(36)}${'records'.padStart(8)}${'pairs'.padStart(10)}${'precision'.padStart(10)}${'recall'.padStart(10)}${'F1'.padStart(10)}${'B-cubed'.padStart(10)}${'blocked'.padStart(10)}${'compared'.padStart(10)}${'seconds'.padStart(8)}`;

const labelledSet = (name: string, labelled: readonly Labelled[], seed: number): LabelledSet =>
  ({ name, ...makeOpaque(labelled.map(({ record, party }) => ({ record: { ...record, id: '' }, party })), seed) });

function* allSets(seed: number, large: boolean): Iterable<LabelledSet> {
  if (large) {
    yield labelledSet('50,000 records, 300,000 true pairs', historicalFigures(createRandom(seed), 3_850, [10, 16], 25), seed);
    return;
  }
  yield* publicSets(join(PROJECT_DIR, 'tests/data'), seed);
  for (const scenario of SCENARIOS) yield { name: scenario.name, ...makeScenario(scenario, seed) };
}

function readOptions(): { json?: string; seed: number; only: string; large: boolean; companies: CompanyOptions } {
  const { values } = parseArgs({ options: { json: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' }, large: { type: 'boolean' }, companies: { type: 'string' }, first: { type: 'string' }, rules: { type: 'boolean' } } });
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed needs a whole number');
  const [count, first] = [Number(values.companies ?? ((values.only ?? COMPANIES) !== COMPANIES || values.large ? 0 : 10)), Number(values.first ?? FIRST_COMPANY)];
  if (![count, first].every((each) => Number.isSafeInteger(each) && each >= 0)) throw new Error('--companies and --first need whole numbers');
  return { seed, companies: { count, first, rules: values.rules ?? false }, only: values.only ?? '', large: values.large ?? false, ...(values.json === undefined ? {} : { json: values.json }) };
}

async function run(options: ReturnType<typeof readOptions>): Promise<void> {
  console.log(HEADER);
  const rows: Measured[] = [];
  for (const set of allSets(options.seed, options.large)) {
    if (!set.name.includes(options.only)) continue;
    const row = measure(set, options.seed);
    rows.push(row);
    console.log(line(row));
  }
  console.log(`peak memory ${Math.max(0, ...rows.map(({ peakMemoryMb }) => peakMemoryMb))} MB`);
  const companies = await measureCompanies(options.companies);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ sets: rows, companies: companies.scores }, null, 2)}\n`);
  const below = rows.filter(({ name, f1 }) => f1 < (TARGETS[name] ?? 0)).map(({ name, f1 }) => `${name}: F1 ${f1.toFixed(4)} is below ${TARGETS[name]}`);
  const missed = [...below, ...companies.missed];
  for (const each of missed) console.error(each);
  if (missed.length > 0) process.exitCode = 1;
}

await runWith(readOptions, run);
