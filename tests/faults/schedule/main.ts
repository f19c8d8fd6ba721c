/**
 * `npm run test:schedule -- [--seed N] [--minutes M] [--people N] [--history FILE]`: plays a seeded schedule of faults to
 * the sources of a whole gateway under load, then checks the invariants (check.ts) on what was written down. Exit code 1
 * where one did not hold; the seed gives the same faults again. Redis by REDIS_TEST_URL, else in process.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { SCOPES } from '../../../domain/principal.ts';
import { connect } from '../../../examples/clients/graphql.ts';
import { loadTypeDefs } from '../../../schema/load.ts';
import { INVARIANTS, violationsOf } from './check.ts';
import { DEADLINE_MS, openScheduleDeployment } from './deployment.ts';
import type { Asked } from './history.ts';
import { oracleOf } from './oracle.ts';
import { planFaults } from './plan.ts';
import { findSubjects, runSchedule } from './run.ts';

/** Beyond the deadline: the load, the sample company and the gateway share the machine. */
const SLACK_MS = 1_000;
const SHOWN = 30;
/** For the gateway and the rest to be closed, and then for the process to have nothing left to wait for. */
const CLOSES_WITHIN_MS = 30_000;

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '2' }, people: { type: 'string', default: '120' }, history: { type: 'string' } } });
const number = (name: 'seed' | 'minutes' | 'people', least: number, most: number): number => {
  const value = Number(values[name]);
  if (!(value >= least && value <= most)) throw new Error(`--${name} must be a number from ${least} to ${most}.`);
  return value;
};

/** From here on this process ends by itself in time, or fails with what it waits for. */
function endsInTime(waitsFor: () => string): void {
  setTimeout(() => {
    console.error(`Not ended after ${CLOSES_WITHIN_MS / 1_000} s, waiting for ${waitsFor()}; open: ${process.getActiveResourcesInfo().join(' ')}.`);
    process.exit(1);
  }, CLOSES_WITHIN_MS).unref();
}

async function main(): Promise<void> {
  const [seed, durationMs, people] = [number('seed', 0, 1e6), number('minutes', 0.1, 1_440) * 60_000, number('people', 50, 5_000)];
  const uncaught: string[] = [];
  process.on('unhandledRejection', (error) => void uncaught.push(error instanceof Error ? `${error.name}: ${(error.stack ?? '').split('\n').slice(1, 3).join(' ')}` : typeof error));
  const folder = mkdtempSync(join(tmpdir(), 'c360-history-'));
  const path = values.history ?? join(folder, 'history.jsonl');
  const file = openSync(path, 'w');
  const deployment = await openScheduleDeployment({ people, seed: seed + 1, redisUrl: process.env['REDIS_TEST_URL'] || undefined });
  try {
    const oracle = oracleOf(deployment.company);
    const subjects = await findSubjects(connect(deployment.url, await signSampleToken(deployment.issuer, { role: 'admin', scopes: SCOPES })), oracle);
    const planned = planFaults(seed, durationMs);
    console.log(`Seed ${seed}: ${planned.length} faults in ${durationMs / 60_000} min, ${subjects.ids.length} customers ...`);
    const { heap, notes, changes, settledMs } = await runSchedule(deployment, subjects, planned, { seed, durationMs, note: (asked: Asked) => void writeSync(file, `${JSON.stringify(asked)}\n`) });
    closeSync(file);
    const asked = readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Asked);
    const partial = asked.filter(({ codes }) => codes.includes('SOURCE_UNAVAILABLE')).length;
    const megabytes = heap.map(({ usedBytes }) => Math.round(usedBytes / 1e6));
    console.log(`${asked.length} answers, ${partial} of them partial, ${changes} changes, ${notes.length} notes; all sources read again after ${Math.round(settledMs)} ms; heap ${megabytes.join(' ')} MB`);
    const violations = violationsOf({ asked, notes, heap, uncaught, durationMs }, {
      schema: makeExecutableSchema({ typeDefs: loadTypeDefs() }), oracle, answeredWithinMs: DEADLINE_MS + SLACK_MS,
      personsOf: (id) => subjects.persons.get(id) ?? new Set(),
    });
    for (const { invariant, what } of violations.slice(0, SHOWN)) console.error(`${invariant}: ${what}`);
    if (violations.length > SHOWN) console.error(`... and ${violations.length - SHOWN} more`);
    console.log(`${INVARIANTS.length} invariants: ${violations.length === 0 ? 'all hold' : `${new Set(violations.map(({ invariant }) => invariant)).size} do not hold`}.`);
    if (violations.length > 0) process.exitCode = 1;
  } finally {
    let waitsFor = 'the deployment to close';
    endsInTime(() => waitsFor);
    await deployment.close((what) => (waitsFor = `${what} to close`));
    waitsFor = 'what was left open';
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
