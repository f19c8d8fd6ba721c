/** An address in one text, split into the parts that other sources keep apart. */
import { DIRECTIONS, IDLE_KINDS, STREET_KINDS, UNIT_WORDS } from './addressWords.ts';
import { foldText } from './name.ts';
import { knownCountry, REGION_CODES, REGIONS } from './regions.ts';

export interface AddressLine {
  street: string;
  city: string;
  region: string;
  postcode: string;
  country: string;
}

/** Postcodes by form, the more telling first: United Kingdom, Canada, Argentina, Ireland, Netherlands, Portugal, Poland, US ZIP+4, six digits, five, four. */
const POSTCODES: readonly RegExp[] = [
  /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/i,
  /\b[A-Z]\d[A-Z][ -]?\d[A-Z]\d\b/i,
  /\b[A-Z]\d{4}[A-Z]{3}\b/,
  /\b[A-Z]\d[\dW]\s?(?=[A-Z\d]{0,3}[A-Z])[A-Z\d]{4}\b/,
  /\b\d{4}\s?[A-Z]{2}\b(?=\s+\p{L})/u,
  /\b\d{4}-\d{3}\b/,
  /\b\d{2}-\d{3}\b/,
  /\b\d{5}-\d{4}\b/,
  /\b\d{6}\b/,
  /\b(?:[A-Z]{1,2}-)?\d{5}\b/,
  /\b(?:[A-Z]{1,2}-)?\d{4}\b/,
];

interface Found {
  at: number;
  text: string;
}

/** The last postcode in the text; a number that starts it, or stands before a kind of street, is a house's. */
function findPostcode(text: string): Found | null {
  for (const form of POSTCODES) {
    const all = [...text.matchAll(new RegExp(form.source, `${form.flags}g`))].filter(({ index }) => index > 0);
    const last = all.at(-1);
    if (last) return { at: last.index, text: last[0] };
  }
  return null;
}

const isRegion = (text: string): boolean => {
  const folded = foldText(text);
  return REGION_CODES.has(folded) || REGIONS.has(folded.replaceAll(' ', '_'));
};
const isShortRegion = (text: string): boolean => text.length <= 3 && REGION_CODES.has(foldText(text));
const clean = (text: string): string => text.replace(/^[\s,;-]+|[\s,;-]+$/g, '');

/** Splits one line (or several) into its parts; what is not found is the empty text. */
export function splitAddressLine(text: string): AddressLine {
  const segments = text.split(/[,;\n\r|]+/).map(clean).filter(Boolean);
  const parts: AddressLine = { street: '', city: '', region: '', postcode: '', country: '' };
  takeCountry(segments, parts);
  const place = takePostcode(segments, parts);
  if (parts.country === '') takeCountry(segments, parts);
  takeRegion(segments, parts, place);
  if (parts.city === '' && segments.length > 1 && !/\d/.test(segments.at(-1)!)) parts.city = segments.pop()!;
  if (parts.city === '') takeCityOfLast(segments, parts);
  parts.street = segments.join(', ');
  return parts;
}

function takeCountry(segments: string[], parts: AddressLine): void {
  const last = segments.at(-1);
  if (last === undefined) return;
  if (segments.length > 1 && knownCountry(foldText(last)) !== null) {
    parts.country = segments.pop()!;
    return;
  }
  const words = last.split(/\s+/);
  for (let count = Math.min(4, words.length - 1); count > 0; count -= 1) {
    const name = words.slice(-count).join(' ');
    const folded = foldText(name);
    if (folded.length < 2 || knownCountry(folded) === null || REGION_CODES.has(folded)) continue;
    parts.country = name;
    segments[segments.length - 1] = words.slice(0, -count).join(' ');
    return;
  }
}

/** Takes the postcode, and the town behind it (`28001 Madrid`); the segment in which it stood. */
function takePostcode(segments: string[], parts: AddressLine): number {
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const segment = segments[at]!;
    const found = findPostcode(at === 0 ? segment : ` ${segment}`);
    if (!found) continue;
    const from = at === 0 ? found.at : found.at - 1;
    const before = clean(segment.slice(0, from));
    const after = clean(segment.slice(from + found.text.length));
    // `1200 Main Street` or `Calle Mayor 1200`: a house's number.
    if (at === 0 && segments.length > 1 && (before === '' || /^\d{4}$/.test(found.text))) continue;
    if (segments.length === 1 && /^\d{4}$/.test(found.text) && after === '' && !isShortRegion(before.split(/\s+/).at(-1)!)) continue;
    parts.postcode = found.text;
    // Behind the postcode stands the town, of which a province may have its name.
    if (after !== '' && !isShortRegion(after)) parts.city = after;
    else if (after !== '') parts.region = after;
    segments[at] = before;
    if (before === '') segments.splice(at, 1);
    return before === '' ? at - 1 : at;
  }
  return segments.length - 1;
}

/** Takes a region from behind the town, or a segment of its own. */
function takeRegion(segments: string[], parts: AddressLine, place: number): void {
  // With the town behind the postcode, a last segment after it is the province.
  if (parts.city !== '' && parts.region === '') {
    // `Lugo (A Coruña)`, `Roma RM`, `Madrid Madrid`.
    const words = parts.city.split(/\s+/);
    const bracketed = /^(.*\S)\s*\(([^()]+)\)$/.exec(parts.city);
    const last = words.at(-1)!;
    if (bracketed) [, parts.city = '', parts.region = ''] = bracketed;
    else if (words.length > 1 && (isRegion(last) || (/^[A-Z]{2}$/.test(last) && parts.city !== parts.city.toUpperCase()))) {
      parts.region = last;
      parts.city = words.slice(0, -1).join(' ');
    } else if (segments.length > place + 1 && place >= 0) parts.region = segments.pop()!;
    return;
  }
  for (let at = segments.length - 1; at > 0 && at >= segments.length - 2 && parts.region === ''; at -= 1) {
    // A town may have its province's name: without another town it is one.
    if (isShortRegion(segments[at]!) || (segments.length > 2 && isRegion(segments[at]!))) parts.region = segments.splice(at, 1)[0]!;
  }
  const last = segments.at(-1);
  if (parts.region !== '' || last === undefined) return;
  const words = last.split(/\s+/);
  for (let count = Math.min(3, words.length - 1); count > 0; count -= 1) {
    const name = words.slice(-count).join(' ');
    const folded = foldText(name);
    // Two letters in small are a word like any other unless a postcode stood behind them.
    if (!isRegion(name) || STREET_KINDS.has(folded) || (parts.postcode === '' && name !== name.toUpperCase())) continue;
    parts.region = name;
    segments[segments.length - 1] = words.slice(0, -count).join(' ');
    return;
  }
}

/** Where no comma parts them, the town is what follows the kind of street and its unit. */
function takeCityOfLast(segments: string[], parts: AddressLine): void {
  const last = segments.at(-1);
  if (last === undefined || (parts.postcode === '' && parts.region === '')) return;
  const words = last.split(/\s+/);
  let start = 0;
  let kindSeen = false;
  words.forEach((word, at) => {
    const folded = foldText(word);
    // `Main St St Louis`: the second one is a saint.
    const isKind = at > start && STREET_KINDS.has(folded) && at < words.length - 1 && !(folded === 'st' && kindSeen);
    if (isKind || /^\d/.test(folded)) start = at + 1;
    kindSeen ||= isKind;
    if (isKind) return;
    if (UNIT_WORDS.has(folded) && /^[#\d]|^[A-Za-z]\d?$/.test(words[at + 1] ?? '')) start = at + 2;
  });
  const isDirection = (word: string | undefined) => DIRECTIONS.has(foldText(word ?? ''));
  if (kindSeen && isDirection(words[start]) && foldText(words[start]!).length < 3) start += 1;
  // `45 Rue Saint-Denis Montréal`: where a kind leads the name, nothing tells where that ends.
  const leads = STREET_KINDS.has(foldText(words[start] ?? '')) || IDLE_KINDS.has(foldText(words[start] ?? ''));
  if (start === 0 || start >= words.length || (leads && !kindSeen)) return;
  parts.city = words.slice(start).join(' ');
  segments[segments.length - 1] = words.slice(0, start).join(' ');
}
