import { MISSING, type Comparer } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import type { ComparableDate } from '../record.ts';
import { oneDigitOff } from '../text.ts';

const LEVEL = { exact: 0, close: 1, month: 2, year: 3, near: 4, day: 5, different: 6 } as const;
/** Which of two levels says more for one party. */
const RANK = [6, 5, 4, 3, 1, 2, 0] as const;

/** Day and month read the other way round. */
function swapped(left: string, right: string): boolean {
  return left.slice(0, 4) === right.slice(0, 4) && left.slice(5, 7) === right.slice(8, 10) && left.slice(8, 10) === right.slice(5, 7);
}

/** The last digit of the month and the first of the day, or those beside the other dash, have changed places. */
function neighboursSwapped(left: string, right: string): boolean {
  return oneDigitOff(left.slice(0, 4) + left.slice(5, 7) + left.slice(8), right.slice(0, 4) + right.slice(5, 7) + right.slice(8));
}

function levelOf(left: ComparableDate, right: ComparableDate): number {
  let level: number = LEVEL.different;
  for (const mine of left.readings) {
    for (const yours of right.readings) {
      if (mine === yours) return LEVEL.exact;
      if (swapped(mine, yours) || oneDigitOff(mine, yours) || (mine[0] === yours[0] && mine[9] === yours[9] && neighboursSwapped(mine, yours))) level = LEVEL.close;
      else if (level === LEVEL.different && mine.slice(5) === yours.slice(5)) level = LEVEL.day;
    }
  }
  if (level === LEVEL.close) return level;
  if (left.year === right.year) {
    const partial = left.readings.length === 0 || right.readings.length === 0;
    return left.month !== null && left.month === right.month ? LEVEL.month : partial || level === LEVEL.different ? LEVEL.year : level;
  }
  if (level === LEVEL.day) return level;
  return Math.abs(left.year - right.year) === 1 ? LEVEL.near : LEVEL.different;
}

function rarityOf(level: number, left: ComparableDate, right: ComparableDate, frequencies: FrequencyReader): number {
  if (level !== LEVEL.exact) return 0;
  const same = left.readings.find((reading) => right.readings.includes(reading));
  return same === undefined ? 0 : frequencies.rarity('birthDate', same);
}

/** Birth dates, of which one may be known by its year or month only, or have two readings. */
export const birthDates: Comparer = {
  dimensions: [
    {
      field: 'birthDate',
      // Twins.
      shared: { household: 0.02 },
      mostDifferent: 0.3,
      levels: [
        { name: 'exact', m: 0.8, u: 0.0001 },
        { name: 'one digit or day and month swapped', m: 0.09, u: 0.0008 },
        { name: 'same year and month', m: 0.03, u: 0.0015 },
        { name: 'same year', m: 0.03, u: 0.018 },
        { name: 'one year apart', m: 0.01, u: 0.035 },
        { name: 'same day of another year', m: 0.015, u: 0.0027, apart: true },
        { name: 'different', m: 0.025, u: 0.94 },
      ],
    },
  ],
  compare(left, right, frequencies, outcome, at) {
    let best: number = MISSING;
    let rarity = 0;
    for (const mine of left.birthDates) {
      for (const yours of right.birthDates) {
        const level = levelOf(mine, yours);
        if (best !== MISSING && RANK[level]! <= RANK[best]!) continue;
        best = level;
        rarity = rarityOf(level, mine, yours, frequencies);
      }
    }
    outcome.levels[at] = best;
    outcome.rarity[at] = rarity;
  },
};

/** Gender; says little, and nothing where one side keeps silent. */
export const genders: Comparer = {
  dimensions: [{ field: 'gender', shared: {}, mostDifferent: 0.08, levels: [{ name: 'same', m: 0.97, u: 0.5 }, { name: 'different', m: 0.03, u: 0.5 }] }],
  compare(left, right, _frequencies, outcome, at) {
    const known = left.genders.length > 0 && right.genders.length > 0;
    outcome.levels[at] = !known ? MISSING : left.genders.some((gender) => right.genders.includes(gender)) ? 0 : 1;
    outcome.rarity[at] = 0;
  },
};
