/**
 * `npm run test:crash -- [--seed N] [--store embedded|URI] [--changes N] [--people N] [--kills N | --holds N]
 * [--minutes N]`: the crash test; with `--holds` nobody is killed, but two workers beside two gateways are held after their writes in turn.
 * Prints the table of points and ends with exit code 0 where the killed deployment knows what the other one knows.
 */
import { parseArgs } from 'node:util';
import { runCrash, type CrashResult } from './run.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { seed: text, store: text, changes: text, people: text, kills: text, holds: text, minutes: text } });
const number = (name: 'seed' | 'changes' | 'people' | 'kills' | 'holds' | 'minutes', otherwise: number): number => {
  const value = Number(values[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`);
  return value;
};

function table({ points }: CrashResult): string {
  const rows = [['process', 'write', 'met', 'times'], ...points.map(({ victim, write, met, times }) => [victim, write, String(met), String(times)])];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')).join('\n');
}

const isHeld = values.holds !== undefined;
const wanted = isHeld ? number('holds', 2) : number('kills', 2);
const what = isHeld ? 'holds' : 'kills';
const began = performance.now();
const log = (message: string): void => console.error(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${message}`);
const result = await runCrash({
  seed: number('seed', 1), store: values.store ?? 'embedded', people: number('people', 300), changes: number('changes', 10_000), kills: isHeld ? 0 : wanted, holds: isHeld ? wanted : 0,
  limitMs: number('minutes', 20) * 60_000, roles: isHeld ? ['gateway', 'gateway2', 'worker', 'worker2'] : ['gateway', 'worker'], recordEvery: 20, log,
});
const { points, missing, differences, faults, lostIds, seenIds, changes, starts } = result;
console.log(table(result));
console.log(`\n${changes} changes, ${points.reduce((sum, { times }) => sum + times, 0)} ${what} at ${points.length} points; starts: ${[...starts].map(([role, count]) => `${role} ${count}`).join(', ')}`);
console.log(`${differences.length} differences to the undisturbed run; ${faults.length} faults; ${lostIds.length} of ${seenIds} ids lost; ${missing.length} points with fewer than ${wanted} ${what}`);
for (const line of [...differences, ...faults, ...lostIds].slice(0, 200)) console.log(line);
process.exitCode = differences.length + faults.length + lostIds.length > 0 ? 1 : 0;
