/** A query of four systems of which any may fail, in any way: what is there is exactly what the others give, in time. */
import { setTimeout as wait } from 'node:timers/promises';
import { isWhole, sampled } from '../../support/depth.ts';
import { SYSTEMS, type FaultKind, type System } from '../../support/faults/types.ts';
import { LATEST_MS } from '../support/fault.ts';
import { MODES, startStack, type Mode, type Stack, type StackAnswer } from '../support/stack.ts';
import { ADA_QUERY, expectedOf } from './oracle.ts';

/** Each with what `sources` says of it. A breaker that has opened before says so of any. */
const REASONS = { kill: 'UNREACHABLE', hang: 'TIMEOUT', slow: 'TIMEOUT', garbage: 'GARBAGE', slowConnect: 'TIMEOUT' } as const satisfies Partial<Record<FaultKind, string>>;
const KINDS = Object.keys(REASONS) as (keyof typeof REASONS)[];

type Faults = Readonly<Partial<Record<System, keyof typeof REASONS>>>;

const subsetOf = (bits: number): System[] => SYSTEMS.filter((_, index) => (bits & (1 << index)) !== 0);
const every = [...Array(16).keys()];
/** All that fail do so alike; then each in another way. */
const CASES: Faults[] = [
  ...KINDS.flatMap((kind) => every.filter((bits) => bits > 0 || kind === 'kill').map((bits) => Object.fromEntries(subsetOf(bits).map((system) => [system, kind])))),
  ...every.filter((bits) => subsetOf(bits).length > 1).map((bits) => Object.fromEntries(subsetOf(bits).map((system, index) => [system, KINDS[(bits + index * 2) % KINDS.length]!]))),
];
/** Beyond any time for which a source is left alone. */
const LONG_MS = 60_000;
const RECOVERS_WITHIN_MS = 15_000;

interface SourceStatus {
  system: System;
  status: string;
  fetchedAt: string | null;
  ageSeconds: number | null;
  reason: string | null;
}

function read({ body }: StackAnswer): { values: object; sources: SourceStatus[]; errors: string[]; codes: unknown[] } {
  const { sources, ...values } = (body.data as { customerBy: { sources: SourceStatus[] } }).customerBy;
  const told = (body.errors ?? []).map(({ extensions }) => extensions as unknown as { code: string; coordinate: string; source: string });
  return { values, sources, errors: told.map(({ coordinate, source }) => `${coordinate} ${source}`).sort(), codes: [...new Set(told.map(({ code }) => code))] };
}

let stack: Stack;
beforeAll(async () => {
  stack = await startStack(new Set(SYSTEMS));
}, 120_000);
afterAll(() => stack.close(), 60_000);

/** All systems are well, and the gateways have seen it. */
async function untilWhole(): Promise<void> {
  stack.skip(LONG_MS);
  const until = performance.now() + RECOVERS_WITHIN_MS;
  for (;;) {
    const answers = await Promise.all(MODES.map((mode) => stack.ask(mode, ADA_QUERY)));
    if (answers.every((answer) => answer.status === 200 && read(answer).sources.every(({ status }) => status === 'OK'))) return;
    if (performance.now() > until) throw new Error(`The sources do not answer again: ${answers.map(({ text }) => text).join('\n')}`);
    await wait(50);
  }
}

function check(faults: Faults, mode: Mode, answer: StackAnswer, beganMs: number): void {
  const failing = new Set(Object.keys(faults) as System[]);
  const expected = expectedOf(failing, mode);
  const { values, sources, errors, codes } = read(answer);
  expect({ status: answer.status, values, errors, states: sources.map(({ status }) => status) }).toEqual({ status: 200, ...expected });
  expect(codes).toEqual(errors.length > 0 ? ['SOURCE_UNAVAILABLE'] : []);
  for (const { system, status, fetchedAt, ageSeconds, reason } of sources) {
    const fault = faults[system];
    expect([fault ? REASONS[fault] : null, fault ? 'BREAKER_OPEN' : null]).toContain(reason);
    if (status === 'DOWN') expect([fetchedAt, ageSeconds]).toEqual([null, null]);
    else if (status === 'STALE') expect([Date.parse(fetchedAt!) <= stack.takenInAtMs, ageSeconds! >= LONG_MS / 1_000]).toEqual([true, true]);
    else expect([Date.parse(fetchedAt!) >= beganMs, ageSeconds! <= 2]).toEqual([true, true]);
  }
  expect(answer.tookMs).toBeLessThan(LATEST_MS);
}

const nameOf = (faults: Faults): string => Object.entries(faults).map(([system, kind]) => `${system} ${kind}`).join(', ') || 'nothing';

describe('a query that needs four systems of which some fail', () => {
  it.each(sampled(CASES, 11).map((faults) => [nameOf(faults), faults] as const))('has everything else in place, in time: %s', async (_name, faults) => {
    await untilWhole();
    const beganMs = Date.now();
    try {
      await Promise.all(Object.entries(faults).map(([system, kind]) => stack.servers[system as System].play({ kind })));
      const answers = await Promise.all(MODES.map((mode) => stack.ask(mode, ADA_QUERY)));
      MODES.forEach((mode, index) => check(faults, mode, answers[index]!, beganMs));
    } finally {
      await Promise.all(SYSTEMS.map((system) => stack.servers[system].heal()));
    }
  });

  it('tries every subset and kind in a whole run, and each kind in any', () => {
    const kinds = new Set(sampled(CASES, 11).flatMap((faults) => Object.values(faults)));
    expect([...kinds].sort()).toEqual([...KINDS].sort());
    expect(new Set(CASES.map(nameOf)).size).toBe(isWhole ? sampled(CASES, 11).length : CASES.length);
  });
});
