import { givenNameGroup } from '../../normalise/shortForms.ts';
import { MISSING, type Comparer, type Outcome } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import type { ComparableName, MatchRecord } from '../record.ts';
import { isClose, isSimilar } from '../text.ts';

const GIVEN = { exact: 0, shortForm: 1, close: 2, other: 3, initial: 4, swapped: 5, similar: 6, different: 7 } as const;
const FAMILY = { exact: 0, close: 1, part: 2, swapped: 3, similar: 4, different: 5 } as const;

/** What a typing error leaves of a value's rarity: by chance one comes close to a rare name as easily as to a common one. */
const CLOSE_RARITY = 0.5;

/** How good a level is, to choose among several names: higher is better. */
const GIVEN_RANK = [8, 6, 5, 3.5, 3, 4, 1.5, 0] as const;
const FAMILY_RANK = [8, 6, 4, 4, 1.5, 0] as const;

function sharesForm(left: string, right: string): boolean {
  const forms = givenNameGroup(left);
  if (forms.length === 0) return false;
  if (forms.includes(right)) return true;
  const others = givenNameGroup(right);
  return others.includes(left) || forms.some((form) => others.includes(form));
}

const result = { given: MISSING as number, givenRarity: 0, family: MISSING as number, familyRarity: 0 };

const rarer = (table: string, left: string, right: string, frequencies: FrequencyReader): number =>
  Math.min(frequencies.rarity(table, left), frequencies.rarity(table, right));

/** Whether both have a second given name, written out, and none of one is any of the other's. */
function middlesDiffer(mine: readonly string[], yours: readonly string[]): boolean {
  const [one, other] = [mine.filter((word) => word.length > 1), yours.filter((word) => word.length > 1)];
  return one.length > 0 && other.length > 0 && !one.some((word) => other.includes(word));
}

function compareGiven(left: ComparableName, right: ComparableName, frequencies: FrequencyReader): void {
  result.given = MISSING;
  result.givenRarity = 0;
  const mine = left.given[0];
  const yours = right.given[0];
  if (mine === undefined || yours === undefined) return;
  if (mine.length === 1 || yours.length === 1) {
    const fits = mine[0] === yours[0];
    result.given = fits ? GIVEN.initial : GIVEN.different;
    return;
  }
  if (mine === yours && left.generation !== null && right.generation !== null && left.generation !== right.generation) {
    // Father and son of one name, told apart by their records.
    result.given = GIVEN.different;
    return;
  }
  if (mine === yours && middlesDiffer(left.middle, right.middle)) {
    // José Luis and José Antonio are brothers.
    result.given = GIVEN.similar;
    return;
  }
  if (mine === yours) {
    result.given = GIVEN.exact;
    result.givenRarity = frequencies.rarity('given', mine);
    return;
  }
  if (sharesForm(mine, yours)) {
    result.given = GIVEN.shortForm;
    result.givenRarity = rarer('given', mine, yours, frequencies) * CLOSE_RARITY;
    return;
  }
  const shorter = mine.length < yours.length ? mine : yours;
  const longer = shorter === mine ? yours : mine;
  if (isClose(mine, yours) || (shorter.length >= 3 && longer.startsWith(shorter))) {
    result.given = GIVEN.close;
    result.givenRarity = rarer('given', mine, yours, frequencies) * CLOSE_RARITY;
    return;
  }
  const others = (name: ComparableName): string[] => [...name.given.slice(1), ...name.middle];
  const found = [...others(left).filter((word) => word === yours || right.middle.includes(word) || right.given.includes(word)), ...others(right).filter((word) => word === mine)]
    .find((word) => word.length > 1);
  if (found !== undefined) {
    result.given = GIVEN.other;
    result.givenRarity = frequencies.rarity('given', found) * CLOSE_RARITY;
    return;
  }
  result.given = isSimilar(mine, yours) ? GIVEN.similar : GIVEN.different;
}

function compareFamily(left: ComparableName, right: ComparableName, frequencies: FrequencyReader): void {
  result.family = MISSING;
  result.familyRarity = 0;
  if (left.family.length === 0 || right.family.length === 0) return;
  if (left.joined === right.joined) {
    result.family = FAMILY.exact;
    result.familyRarity = frequencies.rarity('family', left.joined);
    return;
  }
  if (isClose(left.joined, right.joined)) {
    result.family = FAMILY.close;
    result.familyRarity = rarer('family', left.joined, right.joined, frequencies) * CLOSE_RARITY;
    return;
  }
  const part = left.family.find((word) => word.length > 2 && (right.family.includes(word) || right.middle.includes(word))) ??
    right.family.find((word) => word.length > 2 && left.middle.includes(word));
  if (part !== undefined) {
    result.family = FAMILY.part;
    result.familyRarity = frequencies.rarity('family', part);
    return;
  }
  const several = left.family.length > 1 || right.family.length > 1;
  if (several && left.family.some((word) => word.length > 3 && right.family.some((other) => other.length > 3 && isClose(word, other)))) {
    result.family = FAMILY.part;
    return;
  }
  result.family = isSimilar(left.joined, right.joined) ? FAMILY.similar : FAMILY.different;
}

const equalOrClose = (left: string | undefined, right: string | undefined): number =>
  left === undefined || right === undefined || left.length < 2 || right.length < 2 ? 0 : left === right ? 2 : isClose(left, right) ? 1 : 0;

/** A word that is a given name on one side and a family name on the other is as rare as where it is common. */
const rarityOfEither = (word: string, frequencies: FrequencyReader): number => Math.min(frequencies.rarity('given', word), frequencies.rarity('family', word));

/** Given and family name may have changed places. Only where that explains the pair better than the places as they are. */
function compareSwapped(left: ComparableName, right: ComparableName, frequencies: FrequencyReader): void {
  if (result.given !== GIVEN.different && result.given !== GIVEN.similar && result.given !== GIVEN.other && result.given !== MISSING) return;
  if (result.family !== FAMILY.different && result.family !== FAMILY.similar && result.family !== MISSING) return;
  const first = equalOrClose(left.given[0], right.joined);
  const second = equalOrClose(left.joined, right.given[0]);
  if (first + second < 2 || (first + second === 2 && result.given !== MISSING && result.family !== MISSING && first !== 1)) return;
  const mine = left.given[0];
  result.given = first > 0 ? GIVEN.swapped : mine !== undefined && right.joined !== '' ? GIVEN.different : MISSING;
  result.givenRarity = first === 0 ? 0 : rarityOfEither(mine!, frequencies) * (first === 2 ? 1 : CLOSE_RARITY);
  result.family = second > 0 ? FAMILY.swapped : left.joined !== '' && right.given.length > 0 ? FAMILY.different : MISSING;
  result.familyRarity = second === 0 ? 0 : rarityOfEither(left.joined, frequencies) * (second === 2 ? 1 : CLOSE_RARITY);
}

function write(outcome: Outcome, at: number): void {
  outcome.levels[at] = result.given;
  outcome.rarity[at] = result.givenRarity;
  outcome.levels[at + 1] = result.family;
  outcome.rarity[at + 1] = result.familyRarity;
}

const rank = (): number => (GIVEN_RANK[result.given] ?? 2) + (FAMILY_RANK[result.family] ?? 2);

/** Given and family name of a person. Of several names the pair that agrees best counts. */
export const personNames: Comparer = {
  dimensions: [
    {
      field: 'givenName',
      // Father and son.
      shared: { household: 0.03 },
      mostDifferent: 0.25,
      levels: [
        { name: 'exact', m: 0.72, u: 0.008 },
        { name: 'short form', m: 0.04, u: 0.002 },
        { name: 'close', m: 0.09, u: 0.004 },
        { name: 'another given name', m: 0.02, u: 0.004, apart: true },
        { name: 'initial', m: 0.03, u: 0.01, apart: true },
        { name: 'given and family name swapped', m: 0.02, u: 0.0002, apart: true, likeLevel: 0 },
        { name: 'similar', m: 0.03, u: 0.02 },
        { name: 'different', m: 0.05, u: 0.95 },
      ],
    },
    {
      field: 'familyName',
      shared: { household: 0.9 },
      mostDifferent: 0.25,
      levels: [
        { name: 'exact', m: 0.77, u: 0.003 },
        { name: 'close', m: 0.1, u: 0.002 },
        { name: 'one of several', m: 0.03, u: 0.003 },
        { name: 'given and family name swapped', m: 0.02, u: 0.0002, apart: true, likeLevel: 0 },
        { name: 'similar', m: 0.03, u: 0.015 },
        { name: 'different', m: 0.05, u: 0.97 },
      ],
    },
  ],
  compare(left: MatchRecord, right: MatchRecord, frequencies, outcome, at) {
    outcome.levels[at] = MISSING;
    outcome.levels[at + 1] = MISSING;
    outcome.rarity[at] = 0;
    outcome.rarity[at + 1] = 0;
    let best = -1;
    for (const mine of left.names) {
      for (const yours of right.names) {
        compareGiven(mine, yours, frequencies);
        compareFamily(mine, yours, frequencies);
        compareSwapped(mine, yours, frequencies);
        if (rank() > best) {
          best = rank();
          write(outcome, at);
        }
      }
    }
  },
};
