import { initialsOf } from '../../normalise/organisationName.ts';
import { MISSING, type Comparer, type Shares } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import { overlapOf } from '../overlap.ts';

const LEVEL = { exact: 0, nearly: 1, contained: 2, initials: 3, part: 4, word: 5, different: 6 } as const;
const RANK = [6, 5, 4, 3, 2, 1, 0] as const;

function compareNames(left: readonly string[], right: readonly string[], frequencies: FrequencyReader): { level: number; rarity: number } {
  const [mine, yours] = [left.join(''), right.join('')];
  const rareWord = (word: string | null): number => (word === null ? 0 : Math.max(-4, Math.min(4, frequencies.rarity('organisationWord', word) * 0.5)));
  if (mine === yours) return { level: LEVEL.exact, rarity: frequencies.rarity('organisation', mine) };
  const { contained, shared, rarest } = overlapOf(left, right, 'organisationWord', frequencies);
  if (shared >= 0.8) return { level: LEVEL.nearly, rarity: rareWord(rarest) };
  if (contained >= 0.85) return { level: LEVEL.contained, rarity: rareWord(rarest) };
  const short = left.length === 1 ? mine : right.length === 1 ? yours : null;
  if (short !== null && short.length >= 2 && short === initialsOf(short === mine ? right : left)) return { level: LEVEL.initials, rarity: 0 };
  if (shared >= 0.45) return { level: LEVEL.part, rarity: rareWord(rarest) };
  if (contained >= 0.3) return { level: LEVEL.word, rarity: rareWord(rarest) };
  return { level: LEVEL.different, rarity: 0 };
}

/** Names of organisations, by their words: the company form does not count, order hardly. */
export const organisationComparer = (shared: Shares): Comparer => ({
  dimensions: [
    {
      field: 'organisationName',
      shared,
      mostDifferent: 0.2,
      levels: [
        { name: 'exact', m: 0.55, u: 0.0005 },
        { name: 'nearly the same', m: 0.15, u: 0.0005 },
        { name: 'one holds the other', m: 0.13, u: 0.002 },
        { name: 'initials', m: 0.02, u: 0.0005, apart: true },
        { name: 'in part', m: 0.06, u: 0.004 },
        { name: 'a word in common', m: 0.04, u: 0.03 },
        { name: 'different', m: 0.05, u: 0.96 },
      ],
    },
  ],
  compare(left, right, frequencies, outcome, at) {
    let level: number = MISSING;
    let rarity = 0;
    for (const mine of left.organisations) {
      for (const yours of right.organisations) {
        const found = compareNames(mine.words, yours.words, frequencies);
        if (level !== MISSING && (RANK[found.level]! < RANK[level]! || (found.level === level && found.rarity <= rarity))) continue;
        level = found.level;
        rarity = found.rarity;
      }
    }
    outcome.levels[at] = level;
    outcome.rarity[at] = rarity;
  },
});
