/**
 * `npm run bench:latency [-- --changes N --people N --seed N --json FILE]`: how long a change in a source takes until a query
 * shows it and a subscription tells of it, by webhook and by pull every 3 s. Changes are made in the systems of the sample
 * company, the gateway is a process of its own. Exit code 1 where a change was not seen within 30 s.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom, type Random } from '../random.ts';
import { openDeployment, PULL_INTERVAL_MS, type Deployment } from './deployment.ts';
import { holds, isUnseen, LIMITS_MS, rowsOf, type Row, type Sample, type Times } from './figures.ts';
import { KINDS, type Kind } from './kinds.ts';
import { openTargets } from './targets.ts';
import { openStream, SEEN_WITHIN_MS, watch } from './watch.ts';

interface Options {
  changes: number;
  people: number;
  seed: number;
  json: string | undefined;
}

const MOST_CHANGES = 10_000;
/** One change in so many is told by webhook. */
const WEBHOOK_SHARE = 3;

function readOptions(): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ options: { changes: text('60'), people: text('100'), seed: text('1'), json: { type: 'string' } } });
  const number = (name: 'changes' | 'people' | 'seed', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new Error(`--${name} must be a whole number from ${least} to ${most}.`);
    return value;
  };
  return { changes: number('changes', 1, MOST_CHANGES), people: number('people', 20, 20_000), seed: number('seed', 0, 0xffff_ffff), json: values.json };
}

/** Every third change by webhook, of the others each kind as often as any, in an order that the seed decides. */
function orderOf(changes: number, random: Random): Kind[] {
  const [told, pulled] = [KINDS.filter(({ way }) => way === 'webhook'), KINDS.filter(({ way }) => way === 'pull')];
  const some = Array.from({ length: changes }, (_, index) => {
    const kinds = index % WEBHOOK_SHARE === 0 ? told : pulled;
    return kinds[(index - Math.ceil(index / WEBHOOK_SHARE)) % kinds.length]!;
  });
  for (let at = some.length - 1; at > 0; at -= 1) {
    const other = random.whole(at + 1);
    [some[at], some[other]] = [some[other]!, some[at]!];
  }
  return some;
}

/** Makes the changes at random times, so that they fall anywhere between two pulls, and watches each while others follow. */
async function measure({ acme, systems, gateway }: Deployment, { changes, seed }: Options, signal: AbortSignal): Promise<Sample[]> {
  const random = createRandom(seed);
  const targets = openTargets(acme, gateway, random);
  const watched: Promise<Sample>[] = [];
  // A watch that fails ends the others: all of them are waited for, and the first failure is told.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    for (const kind of orderOf(changes, random)) {
      await wait(random.whole(PULL_INTERVAL_MS), undefined, { signal: either });
      const target = await targets.take(kind);
      const stream = await openStream(gateway, kind, target.customerId, either);
      const change = await kind.make(systems, target.id, random);
      const seen = watch(gateway, kind, target.customerId, change, stream, performance.now(), either);
      const sample = seen.then((times): Sample => {
        targets.give(target);
        return { way: kind.way, kind: kind.name, ...times };
      });
      sample.catch((error: unknown) => failed.abort(error));
      watched.push(sample);
    }
    return await Promise.all(watched);
  } catch (error) {
    failed.abort(error);
    throw error;
  } finally {
    await Promise.allSettled(watched);
  }
}

const ms = (value: number | null): string => (value === null ? 'not seen' : Math.round(value).toFixed(0)).padStart(10);
const pair = ({ median, p95 }: Times): string => `${ms(median)}${ms(p95)}`;
const line = (row: Row): string => `${(row.kind === null ? row.way : `  ${row.kind}`).padEnd(28)}${String(row.count).padStart(6)}${String(row.unseen).padStart(8)}${pair(row.query)}${pair(row.subscription)}`;

function print(rows: readonly Row[]): void {
  console.log(`${'milliseconds until seen'.padEnd(28)}${'count'.padStart(6)}${'unseen'.padStart(8)}${'query'.padStart(10)}${'p95'.padStart(10)}${'stream'.padStart(10)}${'p95'.padStart(10)}`);
  for (const row of rows) console.log(line(row));
  const wholes = rows.filter(({ kind }) => kind === null);
  console.log(`${wholes.map((row) => `p95 at most ${LIMITS_MS[row.way] / 1_000} s by ${row.way}: ${holds(row) ? 'holds' : 'does not hold'}`).join('; ')}.`);
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  console.log(`The sample company with ${options.people} people is taken in ...`);
  const deployment = await openDeployment({ ...options, signal });
  try {
    const loadBefore = loadavg()[0]!;
    console.log(`${options.changes} changes, at random times up to ${PULL_INTERVAL_MS / 1_000} s apart (some ${Math.ceil((options.changes * PULL_INTERVAL_MS) / 2_000)} s) ...`);
    const samples = await measure(deployment, options, signal);
    const rows = rowsOf(samples);
    print(rows);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ ...options, json: undefined, pullIntervalMs: PULL_INTERVAL_MS, limitsMs: LIMITS_MS, loadAverage: [loadBefore, loadavg()[0]], rows, samples }, null, 1)}\n`);
    const unseen = samples.filter(isUnseen).length;
    if (unseen > 0) {
      console.error(`${unseen} of ${samples.length} changes were not seen within ${SEEN_WITHIN_MS / 1_000} s.`);
      process.exitCode = 1;
    }
  } finally {
    await deployment.close();
  }
}

let options: Options | undefined;
try {
  options = readOptions();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
if (options) {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(new Error(`Ended by ${signal}.`)));
  try {
    await run(options, stopping.signal);
  } catch (error) {
    const { signal } = stopping;
    console.error((signal.aborted ? (signal.reason as Error) : (error as Error)).message);
    process.exitCode = signal.aborted ? 130 : 1;
  }
}
