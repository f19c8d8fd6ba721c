import type { PartyKind, PersonName } from '../records.ts';

/** Letters that Unicode does not take apart into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const TITLES: ReadonlySet<string> = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'dra', 'sr', 'sra', 'srta', 'don', 'dona', 'prof']);
const PARTICLES: ReadonlySet<string> = new Set(['de', 'del', 'la', 'las', 'los', 'el', 'y', 'e', 'da', 'do', 'dos', 'van', 'von', 'der', 'den', 'and']);
const LEGAL_FORMS: ReadonlySet<string> = new Set([
  'sl', 'slu', 'sll', 'sa', 'sau', 'sc', 'scp', 'coop', 'ltd', 'limited', 'plc', 'llp', 'llc', 'inc', 'gmbh', 'ag', 'bv', 'nv', 'sarl', 'sas', 'srl', 'co', 'company',
]);

/** Lower case, without accents and marks; apostrophes and points vanish (`O'Neill`, `S.L.`), other signs part words. */
export function foldText(text: string): string {
  // Most texts: the same without asking Unicode.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().replace(/['`.]/g, '').replace(/[^a-z0-9]+/g, ' ').trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøæœłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/['’`´.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The words of a text, folded; no empty ones. */
export function wordsOf(text: string): string[] {
  const folded = foldText(text);
  return folded === '' ? [] : folded.split(' ');
}

/** The words of a name that tell parties apart: no titles, particles or legal forms, unless there is nothing else. */
export function nameWords(name: PersonName, kind: PartyKind): string[] {
  const words = wordsOf(name.full || [name.given, name.family].filter(Boolean).join(' '));
  const idle = kind === 'PERSON' ? (word: string) => TITLES.has(word) || PARTICLES.has(word) : (word: string) => LEGAL_FORMS.has(word) || PARTICLES.has(word);
  const telling = words.filter((word) => !idle(word));
  return telling.length > 0 ? telling : words;
}

/** For order by name: family name first where the source keeps the parts apart. */
export function nameSortText(name: PersonName): string {
  return foldText(name.family ? `${name.family} ${name.given ?? ''}` : name.full);
}
