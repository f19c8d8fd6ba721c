/**
 * `npm run bench`: what a request costs here, in a hand-written endpoint, and in other GraphQL servers
 * (docs/benchmark.md). Exits 1 where the variants' answers differ or a check fails, 2 for a wrong command line.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { check, CheckFailed, type Tokens } from './checks.ts';
import { makeCustomers } from './data.ts';
import { CONNECTIONS, startFleet, type Fleet, type TimedSample } from './fleet.ts';
import { openGuards, type Guards, type IssuedToken } from './guards.ts';
import { parseOptions, USAGE, type BenchOptions } from './options.ts';
import { report } from './report.ts';
import { partsOfCase, type BenchCase, type BenchRow, type ResponseTime, type Sample, type Variant } from './results.ts';
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

/** Figures of one case. */
interface Measured {
  rows: BenchRow[];
  responses: ResponseTime[];
  /** Requests that each variant has answered. */
  answered: ReadonlyMap<Variant, number>;
}

/** Warms every variant up, then measures in rounds, one sample of each in turn, so that noise hits all alike. */
async function measure(fleet: Fleet, name: BenchCase, { warmUpSeconds, sampleSeconds, samples, profile }: BenchOptions): Promise<Measured> {
  const answered = new Map<Variant, number>();
  const sample = async (variant: Variant, seconds: number, connections: number): Promise<TimedSample> => {
    const taken = await fleet.sample(variant, seconds, connections);
    answered.set(variant, (answered.get(variant) ?? 0) + taken.requests);
    return taken;
  };
  const rounds = async (variants: readonly Variant[], connections: number): Promise<Map<Variant, TimedSample[]>> => {
    const taken = new Map<Variant, TimedSample[]>(variants.map((variant) => [variant, []]));
    for (let round = 0; round < samples; round += 1) {
      for (const variant of variants) taken.get(variant)!.push(await sample(variant, sampleSeconds, connections));
    }
    return taken;
  };
  const responsesOf = (taken: ReadonlyMap<Variant, readonly TimedSample[]>, connections: number): ResponseTime[] =>
    [...taken].map(([variant, of]) => ({ case: name, variant, connections, medianMs: median(of.map(({ medianMs }) => medianMs)) }));

  for (const variant of fleet.variants) await sample(variant, warmUpSeconds, CONNECTIONS);
  const measuring = () => rounds(fleet.variants, CONNECTIONS);
  const taken = await (profile === null ? measuring() : fleet.profiled(profile.kind, resolve(profile.folder), measuring));
  const alone = await rounds(fleet.variants.filter((variant) => variant === 'bare' || variant === 'guarded'), 1);
  return {
    rows: [...taken].map(([variant, of]) => rowOf(name, variant, of)),
    responses: [...responsesOf(taken, CONNECTIONS), ...responsesOf(alone, 1)],
    answered,
  };
}

/** Every answer that left has its entry, and the chain of entries holds. */
async function checkAudited(fleet: Fleet, guards: Guards, token: IssuedToken, entriesBefore: number, answered: number): Promise<void> {
  const entries = (await guards.entriesOf(token)) - entriesBefore;
  if (entries !== answered) throw new CheckFailed(`guarded gave ${answered} answers and wrote ${entries} entries of its audit.`);
  await fleet.settle('guarded');
  await guards.verify();
}

interface RunParts {
  store: BenchStore;
  issuer: Issuer;
  tokens: Tokens;
  /** Null where `guarded` is not measured. */
  guards: Guards | null;
  options: BenchOptions;
}

async function runCase(name: BenchCase, { store, issuer, tokens, guards, options }: RunParts): Promise<Measured> {
  const { work } = partsOfCase(name);
  let issued: IssuedToken | null = null;
  // The load comes from a contact-centre agent, or a partner who may see as much: tax ids and birth dates are masked.
  const tokenOf = (variant: Variant): string => (variant === 'bare' ? tokens.partner : variant === 'guarded' ? issued!.bearerToken : tokens.agent);
  const fleet = await startFleet({ name, store, keySet: issuer.keySet, guards: guards?.settings ?? null, tokenOf, options });
  try {
    if (guards) issued = await guards.issue(fleet, tokens.admin);
    await check(fleet, work, tokens, tokenOf);
    if (!guards || !issued) return await measure(fleet, name, options);
    await guards.check(fleet, work, tokens.admin, issued);
    const entriesBefore = await guards.entriesOf(issued);
    const measured = await measure(fleet, name, options);
    await checkAudited(fleet, guards, issued, entriesBefore, measured.answered.get('guarded')!);
    return measured;
  } finally {
    await fleet.end();
  }
}

/** Null, and `guarded` left out, where there is no Redis. */
async function guardsOf(store: BenchStore, options: BenchOptions): Promise<{ guards: Guards | null; options: BenchOptions }> {
  if (!options.variants.includes('guarded')) return { guards: null, options };
  const guards = await openGuards(store, options.redisUrl);
  if (guards) return { guards, options };
  progress('The variant guarded is left out: redis-server cannot be started. Install it, or name a Redis by --redis URL or REDIS_URL.');
  return { guards, options: { ...options, variants: options.variants.filter((variant) => variant !== 'guarded') } };
}

async function run(given: BenchOptions): Promise<void> {
  const issuer = await createIssuer();
  const tokens: Tokens = { admin: await issuer.sign('admin'), agent: await issuer.sign('agent'), partner: await issuer.sign('partner') };
  const store = await openBenchStore(makeCustomers(), process.env['MONGODB_URI'] || undefined);
  let guards: Guards | null = null;
  const close = async (): Promise<void> => {
    await guards?.close();
    await store.close();
  };
  const rows: BenchRow[] = [];
  const responses: ResponseTime[] = [];
  // The servers end with this process, the embedded store with its last client; its folder is this process's to remove.
  const interrupted = (): void => void close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  let options = given;
  try {
    ({ guards, options } = await guardsOf(store, given));
    for (const name of options.cases) {
      progress(`${name}: ${options.variants.join(', ')} ...`);
      const measured = await runCase(name, { store, issuer, tokens, guards, options });
      rows.push(...measured.rows);
      responses.push(...measured.responses);
    }
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await close();
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  console.log(`Node ${process.versions.node}, ${cpus().length} cores, store ${store.kind}, medians of ${options.samples} samples of ${options.sampleSeconds} s\n`);
  console.log(report(rows, responses));
}

function main(): void {
  let options: BenchOptions;
  try {
    options = parseOptions(process.argv.slice(2), process.env['REDIS_URL']);
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
