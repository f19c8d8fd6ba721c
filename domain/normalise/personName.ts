/**
 * People's names in comparable words. Culture decides which word is which, and a text does not say its culture: where one
 * text holds the whole name the parts are the likeliest ones, and `words` holds all of them for comparison in any order.
 */
import { bounded, boundedWords } from './bounds.ts';
import { wordsOf } from './name.ts';
import { ABBREVIATIONS, FAMILY_NAMES, JOINED, O_NAMES, PARTICLES, SUFFIXES, TITLES, TITLES_OR_NAMES } from './nameWords.ts';
import { isKnownGivenName } from './shortForms.ts';

export interface NameParts {
  full?: string | null;
  given?: string | null;
  family?: string | null;
}

/** Folded words: lower case, no accents, no titles, particles (`de la`, `van`) or suffixes. */
export interface ComparablePersonName {
  /** The first given name, and further ones that a text gives in its place: `William "Bill"`. */
  given: string[];
  middle: string[];
  /** In order: the first surname of a Spanish name comes first. */
  family: string[];
  /** All of them; also the word of a name that has but one, which is neither given nor family name. */
  words: string[];
  /** `jr`, `sr`, `ii`, `iii`, `iv`, where stated: what parts a father and a son of one name. */
  generation: string | null;
}

const NICKNAME = /["“”«»(]([^"“”«»()]{1,40})["“”«»)]/gu;
const GENERATIONS: Readonly<Record<string, string>> = { jr: 'jr', jnr: 'jr', junior: 'jr', sr: 'sr', snr: 'sr', senior: 'sr', ii: 'ii', '2nd': 'ii', iii: 'iii', '3rd': 'iii', iv: 'iv', '4th': 'iv' };

interface Stripped {
  words: string[];
  generation: string | null;
}

/** Titles go from the front and suffixes from the back, as long as a word is left. */
function strip(words: readonly string[], suffixes = true): Stripped {
  let start = 0;
  let end = words.length;
  let generation: string | null = null;
  for (; suffixes && end - start > 1 && SUFFIXES.has(words[end - 1]!); end -= 1) generation ??= GENERATIONS[words[end - 1]!] ?? null;
  for (; end - start > 1 && isTitle(words[start]!, end - start - 1, words[start - 1]); start += 1);
  return { words: words.slice(start, end), generation };
}

/** `Don Johnson` is a name, `Don José García` a title and a name, and so is `Sr. D. José García`. */
function isTitle(word: string, following: number, before: string | undefined): boolean {
  return TITLES.has(word) || (TITLES_OR_NAMES.has(word) && following >= (word === 'd' && before !== 'sr' ? 3 : 2));
}

/** The words of a family name: particles go, prefixes join (`mc donald`), and joined particles go as well (`delacruz`). */
function familyWords(words: readonly string[]): string[] {
  const read: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    const next = words[at + 1];
    if (next !== undefined && PARTICLES.has(word)) continue;
    if (next !== undefined && (word === 'mc' || word === 'mac' || word === 'fitz' || word === 'o')) {
      read.push(word + next);
      at += 1;
    } else read.push(withoutJoinedParticle(ABBREVIATIONS.family[word] ?? word));
  }
  return read;
}

function withoutJoinedParticle(word: string): string {
  for (const [particle, stems] of JOINED) {
    const stem = word.slice(particle.length);
    if (word.startsWith(particle) && stem.length >= 3 && (stems === null || stems.has(stem))) return stem;
  }
  return word;
}

/** Given and middle names: `María del Carmen` is maria and carmen, `Mª` maria. */
function givenWords(words: readonly string[]): string[] {
  return words
    .filter((word, at) => at === 0 || at === words.length - 1 || !PARTICLES.has(word))
    .map((word) => (words.length > 1 || word !== 'ma' ? (ABBREVIATIONS.given[word] ?? word) : word));
}

/** Reads a name from its parts, or from the whole where they are missing. Never throws; a name without words has none. */
export function readPersonName(parts: NameParts): ComparablePersonName {
  const nicknames: string[] = [];
  const plain = (text: string | null | undefined): string =>
    bounded(text).replace(NICKNAME, (_, inner: string) => {
      nicknames.push(...wordsOf(inner));
      return ' ';
    });
  const given = plain(parts.given);
  const family = plain(parts.family);
  const full = plain(parts.full);
  // A whole name in the family field is common where a form has one field.
  const familyIsWhole = full.trim() === '' && given.trim() === '' && /,\s*\p{L}/u.test(family);
  const whole = familyIsWhole ? family : full;
  const read = !familyIsWhole && (given.trim() !== '' || family.trim() !== '') ? fromParts(given, family, whole) : fromWhole(whole);
  const [first, ...more] = read.given;
  const nicks = first === undefined ? [] : nicknames.filter((word) => !read.given.includes(word)).slice(0, 3);
  return {
    given: first === undefined ? [] : [first, ...nicks],
    middle: more,
    family: read.family,
    words: [...read.given, ...read.family, ...read.other],
    generation: read.generation,
  };
}

interface Read {
  /** First name and middle names. */
  given: string[];
  family: string[];
  other: string[];
  generation: string | null;
}

function fromParts(given: string, family: string, full: string): Read {
  const front = strip(boundedWords(wordsOf(given)), false);
  const back = strip(boundedWords(wordsOf(family)));
  const first = givenWords(front.words);
  const last = familyWords(back.words);
  const read: Read = { given: first, family: last, other: [], generation: back.generation };
  if ((first.length > 0 && last.length > 0) || full.trim() === '') return read;
  // The whole name gives the part that is not stated by itself.
  const whole = fromWhole(full);
  const generation = back.generation ?? whole.generation;
  const rest = (known: readonly string[]) => [...whole.given, ...whole.family, ...whole.other].filter((word) => !known.includes(word));
  if (first.length > 0) return { ...(whole.given[0] === first[0] ? whole : { ...read, family: rest(first) }), generation };
  if (last.length > 0) return { ...read, given: rest(last), generation };
  return whole;
}

function fromWhole(text: string): Read {
  const [before = '', ...after] = text.split(',');
  const behind = after.flatMap((part) => wordsOf(part));
  const suffix = strip(['', ...behind]);
  const names = suffix.words.filter(Boolean);
  if (behind.length > 0 && names.length > 0) {
    const family = strip(boundedWords(wordsOf(before)));
    const given = strip(boundedWords(names), false);
    if (family.words.length > 0) return { given: givenWords(given.words), family: familyWords(family.words), other: [], generation: suffix.generation ?? family.generation };
  }
  const capitals = byCapitals(before);
  const { words, generation } = strip(boundedWords(wordsOf(behind.length > 0 && names.length > 0 ? text : before)));
  const stated = generation ?? suffix.generation;
  if (capitals) {
    const front = strip(capitals.given, false).words;
    const back = strip(capitals.family);
    if (front.length > 0 && back.words.length > 0) return { given: givenWords(front), family: familyWords(back.words), other: [], generation: back.generation ?? stated };
  }
  if (words.length < 2) return { given: [], family: [], other: words, generation: stated };
  const split = Math.min(familyStart(words), hyphenedFrom(before, words));
  return { given: givenWords(words.slice(0, split)), family: familyWords(words.slice(split)), other: [], generation: stated };
}

/** Where a hyphened last word starts (`Marsha Smith-Jones`), which is one family name. */
function hyphenedFrom(text: string, words: readonly string[]): number {
  const parts = wordsOf(text.trim().split(/\s+/).at(-1) ?? '');
  const start = words.length - parts.length;
  return start > 0 && parts.every((part, at) => part === words[start + at]) ? start : words.length - 1;
}

/** `GARCÍA LÓPEZ Juan`, `Juan GARCÍA LÓPEZ`: capitals mark the family name where only a part is written in them. */
function byCapitals(text: string): { given: string[]; family: string[] } | null {
  const words = text.trim().split(/\s+/).slice(0, 40);
  const capital = words.map((word) => word.replace(/\P{L}/gu, '').length >= 3 && word === word.toUpperCase() && word !== word.toLowerCase());
  const first = capital.indexOf(true);
  const last = capital.lastIndexOf(true);
  const count = capital.filter(Boolean).length;
  if (count === 0 || last - first + 1 !== count || count === words.length || (first > 0 && last < words.length - 1)) return null;
  const folded = (from: readonly string[]) => from.flatMap((word) => wordsOf(word));
  const others = first === 0 ? words.slice(last + 1) : words.slice(0, first);
  // Initials and titles in capitals mark nothing.
  return folded(others).some((word) => word.length > 1 && !TITLES.has(word) && !SUFFIXES.has(word)) ? { given: folded(others), family: folded(words.slice(first, last + 1)) } : null;
}

/** Where the family name starts in a whole name of two words or more. */
function familyStart(words: readonly string[]): number {
  const last = words.length - 1;
  // Before a particle a given name ends: `Juan de la Cruz`; but `María del Carmen Ruiz` goes on with one.
  let start = last;
  for (let at = 1; at <= last; at += 1) {
    const word = words[at]!;
    if (FAMILY_NAMES.has(ABBREVIATIONS.family[word] ?? word) && !isKnownGivenName(word)) {
      start = at;
      break;
    }
    if (at < last && PARTICLES.has(word) && !(word.length === 1 && at < 2)) {
      let next = at + 1;
      while (next < last && PARTICLES.has(words[next]!)) next += 1;
      if (next < last && isKnownGivenName(words[next]!)) at = next;
      else {
        start = at;
        break;
      }
    }
  }
  // A Spanish second surname makes an unknown word before it the first one.
  if (start === last && last >= 2 && FAMILY_NAMES.has(words[last]!) && !isKnownGivenName(words[last - 1]!) && words[last - 1]!.length > 1) start = last - 1;
  while (start > 1 && PARTICLES.has(words[start - 1]!) && words[start - 1]!.length > 1) start -= 1;
  const before = words[start - 1]!;
  const joins = before === 'mc' || before === 'mac' || before === 'fitz' || (before === 'o' && O_NAMES.has(words[start]!));
  return start > 1 && joins ? start - 1 : start;
}

