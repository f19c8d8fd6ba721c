/**
 * `npm run bench:overload [-- --people N --seed N --json FILE]`: what a gateway still answers at five times the load that
 * it sustains. The sample company in this process, the gateway and its callers each in one of their own. The load rises
 * until less than nine tenths of it are answered within a second; the most that was answered so is the peak. Takes less than two
 * minutes. Exit code 1 where goodput at five times the peak is below 80 % of it, or an answer was wrong.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runWith } from '../commandLine.ts';
import { openDeployment, type Deployment } from '../latency/deployment.ts';
import { startProcess } from '../processes.ts';
import type { LoadOrder, LoadOutcome } from './client.ts';

interface Options {
  people: number;
  seed: number;
  json: string | undefined;
}

/** A list costs the gateway many times what it costs its caller: on two processors the callers are to have time to spare. */
const QUERY = `query Overload($after: String) { customers(first: 25, after: $after) { edges { node {
  id name { full } emails { value verified } phones { value } addresses { street city }
  orders(first: 5) { edges { node { number status at lines { name quantity } } } }
} } } }`;
const PAGES = 4;
/** More than are in use at once: whoever comes finds one, as from many callers. */
const CONNECTIONS = 2_000;
const WARM_UP = { perSecond: 10, seconds: 6 };
const FIRST_PER_SECOND = 40;
const RISE = 1.4;
const MOST_STEPS = 16;
const STEP_SECONDS = 3;
const OVERLOAD = 5;
const OVERLOAD_SECONDS = 12;
/** Below it a load is no longer sustained. */
const SUSTAINED = 0.9;
const LEAST_RATIO = 0.8;

function readOptions(): Options {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, json: { type: 'string' } } });
  const whole = (name: 'people' | 'seed', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new Error(`--${name} must be a whole number from ${least} to ${most}.`);
    return value;
  };
  return { people: whole('people', 60, 20_000), seed: whole('seed', 0, 0xffff_ffff), json: values.json };
}

const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(0)).padStart(9);
const line = (perSecond: number, { sent, good, late, shed, wrong, goodPerSecond, medianMs, p99Ms }: LoadOutcome): string =>
  `${figure(perSecond)}${figure(sent)}${figure(good)}${figure(late)}${figure(shed)}${figure(wrong)}${figure(goodPerSecond)}${figure(medianMs)}${figure(p99Ms)}`;

/** Where each page begins: the cursor before it, null before the first. */
async function beforePages({ gateway }: Deployment): Promise<(string | null)[]> {
  const cursors: (string | null)[] = [];
  for (let after: string | null = null; cursors.length < PAGES; ) {
    cursors.push(after);
    const { data }: { data: unknown } = await gateway.ask('query Page($after: String) { customers(first: 25, after: $after) { pageInfo { endCursor } } }', { after });
    after = (data as { customers: { pageInfo: { endCursor: string | null } } }).customers.pageInfo.endCursor;
  }
  return cursors;
}

async function run({ people, seed, json }: Options): Promise<void> {
  console.log(`The sample company with ${people} people is taken in ...`);
  const limits = { maxConnections: CONNECTIONS + 500, maxConnectionsPerAddress: CONNECTIONS + 100 };
  const deployment = await openDeployment({ people, seed, signal: new AbortController().signal, limits });
  const client = await startProcess<null>({ script: './overload/client.ts' });
  try {
    const bodies = (await beforePages(deployment)).map((after) => JSON.stringify({ query: QUERY, variables: { after } }));
    const order = { port: Number(new URL(deployment.url).port), token: deployment.token, bodies, connections: CONNECTIONS, seed };
    const load = (given: { perSecond: number; seconds: number }): Promise<LoadOutcome> => client.ask<LoadOutcome>('load', { ...order, ...given } satisfies LoadOrder);

    const { wrong: wrongAtRest, example: said } = await load(WARM_UP);
    if (wrongAtRest > 0) throw new Error(`${wrongAtRest} answers were wrong before there was any load: ${said ?? 'none came'}`);
    const loadBefore = loadavg()[0]!;
    console.log(`${'asked/s'.padStart(9)}${'sent'.padStart(9)}${'good'.padStart(9)}${'late'.padStart(9)}${'shed'.padStart(9)}${'wrong'.padStart(9)}${'good/s'.padStart(9)}${'median'.padStart(9)}${'p99 ms'.padStart(9)}`);
    const steps: (LoadOutcome & { perSecond: number })[] = [];
    const step = async (perSecond: number, seconds: number): Promise<LoadOutcome & { perSecond: number }> => {
      const outcome = { perSecond, ...(await load({ perSecond, seconds })) };
      console.log(line(perSecond, outcome));
      steps.push(outcome);
      return outcome;
    };
    let sustained = 0;
    for (let count = 0, perSecond = FIRST_PER_SECOND; count < MOST_STEPS; count += 1, perSecond *= RISE) {
      const { good, sent } = await step(perSecond, STEP_SECONDS);
      if (good < sent * SUSTAINED) break;
      sustained = perSecond;
    }
    const peak = Math.max(...steps.map(({ goodPerSecond }) => goodPerSecond));
    const over = await step(peak * OVERLOAD, OVERLOAD_SECONDS);
    const ratio = over.goodPerSecond / peak;
    console.log(
      `Peak ${peak.toFixed(0)} good answers/s (sustained: ${sustained.toFixed(0)}/s). At ${OVERLOAD} times the peak: ${over.goodPerSecond.toFixed(0)}/s, ${(ratio * 100).toFixed(0)} % of the peak` +
        `; p99 of what was let in ${over.p99Ms?.toFixed(0) ?? '-'} ms; ${((100 * over.shed) / over.sent).toFixed(0)} % shed; ${over.wrong} wrong. At least ${LEAST_RATIO * 100} %: ${ratio >= LEAST_RATIO ? 'holds' : 'does not hold'}.`,
    );
    const { wrong, example } = over;
    if (wrong > 0) console.log(`The first wrong answer: ${example ?? 'none came'}`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ people, seed, peak, sustained, ratio, loadAverage: [loadBefore, loadavg()[0]], steps }, null, 1)}\n`);
    if (ratio < LEAST_RATIO || wrong > 0) process.exitCode = 1;
  } finally {
    await client.end();
    await deployment.close();
  }
}

await runWith(readOptions, run);
