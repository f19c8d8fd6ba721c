import type { ComparableAddress } from '../../normalise/postalAddress.ts';
import { MISSING, type Comparer, type Shares } from '../comparison.ts';
import type { FrequencyReader } from '../frequencies.ts';
import { overlapOf } from '../overlap.ts';
import { editDistance, isClose } from '../text.ts';

const STREET = { same: 0, near: 1, street: 2, part: 3, number: 4, different: 5 } as const;
const AREA = { both: 0, postcode: 1, cityNear: 2, city: 3, close: 4, region: 5, different: 6 } as const;
const STREET_RANK = [6, 4.5, 3, 2, 0.5, 0] as const;
const AREA_RANK = [4, 3, 3, 2, 1.5, 0.5, 0] as const;

const found = { street: MISSING as number, streetRarity: 0, area: MISSING as number, areaRarity: 0 };

/** 2 equal, 1 nearly equal or one side silent, 0 different. */
function numbersAgree(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 1;
  if (left.some((number) => right.includes(number))) return 2;
  const digitsOf = (number: string): string => number.replace(/\D/g, '');
  return left.some((mine) => right.some((yours) => digitsOf(mine) === digitsOf(yours) || (Math.min(mine.length, yours.length) > 1 && editDistance(mine, yours, 1) <= 1))) ? 1 : 0;
}

function compareStreet(left: ComparableAddress, right: ComparableAddress, frequencies: FrequencyReader): void {
  found.street = MISSING;
  found.streetRarity = 0;
  if (left.street.length === 0 || right.street.length === 0) {
    if (left.numbers.length === 0 || right.numbers.length === 0) return;
    // A post-office box, or a number beside a street that one side lacks.
    found.street = numbersAgree(left.numbers, right.numbers) === 2 ? STREET.number : left.street.length === right.street.length ? STREET.different : MISSING;
    return;
  }
  const numbers = numbersAgree(left.numbers, right.numbers);
  const { contained, shared, rarest } = overlapOf(left.street, right.street, 'streetWord', frequencies);
  const words = (contained + shared) / 2;
  if (words >= 0.82 && numbers === 2) found.street = STREET.same;
  else if ((words >= 0.55 && numbers === 2) || (words >= 0.82 && numbers === 1)) found.street = STREET.near;
  else if (words >= 0.75) found.street = STREET.street;
  else if (words >= 0.4 || (words >= 0.25 && numbers === 2)) found.street = STREET.part;
  else found.street = numbers === 2 && left.numbers.length > 0 ? STREET.number : STREET.different;
  if (rarest !== null && found.street <= STREET.part) found.streetRarity = Math.max(-3, Math.min(3, frequencies.rarity('streetWord', rarest) * 0.5));
}

function compareArea(left: ComparableAddress, right: ComparableAddress, frequencies: FrequencyReader): void {
  found.area = MISSING;
  found.areaRarity = 0;
  if (left.country !== null && right.country !== null && left.country !== right.country) {
    found.area = AREA.different;
    return;
  }
  const postcodes = left.postcode === null || right.postcode === null ? null
    : left.postcode === right.postcode ? 2 : editDistance(left.postcode, right.postcode, 1) <= 1 ? 1 : 0;
  const [mine, yours] = [left.city.join(''), right.city.join('')];
  const cities = mine === '' || yours === '' ? null
    : mine === yours ? 2
    : isClose(mine, yours) || (Math.min(mine.length, yours.length) >= 4 && (mine.includes(yours) || yours.includes(mine))) ? 1 : 0;
  const regions = left.region === null || right.region === null ? null : left.region === right.region ? 1 : 0;
  if (postcodes === null && cities === null && regions === null) return;
  const postcodeRarity = (): number => frequencies.rarity('postcode', left.postcode!);
  const cityRarity = (): number => (cities === 2 ? frequencies.rarity('city', mine) : 0);
  if (postcodes === 2 && (cities ?? 0) > 0) {
    found.area = AREA.both;
    found.areaRarity = Math.max(postcodeRarity(), cityRarity()) / 2;
  } else if (postcodes === 2) {
    found.area = AREA.postcode;
    found.areaRarity = postcodeRarity();
  } else if (cities === 2) {
    found.area = postcodes === 1 ? AREA.cityNear : AREA.city;
    found.areaRarity = cityRarity();
  } else if (cities === 1 || postcodes === 1) found.area = AREA.close;
  else found.area = regions === 1 ? AREA.region : AREA.different;
}

/** Street and place of addresses. `moves`: how surely both change when a party moves; of several addresses the pair that agrees best counts, for both. */
export const addressComparer = (shared: Shares, moves = 0): Comparer => ({
  dimensions: [
    {
      field: 'street',
      shared,
      mostDifferent: 0.6,
      moves,
      levels: [
        { name: 'same', m: 0.6, u: 0.0002 },
        { name: 'nearly the same', m: 0.15, u: 0.0006 },
        { name: 'same street', m: 0.05, u: 0.002 },
        { name: 'in part', m: 0.07, u: 0.02 },
        { name: 'same number', m: 0.03, u: 0.02 },
        { name: 'different', m: 0.1, u: 0.95 },
      ],
    },
    {
      // Town, postcode and region follow from one another: one comparison, so that they do not count three times.
      field: 'place',
      shared,
      mostDifferent: 0.6,
      moves,
      levels: [
        { name: 'postcode and city', m: 0.65, u: 0.001 },
        { name: 'postcode', m: 0.08, u: 0.001 },
        { name: 'city, postcode nearly', m: 0.06, u: 0.002 },
        { name: 'city', m: 0.08, u: 0.01, apart: true },
        { name: 'nearly the same', m: 0.04, u: 0.01 },
        { name: 'region', m: 0.04, u: 0.15 },
        { name: 'different', m: 0.05, u: 0.8 },
      ],
    },
  ],
  compare(left, right, frequencies, outcome, at) {
    let best = -1;
    outcome.levels[at] = MISSING;
    outcome.levels[at + 1] = MISSING;
    outcome.rarity[at] = 0;
    outcome.rarity[at + 1] = 0;
    for (const mine of left.addresses) {
      for (const yours of right.addresses) {
        compareStreet(mine, yours, frequencies);
        compareArea(mine, yours, frequencies);
        const rank = (STREET_RANK[found.street] ?? 1) + (AREA_RANK[found.area] ?? 1);
        if (rank <= best) continue;
        best = rank;
        outcome.levels[at] = found.street;
        outcome.rarity[at] = found.streetRarity;
        outcome.levels[at + 1] = found.area;
        outcome.rarity[at + 1] = found.areaRarity;
      }
    }
  },
});
