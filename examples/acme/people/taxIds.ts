/** Invented tax identifiers with right check digits, and the checks themselves (used by the tests and the generator). */
import type { Random } from './random.ts';

const NIF_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const CIF_LETTERS = 'JABCDEFGHI';

/** A tax identifier as Tryton's `party.identifier` holds it. */
export interface TaxId {
  /** Selection value of `party.identifier.type` (names of python-stdnum). */
  type: 'es_nif' | 'gb_vat';
  code: string;
}

/** Spanish DNI of a natural person: eight digits and the letter of the number modulo 23. */
export function spanishDni(random: Random): string {
  const number = random.int(10_000_000, 99_999_999);
  return `${number}${NIF_LETTERS[number % 23]}`;
}

/** Spanish NIE of a foreigner: X, Y or Z counts as a leading 0, 1 or 2. */
export function spanishNie(random: Random): string {
  const prefix = random.int(0, 2);
  const digits = String(random.int(0, 9_999_999)).padStart(7, '0');
  return `${'XYZ'[prefix]}${digits}${NIF_LETTERS[Number(`${prefix}${digits}`) % 23]}`;
}

/** Control digit of a CIF: odd places doubled with their digits added, even places as they are. */
function cifControl(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const value = Number(digits[i]);
    sum += i % 2 === 0 ? Math.floor((value * 2) / 10) + ((value * 2) % 10) : value;
  }
  return (10 - (sum % 10)) % 10;
}

/** Spanish CIF of a company (form letter A or B: the control is a digit). */
export function spanishCif(random: Random): string {
  const digits = `${String(random.int(1, 52)).padStart(2, '0')}${String(random.int(0, 99_999)).padStart(5, '0')}`;
  return `${random.pick(['A', 'B'])}${digits}${cifControl(digits)}`;
}

/** GB VAT number: seven digits weighted 8 to 2, two check digits that bring the sum to 0 modulo 97. */
export function britishVat(random: Random): string {
  const digits = String(random.int(1_000_000, 9_999_999));
  return `GB${digits}${vatCheck(digits)}`;
}

function vatCheck(digits: string): string {
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (8 - i), 0);
  return String((97 - (sum % 97)) % 97).padStart(2, '0');
}

/** Whether the check digits of an identifier made here are right. */
export function isValidTaxId(id: TaxId): boolean {
  if (id.type === 'gb_vat') return /^GB\d{9}$/.test(id.code) && vatCheck(id.code.slice(2, 9)) === id.code.slice(9);
  if (/^[XYZ]\d{7}[A-Z]$/.test(id.code)) {
    const number = Number(`${'XYZ'.indexOf(id.code[0]!)}${id.code.slice(1, 8)}`);
    return NIF_LETTERS[number % 23] === id.code[8];
  }
  if (/^\d{8}[A-Z]$/.test(id.code)) return NIF_LETTERS[Number(id.code.slice(0, 8)) % 23] === id.code[8];
  if (!/^[A-H]\d{7}[0-9A-J]$/.test(id.code)) return false;
  const control = cifControl(id.code.slice(1, 8));
  return id.code[8] === String(control) || id.code[8] === CIF_LETTERS[control];
}
