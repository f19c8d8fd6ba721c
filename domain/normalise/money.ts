const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * An amount in minor units (48576) as a decimal string ('485.76'), or null where it is no safe integer. `digits` is how
 * many decimals the source keeps.
 */
export function fromMinorUnits(amount: number, digits: number): string | null {
  if (!Number.isSafeInteger(amount)) return null;
  const units = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = units.slice(0, units.length - digits);
  const text = digits === 0 ? whole : `${whole}.${units.slice(-digits)}`;
  return amount < 0 ? `-${text}` : text;
}

/** A decimal number as plain digits (no exponent, no plus), its trailing zeros kept; null where the text is none. */
export function normaliseDecimal(value: string): string | null {
  const parts = DECIMAL.exec(value.trim());
  if (!parts) return null;
  const [, sign, whole = '', fraction = '', exponent] = parts;
  const shift = Number(exponent ?? 0);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point > digits.length ? digits.padEnd(point, '0') : point < 1 ? digits.padStart(digits.length + 1 - point, '0') : digits;
  const split = Math.max(point, 1);
  const left = padded.slice(0, split).replace(/^0+(?=\d)/, '');
  const right = padded.slice(split);
  const text = right === '' ? left : `${left}.${right}`;
  return sign === '-' && /[1-9]/.test(text) ? `-${text}` : text;
}

/** An ISO 4217 code in upper case, or null. */
export function normaliseCurrency(value: string): string | null {
  const code = value.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : null;
}
