/** The crash test in small, in whole runs of the tests: `npm run test:crash` is the whole of it (docs/store.md). */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createKillPlan } from './kills.ts';
import { createHoldPlan } from './holds.ts';
import { runCrash } from './run.ts';
import { difference } from './settled.ts';
import { isWhole } from '../support/depth.ts';
import { randomStream } from '../../examples/acme/people/random.ts';

jest.setTimeout(300_000);

// Half a minute of processes that start and die: a sample of the tests does without.
if (isWhole) {
  describe('a worker and a store that are killed while changes stream in', () => {
    it('leave what a worker in peace leaves, and every id that was shown', async () => {
      execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: resolve(__dirname, '../..') });
      const told: string[] = [];
      const result = await runCrash({
        seed: 7, store: 'embedded', people: 5, changes: 15, kills: 1, mostKills: 3, holds: 0, limitMs: 60_000, roles: ['worker'], calmAtEnd: true, recordEvery: 0, log: (message) => told.push(message),
      });
      expect(result.differences).toEqual([]);
      expect(result.faults).toEqual([]);
      expect(result.lostIds).toEqual([]);
      expect(result.seenIds).toBeGreaterThan(3);
      // It was killed, and started again; the server was killed too.
      expect(result.starts.get('worker')).toBeGreaterThan(1);
      expect(result.points.filter(({ victim, times }) => victim === 'server' && times > 0).length).toBeGreaterThan(0);
    });
  });
}

describe('the plan of kills', () => {
  const written = (pid: number, write: string) => ({ role: 'worker', pid, part: 'worker' as const, write });
  let ms = 0;
  const planOf = (killServer: () => boolean, before = () => Promise.resolve(), grace = 0) => createKillPlan({ random: randomStream(1, 'test'), kills: 2, killServer, before, grace, serverRestMs: 0, nowMs: () => (ms += 1) });

  it('kills at each write as often as wanted, and then lets it be', async () => {
    const plan = planOf(() => false);
    const decisions: string[] = [];
    for (let pid = 1; pid <= 4; pid += 1) decisions.push(await plan.decide(written(pid, 'parties.upsert')));
    // The first kill was to be the server's, of which there is none.
    expect(decisions).toEqual(['go', 'die', 'die', 'go']);
    expect(plan.points()).toEqual([{ victim: 'worker', write: 'parties.upsert', met: 4, times: 2 }]);
    expect(plan.missing()).toEqual([]);
  });

  it('kills at what processes write first as well, after it was let pass so that something gets done', async () => {
    const plan = planOf(() => false, undefined, 1_000);
    const decisions: string[] = [];
    for (let pid = 1; pid <= 12; pid += 1) decisions.push(await plan.decide(written(pid, 'marks.put')));
    expect(decisions.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'go'));
    expect(decisions.filter((decision) => decision === 'die')).toHaveLength(2);
  });

  it('kills nobody where the state before the kill cannot be seen, and nobody after its end', async () => {
    const blind = planOf(() => false, () => Promise.reject(new Error('away')));
    expect(await blind.decide(written(1, 'parties.upsert'))).toBe('go');
    const plan = planOf(() => true);
    plan.end();
    expect(await plan.decide(written(1, 'parties.upsert'))).toBe('go');
    expect(plan.missing()).toHaveLength(2);
  });
});

describe('the plan of holds', () => {
  it('holds a worker until others have got ahead, once at each write', async () => {
    const plan = createHoldPlan({ roles: ['one'], times: 1, writes: 2, limitMs: 60_000 });
    const write = (role: string) => plan.decide({ role, pid: 1, part: 'worker', write: 'parties.upsert' });
    let isHeld = true;
    const held = write('one').then(() => (isHeld = false));
    await write('other');
    expect(isHeld).toBe(true);
    await write('other');
    await held;
    expect(await write('one')).toBe('go');
    expect(plan.points()).toEqual([{ victim: 'one', write: 'parties.upsert', met: 2, times: 1 }]);
  });
});

describe('the comparison', () => {
  it('tells what either side lacks', () => {
    expect(difference(['a', 'b'], ['b', 'c'])).toEqual(['- a', '+ c']);
  });
});
