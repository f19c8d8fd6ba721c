/** Postal addresses in comparable parts. What a text does not part for sure is split by the likeliest reading. */
import { bounded, boundedWords } from './bounds.ts';
import { BOX, DIRECTIONS, IDLE_KINDS, PLACE_WORDS, SMALL_WORDS, STREET_KINDS, UNIT_NAMES, UNIT_WORDS } from './addressWords.ts';
import { foldText, wordsOf } from './name.ts';
import { splitAddressLine } from './addressLine.ts';
import { readCountry, readPostcode, readRegion } from './regions.ts';

export interface AddressParts {
  street?: string | null;
  city?: string | null;
  region?: string | null;
  postcode?: string | null;
  country?: string | null;
  /** The whole in one text; parts that are stated by themselves go before what it says. */
  all?: string | null;
}

/** Folded; abbreviations written out, in the order of the text. */
export interface ComparableAddress {
  /** House and box numbers: `12`, `12b`. */
  numbers: string[];
  /** Words of the street, its kind included (`road`), without articles; `pobox` for a box. */
  street: string[];
  /** Flat, floor, door: `3`, `b`, `izq`. */
  unit: string[];
  city: string[];
  /** Short name where it is known (`nsw`, `ca`), else folded. */
  region: string | null;
  /** Upper case without blanks. */
  postcode: string | null;
  /** ISO 3166 alpha-2 where it is known. */
  country: string | null;
}

/** Reads an address. Never throws; parts that are not stated are empty or null. */
export function readAddress(parts: AddressParts): ComparableAddress {
  const line = parts.all?.trim() ? splitAddressLine(bounded(parts.all)) : null;
  const stated = (part: 'street' | 'city' | 'region' | 'postcode' | 'country'): string => bounded(parts[part]).trim() || (line?.[part] ?? '');
  const country = readCountry(stated('country'), foldText);
  return {
    ...readStreet(stated('street')),
    city: boundedWords(wordsOf(stated('city'))).map((word) => PLACE_WORDS.get(word)?.[0] ?? DIRECTIONS.get(word)?.[0] ?? word),
    region: readRegion(foldText(stated('region'))),
    postcode: readPostcode(stated('postcode'), country),
    country,
  };
}

/** `c/`, `nº`, `s/n`, `#`: signs that folding would lose. NFKC has made an o of º. */
function spellSigns(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\bc\s?\/\s?(?=\p{L})/giu, 'calle ')
    .replace(/\bs\s?\/\s?n\b/gi, ' ')
    .replace(/\bn(?:\.?\s?[o°]|[uú]m)\.?\s?(?=\d)/giu, ' ')
    .replace(/#\s?(?=\p{L}{0,1}\d)/gu, ' unit ')
    .replace(/(\d{1,4})\s?°/g, '$1o');
}

type Street = Pick<ComparableAddress, 'numbers' | 'street' | 'unit'>;

function readStreet(text: string): Street {
  const read: Street = { numbers: [], street: [], unit: [] };
  if (text === '') return read;
  // `2/98 Main Road` is unit 2 of number 98, as Australia Post writes it; behind the street it is number and flat.
  const slashed = /^\s*(\d{1,5}[a-z]?)\s?\/\s?(\d{1,5}[a-z]?)\b/i.exec(text);
  if (slashed) read.unit.push(slashed[1]!.toLowerCase());
  const folded = foldText(spellSigns(slashed ? text.slice(slashed[0].indexOf('/') + slashed.index + 1) : text));
  const box = BOX.exec(folded);
  if (box) {
    read.street.push('pobox');
    read.numbers.push(box[1]!);
  }
  const words = boundedWords((box ? folded.replace(box[0], ' ') : folded).split(' ').filter(Boolean));
  let at = 0;
  while (at < words.length) at += takeWord(words, at, read);
  const telling = read.street.filter((word) => !SMALL_WORDS.has(word) && !IDLE_KINDS.has(word));
  return { ...read, street: telling.length > 0 ? telling : read.street };
}

/** Files the word at a place, and what belongs to it; how many words that took. */
function takeWord(words: readonly string[], at: number, read: Street): number {
  const word = words[at]!;
  const next = words[at + 1];
  const seenNumber = read.numbers.length > 0;
  const named = UNIT_NAMES.get(word)?.[0];
  if (UNIT_WORDS.has(word) && next !== undefined && isUnitValue(next)) {
    read.unit.push(unitValue(next));
    return 2;
  }
  if (/^\d{1,3}[oarnte]$/.test(word) && seenNumber) {
    read.unit.push(word.slice(0, -1));
    if (next === undefined || !/^[a-z]$/.test(next)) return 1;
    read.unit.push(next);
    return 2;
  }
  if (/^\d{1,3}(?:st|nd|rd|th|er)$/.test(word)) {
    if (next === 'floor' || next === 'fl' || next === 'flr') {
      read.unit.push(unitValue(word));
      return 2;
    }
    read.street.push(PLACE_WORDS.get(word)?.[0] ?? word);
    return 1;
  }
  if (/^\p{N}/u.test(word)) {
    const number = word.replace(/^0+(?=\d)/, '');
    // `12 B` is 12b; a lone letter of a compass is a direction.
    const letter = next !== undefined && /^[a-df-mo-rt-vx-z]$/.test(next) && !seenNumber && !/^d$/.test(next);
    read.numbers.push(letter ? number + next : number);
    return letter ? 2 : 1;
  }
  if (named !== undefined && seenNumber && read.street.length > 0) {
    read.unit.push(named);
    return 1;
  }
  const before = read.street.at(-1);
  read.street.push(streetWord(word, before === undefined || STREET_KINDS.has(before) || IDLE_KINDS.has(before), next));
  return 1;
}

const isUnitValue = (word: string): boolean => /^\d{1,5}[a-z]{0,2}$/.test(word) || /^[a-z]\d{0,4}$/.test(word);
const unitValue = (word: string): string => word.replace(/^(\d+)(?:[oa]|st|nd|rd|th)$/, '$1').replace(/^0+(?=\d)/, '');

/** `St James Street`, `Rue St Denis`: before a name `st` is a saint, and `st` or `dr` behind one is a kind of street. */
function streetWord(word: string, first: boolean, next: string | undefined): string {
  const lastOfName = next === undefined || /^\p{N}/u.test(next) || UNIT_WORDS.has(next);
  const kind = STREET_KINDS.get(word)?.[0];
  const place = PLACE_WORDS.get(word)?.[0];
  if (kind !== undefined && place !== undefined) return first && !lastOfName ? place : kind;
  const long = word.length > 6 ? word.replace(/(?:strasse|straat|straße)$/, 'str') : word;
  return kind ?? place ?? DIRECTIONS.get(word)?.[0] ?? (SMALL_WORDS.has(word) ? word : long);
}
