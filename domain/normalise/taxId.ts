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
