import { MISSING, type Comparer, type Dimension, type Shares } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import { NUMBER_FIELDS, type MatchRecord, type NumberField } from '../record.ts';
import { editDistance, isClose } from '../text.ts';

/** Compares each value with each; the lowest level (the best) counts. `rarityOf` is asked for the pair that counts only. */
function best(
  left: readonly string[],
  right: readonly string[],
  levelOf: (mine: string, yours: string) => number,
  rarityOf: (level: number, mine: string, yours: string) => number,
): { level: number; rarity: number } {
  let level: number = MISSING;
  let rarity = 0;
  for (const mine of left) {
    for (const yours of right) {
      const found = levelOf(mine, yours);
      if (level !== MISSING && found > level) continue;
      const bits = rarityOf(found, mine, yours);
      if (found === level && bits <= rarity) continue;
      level = found;
      rarity = bits;
    }
  }
  return { level, rarity };
}

function simple(
  dimension: Dimension,
  valuesOf: (record: MatchRecord) => readonly string[] | undefined,
  levelOf: (mine: string, yours: string, left: MatchRecord, right: MatchRecord) => number,
  rarityOf: (level: number, mine: string, yours: string, frequencies: FrequencyReader) => number,
): Comparer {
  return {
    dimensions: [dimension],
    compare(left, right, frequencies, outcome, at) {
      const mine = valuesOf(left);
      const yours = valuesOf(right);
      const found = mine === undefined || yours === undefined
        ? { level: MISSING, rarity: 0 }
        : best(mine, yours, (one, other) => levelOf(one, other, left, right), (level, one, other) => rarityOf(level, one, other, frequencies));
      outcome.levels[at] = found.level;
      outcome.rarity[at] = found.rarity;
    },
  };
}

/** The number of an account or document. */
export function numberComparer(field: NumberField): Comparer {
  return simple(
    {
      field,
      shared: {},
      levels: [
        { name: 'exact', m: 0.88, u: 0.00002 },
        { name: 'one sign differs', m: 0.06, u: 0.0001 },
        { name: 'two signs differ', m: 0.02, u: 0.002 },
        { name: 'different', m: 0.04, u: 0.998 },
      ],
    },
    (record) => record.numbers[field],
    (mine, yours) => {
      if (mine === yours) return 0;
      const length = Math.min(mine.length, yours.length);
      const edits = length < 4 ? 9 : editDistance(mine, yours, 2);
      return edits <= 1 ? 1 : edits === 2 && length >= 6 ? 2 : 3;
    },
    (level, mine, _yours, frequencies) => (level === 0 ? frequencies.rarity(field, mine) : 0),
  );
}

export const numberComparers: readonly Comparer[] = NUMBER_FIELDS.map(numberComparer);

const localOf = (email: string): string => email.slice(0, email.lastIndexOf('@'));
const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

/** What is left of the part before the @ when these words are taken out. */
function without(words: readonly string[], local: string): string {
  return words.reduce((left, word) => left.replace(word, ''), local).replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Whether two addresses look alike only because they are made of names: namesakes have such too, and the names have been
 * compared already.
 */
function alikeByName(one: string, other: string, left: MatchRecord, right: MatchRecord): boolean {
  const words = [...left.names, ...right.names].flatMap((name) => name.words).filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
  if (!words.some((word) => one.includes(word) || other.includes(word))) return false;
  const [mine, yours] = [without(words, one), without(words, other)];
  return mine !== yours || mine.length < 2;
}

/** E-mail addresses. `shared`: by whom one mailbox or domain may be used together. */
export const emailComparer = (shared: Shares): Comparer =>
  simple(
    {
      field: 'email',
      shared,
      levels: [
        { name: 'exact', m: 0.7, u: 0.0002 },
        { name: 'close', m: 0.08, u: 0.0002 },
        { name: 'same name at another domain', m: 0.06, u: 0.0005 },
        { name: 'same uncommon domain', m: 0.04, u: 0.01 },
        { name: 'different', m: 0.12, u: 0.99 },
      ],
    },
    (record) => record.emails,
    (mine, yours, left, right) => {
      if (mine === yours) return 0;
      const [one, other] = [localOf(mine), localOf(yours)];
      const domain = domainOf(mine) === domainOf(yours);
      if ((one === other || isClose(one, other)) && !alikeByName(one, other, left, right)) {
        if (one === other && one.length > 2) return 2;
        if (one.length > 3 && (domain || isClose(domainOf(mine), domainOf(yours)))) return 1;
      }
      return domain ? 3 : 4;
    },
    (level, mine, _yours, frequencies) =>
      level === 0 ? frequencies.rarity('email', mine)
      : level === 2 ? frequencies.rarity('emailLocal', localOf(mine))
      : level === 3 ? frequencies.rarity('emailDomain', domainOf(mine))
      : 0,
  );

/** Telephone numbers, by their last digits where one side has no country or area code. */
export const phoneComparer = (shared: Shares): Comparer =>
  simple(
    {
      field: 'phone',
      shared,
      levels: [
        { name: 'exact', m: 0.65, u: 0.0002 },
        { name: 'same last digits', m: 0.06, u: 0.0002 },
        { name: 'one digit differs', m: 0.05, u: 0.0003 },
        { name: 'different', m: 0.24, u: 0.999 },
      ],
    },
    (record) => record.phones,
    (mine, yours) => {
      if (mine === yours) return 0;
      if (mine.length >= 7 && yours.length >= 7 && mine.slice(-7) === yours.slice(-7)) return 1;
      return editDistance(mine, yours, 1) <= 1 ? 2 : 3;
    },
    (level, mine, _yours, frequencies) => (level === 0 ? frequencies.rarity('phone', mine) : 0),
  );
