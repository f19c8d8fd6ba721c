/**
 * `npm run bench:hanging [-- --seconds N --people N --json FILE]`: what one hanging source costs the queries that do not need it.
 * In one run, blocks with the source hanging and without take turns, at the same rates of requests; told is the ratio of the
 * others' p99, and how late those came that need the source. Exit code 1 where an answer was wrong or beyond its deadline.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { runWith } from '../commandLine.ts';
import { percentile, rounded } from '../statistics.ts';
import { DEADLINE_MS, HANGING, openHangingDeployment, type HangingDeployment } from './deployment.ts';

interface Options {
  /** Of one block. */
  seconds: number;
  people: number;
  json: string | undefined;
}

const PAIRS = 4;
const WARM_SECONDS = 4;
/** After a block with the source hanging. */
const REST_SECONDS = 2;
/** Requests per second: of those that need the source about as many as keep its slots taken while it hangs. */
const RATES = { others: 50, needing: 8 };
const GRACE_MS = 100;
const TARGET = 1.2;

const OTHERS = 'query Others($id: ID!) { customer(id: $id) { id orders(first: 10) { edges { node { number status total { amount } lines { sku } } } } touches(first: 5) { edges { node { action campaign } } } sources { system status } } }';
const NEEDING = 'query Needing($id: ID!) { customer(id: $id) { name { full } emails { value } tickets(first: 5) { edges { node { subject } } } sources { system status } } }';

type Kind = keyof typeof RATES;
interface Sample {
  kind: Kind;
  hanging: boolean;
  tookMs: number;
}

interface Outcome {
  samples: Sample[];
  wrong: string[];
  /** Requests that the gateway refused because it was behind, with the source hanging and without. */
  shed: { well: number; hanging: number };
}

interface Body {
  data?: { customer: { sources: { system: string; status: string }[] } | null };
  errors?: unknown[];
}

function readOptions(): Options {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' }, people: { type: 'string', default: '100' }, json: { type: 'string' } } });
  const number = (name: 'seconds' | 'people', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new Error(`--${name} must be a whole number from ${least} to ${most}.`);
    return value;
  };
  return { seconds: number('seconds', 2, 60), people: number('people', 50, 5_000), json: values.json };
}

/** Asks at the given rates, whether or not answers come: a slow one holds up none of those behind it. */
async function load({ token }: HangingDeployment, pool: Pool, path: string, ids: readonly string[], seconds: number, hanging: boolean, { samples, wrong, shed }: Outcome): Promise<void> {
  const asked: Promise<void>[] = [];
  async function ask(kind: Kind, id: string): Promise<void> {
    const began = performance.now();
    const { statusCode, body } = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query: kind === 'others' ? OTHERS : NEEDING, variables: { id } }) });
    const { data, errors } = (await body.json()) as Body;
    const tookMs = performance.now() - began;
    if (statusCode === 503) return void (shed[hanging ? 'hanging' : 'well'] += 1);
    samples.push({ kind, hanging, tookMs });
    // The last known values stand in for the hanging source's, so that there is no error at all.
    if (statusCode !== 200 || errors || !data?.customer) wrong.push(`${kind}: HTTP ${statusCode}${errors ? ', with errors' : ''}`);
    if (tookMs > DEADLINE_MS + GRACE_MS) wrong.push(`${kind}: after ${Math.round(tookMs)} ms`);
  }
  const every = async (kind: Kind): Promise<void> => {
    const count = seconds * RATES[kind];
    const began = performance.now();
    for (let number = 0; number < count; number += 1) {
      await wait(Math.max(0, began + (number * 1_000) / RATES[kind] - performance.now()));
      asked.push(ask(kind, ids[(number * 7) % ids.length]!));
    }
  };
  await Promise.all([every('others'), every('needing')]);
  await Promise.all(asked);
}

async function customerIds({ token }: HangingDeployment, pool: Pool, path: string): Promise<string[]> {
  const { body } = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query: '{ customers(first: 100) { edges { node { id identities { system } } } } }' }) });
  const { data } = (await body.json()) as { data: { customers: { edges: { node: { id: string; identities: { system: string }[] } | null }[] } } };
  return data.customers.edges.flatMap(({ node }) => (node?.identities.some(({ system }) => system === HANGING) ? [node.id] : []));
}

async function run(options: Options): Promise<void> {
  const deployment = await openHangingDeployment(options.people);
  const { origin, pathname } = new URL(deployment.url);
  const pool = new Pool(origin, { connections: 200, pipelining: 1 });
  try {
    const ids = await customerIds(deployment, pool, pathname);
    const nothing = (): Outcome => ({ samples: [], wrong: [], shed: { well: 0, hanging: 0 } });
    const outcome = nothing();
    const { samples, wrong, shed } = outcome;
    await load(deployment, pool, pathname, ids, WARM_SECONDS, false, nothing());
    for (let pair = 0; pair < PAIRS; pair += 1) {
      // Either comes first as often, so that what changes in the course of the run falls on both.
      for (const hanging of pair % 2 === 0 ? [false, true] : [true, false]) {
        deployment.relay.hang(hanging);
        // What the block before has left waiting is none of this one's.
        if (!hanging) await load(deployment, pool, pathname, ids, REST_SECONDS, false, nothing());
        await load(deployment, pool, pathname, ids, options.seconds, hanging, outcome);
      }
    }
    deployment.relay.hang(false);
    const of = (kind: Kind, hanging: boolean): number[] => samples.filter((one) => one.kind === kind && one.hanging === hanging).map(({ tookMs }) => tookMs);
    const row = (kind: Kind, share: number) => [percentile(of(kind, false), share), percentile(of(kind, true), share)] as const;
    console.log(`${'milliseconds'.padEnd(44)}${'well'.padStart(9)}${'hanging'.padStart(9)}`);
    for (const [kind, name] of [['others', `queries that do not need ${HANGING}`], ['needing', `queries that need ${HANGING}`]] as const) {
      for (const [share, label] of [[0.5, 'median'], [0.99, 'p99'], [1, 'latest']] as const) {
        const [well, hanging] = row(kind, share);
        console.log(`${`${name}, ${label}`.padEnd(44)}${String(rounded(well)).padStart(9)}${String(rounded(hanging)).padStart(9)}`);
      }
    }
    const [well, hanging] = row('others', 0.99);
    const ratio = rounded(hanging / well);
    console.log(`p99 of the others with ${HANGING} hanging against without: ${ratio}; at most ${TARGET}: ${ratio <= TARGET ? 'holds' : 'does not hold'} (${of('others', true).length} and ${of('others', false).length} answers; ${shed.hanging} and ${shed.well} requests refused as too many).`);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ ...options, json: undefined, rates: RATES, loadAverage: loadavg()[0], ratio, shed, samples }, null, 1)}\n`);
    if (wrong.length > 0) {
      console.error(`${wrong.length} answers were wrong: ${[...new Set(wrong)].slice(0, 5).join('; ')}`);
      process.exitCode = 1;
    }
  } finally {
    await pool.destroy();
    await deployment.close();
  }
}

await runWith(readOptions, run);
