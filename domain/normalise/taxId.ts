import { TAX_SCHEMES, type TaxScheme } from './taxSchemes.ts';

/** A Spanish NIF, NIE or CIF without its country code. */
const SPANISH = /^(?:\d{8}[A-Z]|[XYZ]\d{7}[A-Z]|[A-HJ-NP-SUVW]\d{7}[0-9A-J])$/;

/**
 * A tax identifier in compact upper-case form, or null where the text is none. A Spanish one loses its `ES`, since the
 * same number is written with it as a VAT id and without it as a NIF; other countries' prefixes stay, as part of the id.
 */
export function normaliseTaxId(value: string): string | null {
  const compact = value.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  const own = compact.startsWith('ES') && SPANISH.test(compact.slice(2)) ? compact.slice(2) : compact;
  return own.length >= 5 && own.length <= 20 && /\d/.test(own) ? own : null;
}

export interface ComparableTaxId {
  /** As tax ids are compared: compact, a VAT number with its country, every other one without; else as `normaliseTaxId` has it. */
  value: string;
  /** `es-nif`, `de-vat` ...; null where none is known. */
  scheme: string | null;
  /** Whether the check digits are right; null where no scheme says so. */
  valid: boolean | null;
}

/** Written so, the number shows its scheme: `20-12345678-6`, `12.345.678-5`. */
const HYPHENED_CUIT = /^\s*\d{2}-\d{8}-\d\s*$/;
const DOTTED_RUT = /^\s*\d{1,2}\.\d{3}\.\d{3}-[\dkK]\s*$/;

/**
 * A tax id with its scheme and check, or null where the text is none. The scheme is known by the country (ISO 3166, what
 * the source says of it), by a prefix or by a form that no other scheme has. What fails its check stays a value to
 * compare: a slip of the pen is near the true one.
 */
export function readTaxId(text: string, country?: string | null): ComparableTaxId | null {
  const short = text.slice(0, 100);
  const normal = normaliseTaxId(short);
  if (normal === null) return null;
  // A company's RFC may hold an ampersand, which is no letter to the stored form.
  const compact = short.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}&]/gu, '');
  const written = HYPHENED_CUIT.test(short) ? 'AR' : DOTTED_RUT.test(short) ? 'CL' : null;
  const stated = country?.toUpperCase() ?? written;
  let found: ComparableTaxId | null = null;
  for (const scheme of TAX_SCHEMES) {
    const body = bodyOf(compact, scheme, stated);
    if (body === null) continue;
    const valid = scheme.check(body);
    if (valid || !found) found = { value: scheme.prefix + body.replaceAll('&', ''), scheme: scheme.name, valid };
    if (valid) break;
  }
  return found ?? { value: normal, scheme: null, valid: null };
}

/** What of the compact text is the scheme's own number; null where it is not of this scheme. */
function bodyOf(compact: string, scheme: TaxScheme, country: string | null): string | null {
  if (compact.startsWith(scheme.country)) {
    const own = padded(compact.slice(2), scheme);
    if (scheme.form.test(own)) return own;
  }
  const own = country === scheme.country ? padded(compact, scheme) : compact;
  return (country === scheme.country || (country === null && scheme.telling)) && scheme.form.test(own) ? own : null;
}

/** Belgian numbers of before 2005 lack their first zero. */
const padded = (body: string, { country }: TaxScheme): string => (country === 'BE' && /^\d{9}$/.test(body) ? `0${body}` : body);
