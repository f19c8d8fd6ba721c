import { getCountries, getCountryCallingCode } from 'libphonenumber-js';

/** How a value is shortened where the policy says mask (`enum Mask` of the schema). */
export type MaskName = 'name' | 'email' | 'phone' | 'tail' | 'year' | 'hidden';

/** Scalars that a mask can shorten: texts whose output admits the masked form. */
export const MASKABLE_SCALARS: ReadonlySet<string> = new Set(['String', 'ID', 'EmailAddress', 'PhoneNumber', 'TaxId', 'Date']);

const hidden = '•••';

/** E.164 country codes are prefix-free (ITU-T E.164), so the first match of one to three digits is the only one. */
const callingCodes: ReadonlySet<string> = new Set(getCountries().map((country) => getCountryCallingCode(country) as string));

function countryCodeOf(digits: string): string {
  for (let length = 1; length <= 3; length += 1) {
    const code = digits.slice(0, length);
    if (callingCodes.has(code)) return code;
  }
  return '';
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  const dot = value.lastIndexOf('.');
  if (at < 1 || dot < at) return hidden;
  return `${[...value][0]}${hidden}@${hidden}${value.slice(dot)}`;
}

function maskPhone(value: string): string {
  const digits = value.replace(/\D/g, '');
  // Below six digits the two last would be a third of the number.
  if (!value.startsWith('+') || digits.length < 6) return hidden;
  return `+${countryCodeOf(digits)}${hidden}${digits.slice(-2)}`;
}

/** At most half of a value stays readable, so that a short one is not told whole. */
function maskTail(value: string): string {
  const letters = [...value];
  const shown = Math.min(3, Math.floor(letters.length / 2));
  return shown === 0 ? hidden : hidden + letters.slice(-shown).join('');
}

function maskName(value: string): string {
  const words = value.split(/\s+/u).filter(Boolean);
  return words.length === 0 ? hidden : words.map((word) => `${[...word][0]}•`).join(' ');
}

const maskYear = (value: string): string => (/^\d{4}-/.test(value) ? `${value.slice(0, 4)}-••-••` : hidden);

const masks: Record<MaskName, (value: string) => string> = {
  name: maskName,
  email: maskEmail,
  phone: maskPhone,
  tail: maskTail,
  year: maskYear,
  hidden: () => hidden,
};

/** The shortened form of a value: never a well-formed other value, and no mask passes an unexpected form through. */
export function applyMask(mask: MaskName, value: string): string {
  return masks[mask](value);
}
