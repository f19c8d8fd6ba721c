/** Names of companies and other bodies in comparable words, their legal form taken off. */
import { bounded, boundedWords } from './bounds.ts';
import { wordsOf } from './name.ts';
import { LEADING_FORMS, LEGAL_FORMS, WORD_FORMS } from './legalForms.ts';

/** Folded words of the name by which a body is registered, without its form, `The` and the words for "and". */
export interface ComparableOrganisationName {
  words: string[];
  /** The legal form as one short name for all its notations (`sl`, `ltd`, `gmbh`); null where none is stated. */
  form: string | null;
  /** Words of the name behind `trading as`, `dba` ...; none where there is none. */
  tradingAs: string[];
}

/** What `and` is in other languages: only between words, since `Y Combinator` starts with a name. */
const AND: ReadonlySet<string> = new Set(['y', 'e', 'und', 'et', 'en', 'och', 'og', 'i', 'ja']);
const TRADING_AS = /[\s,(]+(?:t\s?\/\s?a|d\s?[./]\s?b\s?[./]\s?a\.?|dba|trading\s+as|doing\s+business\s+as|also\s+known\s+as|a\s?\/?\s?k\s?\/?\s?a|operating\s+as|nombre\s+comercial)[\s:.]+/i;
/** A state of the body, not a part of its name. */
const STATE = /[\s,(]+(?:en\s+liquidaci[oó]n|in\s+liquidation|in\s+administration|in\s+liquidatie|en\s+liquidation)\s*\)?\s*$/i;
const ATTACHED: readonly (readonly [RegExp, string])[] = [
  [/^(?:株式会社)|(?:株式会社)$/u, 'kk'],
  [/^(?:有限会社)|(?:有限会社)$/u, 'yk'],
  [/(?:股份有限公司|有限责任公司|有限公司)$/u, 'ltd'],
];
const LONGEST_FORM = 5;

/** `I B M` as `ibm`, `s l` as `sl`: points and blanks between initials are habit. */
function joinInitials(words: readonly string[]): string[] {
  const read: string[] = [];
  let open = false;
  for (const word of words) {
    const initial = /^[a-z]$/.test(word);
    if (initial && open) read[read.length - 1] += word;
    else read.push(word);
    open = initial;
  }
  return read;
}

/** Takes `The` and the legal forms from both ends, as long as a word is left; the form nearest to the end counts, `Co` least. */
function takeForm(words: readonly string[]): { words: string[]; form: string | null } {
  let rest = [...words];
  let form: string | null = null;
  for (;;) {
    const ending = endingForm(rest);
    const leading: string | undefined = rest.length > 1 && (form === null || form === 'co') ? LEADING_FORMS.get(rest[0]!)?.[0] : undefined;
    if (ending) {
      form = form === null || form === 'co' ? ending.form : form;
      rest = rest.slice(0, -ending.length);
    } else if (rest.length > 1 && rest[0] === 'the') rest = rest.slice(1);
    else if (leading !== undefined) {
      form = leading;
      rest = rest.slice(1);
    } else return { words: rest, form };
  }
}

function endingForm(words: readonly string[]): { form: string; length: number } | null {
  for (let length = Math.min(LONGEST_FORM, words.length - 1); length > 0; length -= 1) {
    const form = LEGAL_FORMS.get(words.slice(-length).join('_'))?.[0];
    if (form !== undefined) return { form, length };
  }
  return null;
}

function readWords(text: string): { words: string[]; form: string | null } {
  let attached: string | null = null;
  const folded = boundedWords(wordsOf(text.replace(/[&+]/g, ' and '))).flatMap((word) => {
    const match = ATTACHED.find(([pattern]) => pattern.test(word));
    if (!match) return [word];
    attached ??= match[1];
    const rest = word.replace(match[0], '');
    return rest === '' ? [] : [rest];
  });
  const telling = folded.filter((word) => word !== 'and');
  const withoutAnd = telling.length === 0 ? folded.slice(0, 1) : telling.filter((word, at) => at === 0 || at === telling.length - 1 || !AND.has(word));
  const { words, form } = takeForm(joinInitials(withoutAnd));
  return { words: words.map((word) => WORD_FORMS.get(word)?.[0] ?? word), form: form ?? attached };
}

/** Reads an organisation's name. Never throws; a text without letters and digits has no words. */
export function readOrganisationName(text: string): ComparableOrganisationName {
  const cut = bounded(text).normalize('NFC').replace(STATE, '');
  const split = TRADING_AS.exec(cut);
  const legal = readWords(split ? cut.slice(0, split.index) : cut);
  const trade = split ? readWords(cut.slice(split.index + split[0].length)) : null;
  if (trade && legal.words.length === 0) return { ...trade, tradingAs: [] };
  return { words: legal.words, form: legal.form ?? trade?.form ?? null, tradingAs: trade?.words ?? [] };
}

const SMALL_WORDS: ReadonlySet<string> = new Set(['of', 'for', 'the', 'de', 'del', 'la', 'las', 'los', 'el', 'der', 'des', 'du', 'di', 'and']);

/** The initials of a name of several words (`international business machines` -> `ibm`); the empty text for one word. */
export function initialsOf(words: readonly string[]): string {
  const telling = words.filter((word) => !SMALL_WORDS.has(word));
  return telling.length < 2 ? '' : telling.map((word) => [...word][0] ?? '').join('');
}
