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
