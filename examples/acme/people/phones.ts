/**
 * Phone numbers in E.164, all of them valid for libphonenumber. British ones come from the ranges that Ofcom keeps for
 * drama and that libphonenumber accepts (it takes neither 01632 960 nor 07700 900, so a British "mobile" is a
 * geographic number here); Spain has no such range, so those are invented within valid shapes.
 */
import type { Random } from './random.ts';

const BRITISH_LANDLINE_BASES = ['+442079460', '+441614960'];
const BRITISH_PERSONAL_BASES = [
  '+441174960',
  '+441214960',
  '+441134960',
  '+441314960',
  '+441414960',
  '+441514960',
  '+441914980',
];
const SPANISH_LANDLINE_BASES = ['+3491', '+3493', '+3495'];

/** Draws numbers that nobody else has. */
export interface PhoneBook {
  mobile(country: 'ES' | 'GB'): string;
  landline(country: 'ES' | 'GB'): string;
}

/** A phone book that never gives out one of `taken`, nor a number twice. */
export function phoneBook(random: Random, taken: readonly string[]): PhoneBook {
  const used = new Set(taken);
  const unique = (draw: () => string): string => {
    for (let attempt = 0; attempt < 10_000; attempt += 1) {
      const number = draw();
      if (!used.has(number)) {
        used.add(number);
        return number;
      }
    }
    throw new Error('the range of phone numbers is used up');
  };
  const digits = (length: number): string => Array.from({ length }, () => random.int(0, 9)).join('');
  return {
    mobile: (country) =>
      unique(() => (country === 'ES' ? `+346${digits(8)}` : `${random.pick(BRITISH_PERSONAL_BASES)}${digits(3)}`)),
    landline: (country) =>
      unique(() =>
        country === 'ES'
          ? `${random.pick(SPANISH_LANDLINE_BASES)}${random.int(1, 8)}${digits(6)}`
          : `${random.pick(BRITISH_LANDLINE_BASES)}${digits(3)}`,
      ),
  };
}
