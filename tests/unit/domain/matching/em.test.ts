import type { Dimension } from '../../../../domain/matching/comparison.ts';
import { learn, type PairSample } from '../../../../domain/matching/em.ts';
import { createRandomStream } from '../../../../domain/matching/random.ts';

const levels = (m: number[], u: number[]) => m.map((each, index) => ({ name: `l${index}`, m: each, u: u[index]! }));
const DIMENSIONS: Dimension[] = ['a', 'b', 'c', 'd'].map((field) => ({ field, levels: levels([0.7, 0.1, 0.2], [0.1, 0.1, 0.8]), shared: {}, mostDifferent: 0.6 }));
const TRUE_M = [[0.9, 0.06, 0.04], [0.6, 0.1, 0.3], [0.8, 0.15, 0.05], [0.95, 0.02, 0.03]];
const TRUE_U = [[0.02, 0.02, 0.96], [0.005, 0.03, 0.965], [0.1, 0.05, 0.85], [0.01, 0.01, 0.98]];

function drawn(pairs: number, matchShare: number, random: () => number, missing = 0): PairSample {
  const sample = { size: pairs, levels: new Int8Array(pairs * 4), rarity: new Float32Array(pairs * 4), weight: 1 };
  for (let pair = 0; pair < pairs; pair += 1) {
    const of = random() < matchShare ? TRUE_M : TRUE_U;
    for (let index = 0; index < 4; index += 1) {
      let rest = random();
      let level = 0;
      while (level < 2 && (rest -= of[index]![level]!) > 0) level += 1;
      sample.levels[pair * 4 + index] = random() < missing ? -1 : level;
    }
  }
  return sample;
}

const none: PairSample = { size: 0, levels: new Int8Array(0), rarity: new Float32Array(0), weight: 0 };

test('it recovers m, u and the share of matches that made the pairs, without labels', () => {
  const learned = learn(DIMENSIONS, drawn(100_000, 0.03, createRandomStream(5)), none, 3_000, 100_000);
  expect(learned.prior).toBeCloseTo(0.03, 2);
  learned.fields.forEach(({ levels: found }, index) => found.forEach(({ m, u }, level) => {
    expect(Math.abs(m - TRUE_M[index]![level]!)).toBeLessThan(0.03);
    expect(Math.abs(u - TRUE_U[index]![level]!)).toBeLessThan(0.01);
  }));
});

test('it learns the same where half of all values are missing', () => {
  const learned = learn(DIMENSIONS, drawn(200_000, 0.03, createRandomStream(6), 0.3), none, 3_000, 200_000);
  expect(learned.fields[0]!.levels[0]!.m).toBeCloseTo(0.9, 1);
  expect(learned.prior).toBeCloseTo(0.03, 2);
});

test('it finds hardly a match where there is none, and keeps to what is held of fields beforehand', () => {
  const learned = learn(DIMENSIONS, drawn(50_000, 0, createRandomStream(7)), none, 1_000, 50_000);
  expect(learned.expectedMatches).toBeLessThan(150);
  for (const { levels: found } of learned.fields) expect(found[2]!.m).toBeLessThanOrEqual(0.6);
});

test('it stays near what is held beforehand where a handful of pairs is all there is', () => {
  const learned = learn(DIMENSIONS, drawn(40, 0.2, createRandomStream(8)), none, 10, 45);
  for (const { levels: found } of learned.fields) {
    expect(found[0]!.m / found[0]!.u).toBeGreaterThan(1);
    expect(found[2]!.m / found[2]!.u).toBeLessThan(1);
  }
});
