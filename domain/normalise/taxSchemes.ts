/**
 * Forms and check digits of tax identifiers. VAT numbers: the national algorithms as the European Commission publishes
 * them for VIES ("VAT number construction rules and check algorithms"); the others as noted. A check takes the body
 * without a country prefix, already of the scheme's form.
 */

export interface TaxScheme {
  /** `es-nif`, `de-vat` ... */
  name: string;
  country: string;
  /** What stands before the body in an international notation, and is part of the comparable value. */
  prefix: string;
  form: RegExp;
  check: (body: string) => boolean;
  /** The form alone tells the scheme, so that no country is needed. */
  telling: boolean;
}

const digitsOf = (text: string): number[] => [...text].map(Number);
const weighted = (text: string, weights: readonly number[]): number => digitsOf(text).reduce((sum, digit, at) => sum + digit * (weights[at] ?? 0), 0);

/** The sum of the Luhn formula (ISO/IEC 7812-1, annex B), the last digit with weight 1. */
function luhnSum(text: string): number {
  return digitsOf(text)
    .reverse()
    .reduce((sum, digit, at) => sum + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
}

const NIF_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const nifLetter = (number: string): string => NIF_LETTERS[Number(number) % 23]!;

/** Spain, Real Decreto 1065/2007 and Orden EHA/451/2008: mod 23 for persons; Luhn for bodies, as a digit or its letter. */
const spanishNif = (body: string): boolean => nifLetter(body.slice(/^[KLM]/.test(body) ? 1 : 0, 8)) === body[8];
const spanishNie = (body: string): boolean => nifLetter('XYZ'.indexOf(body[0]!) + body.slice(1, 8)) === body[8];
function spanishCif(body: string): boolean {
  const control = (10 - (luhnSum(`${body.slice(1, 8)}0`) % 10)) % 10;
  return body[8] === String(control) || body[8] === 'JABCDEFGHI'[control];
}

/** Argentina, CUIT of the AFIP: mod 11. */
const argentineCuit = (body: string): boolean => '012345678990'[11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)] === body[10];

/** Chile, RUT: mod 11, weights 2 to 7 from the right. */
function chileanRut(body: string): boolean {
  const sum = digitsOf(body.slice(0, -1)).reverse().reduce((total, digit, at) => total + digit * (2 + (at % 6)), 0);
  return '0123456789K0'[11 - (sum % 11)] === body.at(-1);
}

/** Mexico, RFC of the SAT (Anexo 20 of the Resolución Miscelánea Fiscal): mod 11 over an alphabet of its own. */
const RFC_ALPHABET = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ';
function mexicanRfc(body: string): boolean {
  const sum = [...body.slice(0, -1).padStart(12)].reduce((total, letter, at) => total + RFC_ALPHABET.indexOf(letter) * (13 - at), 0);
  return '0123456789A'[(11 - (sum % 11)) % 11] === body.at(-1);
}

/** Germany: ISO/IEC 7064, MOD 11,10. */
function germanVat(body: string): boolean {
  let product = 10;
  for (const digit of digitsOf(body.slice(0, 8))) product = (((digit + product) % 10 || 10) * 2) % 11;
  return (11 - product) % 10 === Number(body[8]);
}

const FRENCH_KEYS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** France: a key over the SIREN, which has a Luhn digit (but for Monaco, 000). */
function frenchVat(body: string): boolean {
  const siren = body.slice(2);
  if (!siren.startsWith('000') && luhnSum(siren) % 10 !== 0) return false;
  if (/^\d\d/.test(body)) return Number(body.slice(0, 2)) === (12 + 3 * (Number(siren) % 97)) % 97;
  const [first, second] = [FRENCH_KEYS.indexOf(body[0]!), FRENCH_KEYS.indexOf(body[1]!)];
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11;
}

/** Netherlands: the eleven-test of the RSIN, or since 2020 ISO/IEC 7064 MOD 97-10 over the whole with its `NL`. */
function dutchVat(body: string): boolean {
  const sum = weighted(body.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]);
  if (sum % 11 === Number(body[8])) return true;
  const number = [...`NL${body}`].map((sign) => parseInt(sign, 36)).join('');
  return Number(BigInt(number) % 97n) === 1;
}

const portugueseVat = (body: string): boolean => ((11 - (weighted(body.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === Number(body[8]);
const austrianVat = (body: string): boolean => (96 - luhnSum(body.slice(1, 8))) % 10 === Number(body[8]);
const belgianVat = (body: string): boolean => 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8));
const polishNip = (body: string): boolean => weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(body[9]);
const danishVat = (body: string): boolean => weighted(body, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
const finnishVat = (body: string): boolean => weighted(body, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0;
const swedishVat = (body: string): boolean => luhnSum(body.slice(0, 10)) % 10 === 0;
const italianVat = (body: string): boolean => luhnSum(body) % 10 === 0;

/** United Kingdom (HMRC): MOD 97, and the later series 9755. */
function britishVat(body: string): boolean {
  const rest = weighted(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
  return rest === 0 || (Number(body.slice(0, 3)) >= 100 && rest === 42);
}

/** Ireland: MOD 23; numbers of before 2013 have one letter, the oldest a sign in the second place. */
function irishVat(body: string): boolean {
  const number = /^\d{7}/.test(body) ? body : `0${body.slice(2, 7)}${body[0]}${body.slice(7)}`;
  const LETTERS = 'WABCDEFGHIJKLMNOPQRSTUV';
  const second = number[8] === undefined ? 0 : LETTERS.indexOf(number[8]);
  return second >= 0 && LETTERS[(weighted(number.slice(0, 7), [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23] === number[7];
}

const vat = (country: string, form: RegExp, check: (body: string) => boolean): TaxScheme => ({
  name: `${country.toLowerCase()}-vat`, country, prefix: country, form, check, telling: false,
});

/** In the order in which they are tried; Spanish ids come without a prefix, as `normaliseTaxId` has them. */
export const TAX_SCHEMES: readonly TaxScheme[] = [
  { name: 'es-nif', country: 'ES', prefix: '', form: /^(?:\d{8}|[KLM]\d{7})[A-Z]$/, check: spanishNif, telling: true },
  { name: 'es-nie', country: 'ES', prefix: '', form: /^[XYZ]\d{7}[A-Z]$/, check: spanishNie, telling: true },
  { name: 'es-cif', country: 'ES', prefix: '', form: /^[A-HJNP-SUVW]\d{7}[0-9A-J]$/, check: spanishCif, telling: true },
  { name: 'mx-rfc', country: 'MX', prefix: '', form: /^[A-ZÑ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z\d]{2}[\dA]$/, check: mexicanRfc, telling: true },
  { name: 'ar-cuit', country: 'AR', prefix: '', form: /^(?:20|23|24|25|26|27|30|33|34|50|51|55)\d{9}$/, check: argentineCuit, telling: false },
  { name: 'cl-rut', country: 'CL', prefix: '', form: /^[1-9]\d{6,7}[\dK]$/, check: chileanRut, telling: false },
  vat('DE', /^[1-9]\d{8}$/, germanVat),
  vat('FR', /^[0-9A-HJ-NP-Z]{2}\d{9}$/, frenchVat),
  vat('IT', /^\d{11}$/, italianVat),
  vat('NL', /^\d{9}B\d{2}$/, dutchVat),
  vat('BE', /^[01]\d{9}$/, belgianVat),
  vat('PT', /^[1-9]\d{8}$/, portugueseVat),
  vat('AT', /^U\d{8}$/, austrianVat),
  vat('PL', /^\d{10}$/, polishNip),
  vat('GB', /^\d{9}(?:\d{3})?$/, britishVat),
  vat('IE', /^(?:\d{7}[A-W][A-IW]?|\d[A-Z]\d{5}[A-W])$/, irishVat),
  vat('DK', /^[1-9]\d{7}$/, danishVat),
  // Twelve digits that start with a date are a personnummer.
  vat('SE', /^(?!(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d)\d{10}(?:0[1-9]|[1-9]\d)$/, swedishVat),
  vat('FI', /^\d{8}$/, finnishVat),
];
