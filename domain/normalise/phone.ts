import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/**
 * A phone number in E.164, or null where the text is none. `defaultRegion` (ISO 3166) is for numbers without a country
 * code. Possible, not assigned, is what counts: numbering plans change faster than libraries.
 */
export function normalisePhone(value: string, defaultRegion: string): string | null {
  const phone = parsePhoneNumberFromString(value, defaultRegion as CountryCode);
  return phone?.isPossible() ? phone.number : null;
}
