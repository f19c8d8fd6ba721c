import { MISSING, type Comparer, type Dimension, type Shares } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import type { MatchRecord } from '../record.ts';
import { NUMBER_FIELDS, type NumberField } from '../stated.ts';
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
      if (found === MISSING || (level !== MISSING && found > level)) continue;
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
  levelOf: (mine: string, yours: string) => number,
  rarityOf: (level: number, mine: string, yours: string, frequencies: FrequencyReader) => number,
): Comparer {
  return {
    dimensions: [dimension],
    compare(left, right, frequencies, outcome, at) {
      const mine = valuesOf(left);
      const yours = valuesOf(right);
      const found = mine === undefined || yours === undefined
        ? { level: MISSING, rarity: 0 }
        : best(mine, yours, levelOf, (level, one, other) => rarityOf(level, one, other, frequencies));
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
      mostDifferent: 0.35,
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

const EMAIL = { exact: 0, close: 1, local: 2, domain: 3, different: 4 } as const;

/** Whether the part before the @ is made of the name of one of the records: then another one like it says what the name says already. */
function isMadeOfName(local: string, left: MatchRecord, right: MatchRecord): boolean {
  const says = ({ names }: MatchRecord) => names.some(({ words }) => words.some((word) => word.length > 2 && local.includes(word)));
  // A slip in the one is put right by the other.
  return says(left) || says(right);
}

/** Share of records above which a mail domain is one that anybody may have an address at. */
const COMMON_DOMAIN = 0.01;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** `mary.smith17@` beside `mary.smith9@` of one provider: two people of one name as easily as a slip. */
function saysOnlyTheName(one: string, other: string, left: MatchRecord, right: MatchRecord): boolean {
  const [mine, yours] = [digitsOf(one), digitsOf(other)];
  return (mine === '' || (one !== other && mine !== yours)) && isMadeOfName(one, left, right) && isMadeOfName(other, left, right);
}

function emailLevel(mine: string, yours: string, left: MatchRecord, right: MatchRecord, frequencies: FrequencyReader): number {
  if (mine === yours) return EMAIL.exact;
  const [one, other] = [localOf(mine), localOf(yours)];
  const domain = domainOf(mine) === domainOf(yours);
  const common = (): boolean => frequencies.share('emailDomain', domainOf(mine)) >= COMMON_DOMAIN || frequencies.share('emailDomain', domainOf(yours)) >= COMMON_DOMAIN;
  if (one === other && one.length > 2) return saysOnlyTheName(one, other, left, right) && common() ? MISSING : EMAIL.local;
  if (one.length > 3 && isClose(one, other) && (domain || isClose(domainOf(mine), domainOf(yours)))) {
    return saysOnlyTheName(one, other, left, right) && common() ? MISSING : EMAIL.close;
  }
  return domain ? EMAIL.domain : EMAIL.different;
}

/** E-mail addresses. `shared`: by whom one mailbox or domain may be used together. */
export const emailComparer = (shared: Shares): Comparer => ({
  dimensions: [
    {
      field: 'email',
      shared,
      mostDifferent: 0.6,
      levels: [
        { name: 'exact', m: 0.7, u: 0.0002 },
        { name: 'close', m: 0.08, u: 0.0002 },
        { name: 'same name at another domain', m: 0.06, u: 0.0005, apart: true },
        { name: 'same domain', m: 0.04, u: 0.01, apart: true },
        { name: 'different', m: 0.12, u: 0.99 },
      ],
    },
  ],
  compare(left, right, frequencies, outcome, at) {
    const found = best(left.emails, right.emails, (mine, yours) => emailLevel(mine, yours, left, right, frequencies), (level, mine) =>
      level === EMAIL.exact ? frequencies.rarity('email', mine)
      : level === EMAIL.local ? frequencies.rarity('emailLocal', localOf(mine))
      : level === EMAIL.domain ? frequencies.rarity('emailDomain', domainOf(mine))
      : 0);
    outcome.levels[at] = found.level;
    outcome.rarity[at] = found.rarity;
  },
});

type Values = (record: MatchRecord) => readonly string[];

/** Telephone numbers, by their last digits where one side has no country or area code. `moves`: how often one is left behind by who moves. */
export const phoneComparer = (shared: Shares, moves = 0, valuesOf: Values = (record) => record.phones): Comparer =>
  simple(
    {
      field: 'phone',
      shared,
      mostDifferent: 0.7,
      moves,
      levels: [
        { name: 'exact', m: 0.65, u: 0.0002 },
        { name: 'same last digits', m: 0.06, u: 0.0002 },
        { name: 'one digit differs', m: 0.05, u: 0.0003 },
        { name: 'different', m: 0.24, u: 0.999 },
      ],
    },
    valuesOf,
    (mine, yours) => {
      if (mine === yours) return 0;
      if (mine.length >= 7 && yours.length >= 7 && mine.slice(-7) === yours.slice(-7)) return 1;
      return editDistance(mine, yours, 1) <= 1 ? 2 : 3;
    },
    (level, mine, _yours, frequencies) => (level === 0 ? frequencies.rarity('phone', mine) : 0),
  );

const NONE: readonly string[] = [];

/**
 * The telephones of people: a mobile is one person's, and no household shares it, so it is a field by itself. A number
 * that one side knows as a mobile is one; where both have mobiles and share none, what else they have is compared as before.
 */
export function personPhoneComparer(shared: Shares, moves: number): Comparer {
  let [mine, yours, first]: [readonly string[], readonly string[], MatchRecord | null] = [NONE, NONE, null];
  const lines = phoneComparer(shared, moves, (record) => (record === first ? mine : yours));
  return {
    dimensions: [
      {
        field: 'mobile',
        shared: {},
        mostDifferent: 0.7,
        levels: [
          { name: 'exact', m: 0.8, u: 0.00005 },
          { name: 'one digit differs', m: 0.04, u: 0.0003 },
          { name: 'different', m: 0.16, u: 0.999 },
        ],
      },
      ...lines.dimensions,
    ],
    compare(left, right, frequencies, outcome, at) {
      const ofMobile = (level: number, rarity: number): void => {
        outcome.levels[at] = level;
        outcome.rarity[at] = rarity;
      };
      [mine, yours, first] = [left.phones, right.phones, left];
      const same = left.phones.find((number) => right.phones.includes(number) && (left.mobiles.includes(number) || right.mobiles.includes(number)));
      if (same !== undefined) {
        ofMobile(0, frequencies.rarity('phone', same));
        [mine, yours] = [NONE, NONE];
      } else if (left.mobiles.length > 0 && right.mobiles.length > 0) {
        ofMobile(left.mobiles.some((one) => right.mobiles.some((other) => editDistance(one, other, 1) <= 1)) ? 1 : 2, 0);
        mine = left.phones.filter((number) => !left.mobiles.includes(number));
        yours = right.phones.filter((number) => !right.mobiles.includes(number));
      } else ofMobile(MISSING, 0);
      lines.compare(left, right, frequencies, outcome, at + 1);
    },
  };
}
