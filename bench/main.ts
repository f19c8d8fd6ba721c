/**
 * `npm run bench`: what a request costs here, in a hand-written endpoint, and in other GraphQL servers
 * (docs/benchmark.md). Exits 1 where the variants' answers differ or a check fails, 2 for a wrong command line.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { check, type Tokens } from './checks.ts';
import { makeCustomers } from './data.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { parseOptions, USAGE, type BenchOptions } from './options.ts';
import { report } from './report.ts';
import { partsOfCase, type BenchCase, type BenchRow, type Sample, type Variant } from './results.ts';
import { median } from './statistics.ts';
import { openBenchStore, type BenchStore } from './store.ts';
import { createIssuer, type Issuer } from './tokens.ts';

const progress = (text: string): void => void process.stderr.write(`${text}\n`);

function rowOf(name: BenchCase, variant: Variant, samples: readonly Sample[]): BenchRow {
  const middle = (figure: keyof Sample): number => median(samples.map((sample) => sample[figure]));
  return {
    case: name, variant, cpuMicrosPerRequest: middle('cpuMicrosPerRequest'), requestsPerSecond: middle('requestsPerSecond'),
    upstreamCallsPerRequest: middle('upstreamCallsPerRequest'),
  };
}

/** Warms every variant up, then measures in rounds, one sample of each in turn, so that noise hits all alike. */
async function measure(fleet: Fleet, name: BenchCase, { warmUpSeconds, sampleSeconds, samples, profileDir }: BenchOptions): Promise<BenchRow[]> {
  for (const variant of fleet.variants) await fleet.sample(variant, warmUpSeconds);
  const taken = new Map<Variant, Sample[]>(fleet.variants.map((variant) => [variant, []]));
  const rounds = async (): Promise<void> => {
    for (let round = 0; round < samples; round += 1) {
      for (const variant of fleet.variants) taken.get(variant)!.push(await fleet.sample(variant, sampleSeconds));
    }
  };
  await (profileDir === null ? rounds() : fleet.profiled(resolve(profileDir), rounds));
  return [...taken].map(([variant, of]) => rowOf(name, variant, of));
}

async function runCase(name: BenchCase, store: BenchStore, issuer: Issuer, tokens: Tokens, options: BenchOptions): Promise<BenchRow[]> {
  // The load comes from a contact-centre agent, whose tax ids and birth dates are masked.
  const fleet = await startFleet({ name, store, keySet: issuer.keySet, token: tokens.agent, options });
  try {
    await check(fleet, partsOfCase(name).work, tokens);
    return await measure(fleet, name, options);
  } finally {
    await fleet.end();
  }
}

async function run(options: BenchOptions): Promise<void> {
  const issuer = await createIssuer();
  const tokens: Tokens = { admin: await issuer.sign('admin'), agent: await issuer.sign('agent') };
  const store = await openBenchStore(makeCustomers(), process.env['MONGODB_URI'] || undefined);
  const rows: BenchRow[] = [];
  // The servers end with this process, the embedded store with its last client; its folder is this process's to remove.
  const interrupted = (): void => void store.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    for (const name of options.cases) {
      progress(`${name}: ${options.variants.join(', ')} ...`);
      rows.push(...(await runCase(name, store, issuer, tokens, options)));
    }
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await store.close();
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  console.log(`Node ${process.versions.node}, ${cpus().length} cores, store ${store.kind}, medians of ${options.samples} samples of ${options.sampleSeconds} s\n`);
  console.log(report(rows));
}

function main(): void {
  let options: BenchOptions;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    progress(`${(error as Error).message}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  run(options).catch((error: unknown) => {
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  });
}

main();
