import { wordsOf } from '../normalise/name.ts';
import { readOrganisationName } from '../normalise/organisationName.ts';
import { isKnownGivenName } from '../normalise/shortForms.ts';
import type { PartyKind } from '../records.ts';
import type { CanonicalField, StatedRecord } from './stated.ts';

/** Words that only the name of an organisation is likely to hold, in the languages that the normalisers know. */
const ORGANISATION_WORDS: ReadonlySet<string> = new Set([
  'company', 'group', 'grupo', 'bank', 'banco', 'services', 'servicios', 'restaurant', 'restaurante', 'cafe', 'bar', 'hotel', 'school', 'college', 'university', 'universidad',
  'church', 'hospital', 'clinic', 'clinica', 'shop', 'store', 'market', 'supermarket', 'foundation', 'fundacion', 'association', 'asociacion', 'society', 'institute', 'instituto',
  'industries', 'industrias', 'holding', 'holdings', 'partners', 'associates', 'consulting', 'solutions', 'systems', 'technologies', 'enterprises', 'international', 'logistics',
  'construction', 'insurance', 'department', 'ministry', 'agency', 'center', 'centre', 'centro', 'club', 'studio', 'trust', 'bros', 'hermanos', 'hijos', 'sons', 'deli', 'pizza', 'grill',
  'trading', 'motors', 'pharmacy', 'farmacia', 'dental', 'realty', 'properties', 'plumbing', 'electric', 'salon', 'museum', 'library', 'diner', 'bakery', 'kitchen', 'distribuciones',
]);

function looksLikeOrganisation(name: string): boolean {
  const { words, form } = readOrganisationName(name);
  return form !== null || name.includes('&') || words.some((word) => ORGANISATION_WORDS.has(word) || /^\d+$/.test(word));
}

/** What only people have. */
const PERSONAL_FIELDS = ['birthDate', 'gender', 'passport', 'driverLicence', 'givenName', 'familyName'] as const;

const has = (fields: StatedRecord['fields'], field: CanonicalField): boolean => fields[field]?.some((value) => value.trim() !== '') === true;

/** The kind that the record states or that its fields tell: what only people have tells first. */
export function kindOf({ kind, fields }: Pick<StatedRecord, 'kind' | 'fields'>): PartyKind {
  if (kind) return kind;
  if (PERSONAL_FIELDS.some((field) => field !== 'familyName' && has(fields, field))) return 'PERSON';
  if (has(fields, 'organisationName')) return 'ORGANISATION';
  if (has(fields, 'familyName')) return 'PERSON';
  return fields.fullName?.some(looksLikeOrganisation) ? 'ORGANISATION' : 'PERSON';
}

/** The kind that is certain by itself: stated, told by a field or by the form of the name; null where only the words of the name are left. */
function certainKind(record: StatedRecord): PartyKind | null {
  const { fields } = record;
  const kind = kindOf(record);
  if (record.kind || kind === 'ORGANISATION') return kind;
  const named = fields.fullName?.find((name) => name.trim() !== '');
  const onlyNamed = named !== undefined && PERSONAL_FIELDS.every((field) => !has(fields, field));
  if (!onlyNamed) return kind;
  return named.includes(',') || wordsOf(named).some((word) => isKnownGivenName(word)) ? 'PERSON' : null;
}

/**
 * The records of one set, each with its kind. Where a record has a name and nothing else that tells people from
 * organisations, the words of the names whose kind is certain do: `Crystal Catering` beside `Crystal Catering Ltd`.
 */
export function decideKinds(records: readonly StatedRecord[]): StatedRecord[] {
  const certain = records.map(certainKind);
  if (!certain.includes(null)) return [...records];
  const counts: Record<PartyKind, Map<string, number>> = { PERSON: new Map(), ORGANISATION: new Map() };
  const wordsIn = ({ fields: { fullName = [], organisationName = [], givenName = [], familyName = [] } }: StatedRecord): string[] =>
    [...fullName, ...organisationName, ...givenName, ...familyName].flatMap(wordsOf);
  records.forEach((record, place) => {
    const kind = certain[place];
    if (kind == null) return;
    for (const word of new Set(wordsIn(record))) counts[kind].set(word, (counts[kind].get(word) ?? 0) + 1);
  });
  return records.map((record, place) => {
    if (certain[place] !== null) return record;
    // Evidence of each word that is known of either kind; without any, a name is a person's.
    const bits = wordsIn(record).reduce((sum, word) => {
      const [organisations, people] = [counts.ORGANISATION.get(word) ?? 0, counts.PERSON.get(word) ?? 0];
      return sum + Math.log2((organisations + 0.5) / (people + 0.5));
    }, 0);
    return { ...record, kind: bits > 1 ? 'ORGANISATION' : 'PERSON' };
  });
}
