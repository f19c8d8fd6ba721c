import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/**
 * A phone number in E.164, or null where the text is none. `defaultRegion` (ISO 3166) is for numbers without a country
 * code. Possible, not assigned, is what counts: numbering plans change faster than libraries.
 */
export function normalisePhone(value: string, defaultRegion: string): string | null {
  const phone = parsePhoneNumberFromString(value, defaultRegion as CountryCode);
  return phone?.isPossible() ? phone.number : null;
}

/** In full: a national number would be another person's in another country, and short ones are soon guessed. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** What a full number is read under says nothing about it. */
const ANY_REGION = 'ES';

/** A number that is given in full, as in E.164 (`+34600111222`, nothing between the digits); null for every other text. */
export function fullPhone(value: string): string | null {
  return E164.test(value) ? normalisePhone(value, ANY_REGION) : null;
}

/** A number's extension, as it is written behind it. */
const EXTENSION = /(?:\s|,|;)*(?:ext(?:ension)?|extn|x|#)[.:\s]*\d{1,7}\s*$/i;
/** `1 (555) 123-4567`: the trunk digit of the North American plan, which only its grouping shows. */
const NORTH_AMERICAN = /^1[\s.(-]+\d{3}[\s.)-]+\d{3}[\s.-]+\d{4}$/;
const trunkless = (digits: string): string => digits.replace(/^0+/, '');
const ofComparableLength = (digits: string): string | null => (digits.length >= 6 && digits.length <= 15 ? digits : null);

/**
 * The national significant digits of a number, without country code and trunk zeros, so that `+34 612 345 678`,
 * `0034612345678` and `612345678` compare equal although no region is known; null where the text is no number. Equal
 * digits of two countries are equal here too: where both numbers are in full, `normalisePhone` tells them apart.
 */
export function comparablePhone(text: string, region: string | null): string | null {
  const plain = text.slice(0, 100).normalize('NFKC').replace(EXTENSION, '').trim();
  const digits = plain.replace(/\D/g, '');
  if (ofComparableLength(trunkless(digits)) === null || /\p{L}{3,}/u.test(plain)) return null;
  const read = (value: string, from?: string) => parsePhoneNumberFromString(value, from as CountryCode | undefined);
  const known = plain.startsWith('+') ? read(plain) : region === null ? undefined : read(plain, region);
  if (known?.isPossible()) return trunkless(known.nationalNumber);
  if (NORTH_AMERICAN.test(plain)) return digits.slice(1);
  // The country code may come without its plus: behind 00 (ITU-T E.123) or 011, or bare.
  const abroad = /^(?:00|011)([1-9]\d{7,14})$/.exec(digits)?.[1] ?? (/^[1-9]\d{10,14}$/.test(digits) ? digits : null);
  const international = abroad === null ? undefined : read(`+${abroad}`);
  // After 00 nothing else can be meant; the others have to be numbers that exist.
  const meant = digits.startsWith('00') ? international?.isPossible() : international?.isValid();
  return international && meant ? trunkless(international.nationalNumber) : ofComparableLength(trunkless(digits));
}
