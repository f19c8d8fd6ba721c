import { comparableEmail, DEFAULT_EMAIL_RULES, type EmailRules } from '../normalise/emailRules.ts';
import { dateReadings, partialDate } from '../normalise/birthDate.ts';
import { wordsOf } from '../normalise/name.ts';
import { kindOf } from './kinds.ts';
import { readOrganisationName, type ComparableOrganisationName } from '../normalise/organisationName.ts';
import { comparablePhone, isMobileNumber, normalisePhone } from '../normalise/phone.ts';
import { readPersonName, type ComparablePersonName } from '../normalise/personName.ts';
import { readAddress, type ComparableAddress } from '../normalise/postalAddress.ts';
import { readTaxId } from '../normalise/taxId.ts';
import type { PartyKind } from '../records.ts';
import { NUMBER_FIELDS, type NumberField, type StatedRecord } from './stated.ts';

export interface ComparableDate {
  /** Every day (YYYY-MM-DD) that the text may mean. */
  readings: readonly string[];
  year: number;
  month: number | null;
}

/** A name of a person, ready to compare. `joined` is the family name without gaps. */
export interface ComparableName extends ComparablePersonName {
  joined: string;
}

/** A record as matching sees it: folded, parsed, nothing of its source left but id and source. */
export interface MatchRecord {
  id: string;
  source: string;
  kind: PartyKind;
  names: readonly ComparableName[];
  organisations: readonly ComparableOrganisationName[];
  birthDates: readonly ComparableDate[];
  genders: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
  /** Those of them that are known to be mobile telephones. */
  mobiles: readonly string[];
  numbers: Readonly<Partial<Record<NumberField, readonly string[]>>>;
  addresses: readonly ComparableAddress[];
  extra: Readonly<Record<string, readonly string[]>>;
}

export interface ReadingOptions {
  emailRules?: EmailRules;
  /** ISO 3166 region of phones that are written without a country code. */
  phoneRegion?: string | null;
}

const distinct = (values: Iterable<string>): string[] => [...new Set(values)];

function comparableName(words: ComparablePersonName): ComparableName {
  // A name of one word may be either: taken as the family name, and compared with the other's given name as well.
  const family = words.family.length === 0 && words.given.length === 0 ? words.words : words.family;
  return { ...words, family, joined: family.join('') };
}

function readNames({ fullName = [], givenName = [], familyName = [] }: StatedRecord['fields']): ComparableName[] {
  const names: ComparableName[] = [];
  const add = (words: ComparablePersonName): void => {
    if (words.words.length > 0 && !names.some((each) => each.words.join(' ') === words.words.join(' '))) names.push(comparableName(words));
  };
  for (let position = 0; position < Math.max(givenName.length, familyName.length); position += 1) {
    const given = givenName[position] ?? (familyName.length > givenName.length ? givenName[0] : undefined);
    const family = familyName[position] ?? (givenName.length > familyName.length ? familyName[0] : undefined);
    add(readPersonName({ given: given ?? null, family: family ?? null }));
  }
  for (const full of fullName) add(readPersonName({ full }));
  return names;
}

/** A name, and each name that it says to be traded under, as names of their own. */
function readOrganisations(names: readonly string[]): ComparableOrganisationName[] {
  return distinct(names).flatMap((name) => {
    const read = readOrganisationName(name);
    return [read, { ...read, words: read.tradingAs }].filter(({ words }) => words.length > 0);
  });
}

function readDates(values: readonly string[]): ComparableDate[] {
  return values.flatMap((value) => {
    const readings = dateReadings(value);
    const partial = partialDate(value);
    if (partial !== null) return [{ readings, ...partial }];
    return readings.length > 0 ? [{ readings, year: Number(readings[0]!.slice(0, 4)), month: null }] : [];
  });
}

function readAddresses(fields: StatedRecord['fields']): ComparableAddress[] {
  const { street = [], city = [], region = [], postcode = [], country = [], address = [] } = fields;
  const addresses: ComparableAddress[] = [];
  const count = Math.max(street.length, city.length, region.length, postcode.length, address.length, country.length);
  for (let position = 0; position < count; position += 1) {
    // A part that is stated once, beside several of another part, speaks for all of them.
    const at = (values: readonly string[]): string | null => (values.length === 1 ? values[0]! : (values[position] ?? null)) || null;
    const read = readAddress({ street: at(street), city: at(city), region: at(region), postcode: at(postcode), country: at(country), all: at(address) });
    const says = read.numbers.length + read.street.length + read.city.length > 0 || read.region !== null || read.postcode !== null || read.country !== null;
    if (says) addresses.push(read);
  }
  return addresses;
}

/** M or F where the text says so in a usual way, else the folded text. */
function readGender(value: string): string | null {
  const [word = ''] = wordsOf(value);
  if (word === '' || /^(?:u|unknown|other|x|na|n)$/.test(word)) return null;
  if (/^(?:m|male|man|h|hombre|masculin.*|masc|varon|mr)$/.test(word)) return 'm';
  if (/^(?:f|female|woman|w|mujer|femenin.*|feminin.*|fem|mrs|ms)$/.test(word)) return 'f';
  return word;
}

function compact(value: string): string {
  return value.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function readNumber(field: NumberField, value: string): string | null {
  if (field === 'taxId') return readTaxId(value)?.value ?? (compact(value) || null);
  return compact(value) || null;
}

/** The record, normalised for comparing. Values that mean nothing are left out, as if they were missing. */
export function matchRecord(stated: StatedRecord, { emailRules = DEFAULT_EMAIL_RULES, phoneRegion = null }: ReadingOptions = {}): MatchRecord {
  const { fields, extra = {} } = stated;
  const kind = kindOf(stated);
  const organisationNames = [...(fields.organisationName ?? []), ...(kind === 'ORGANISATION' ? (fields.fullName ?? []) : [])];
  const isMobile = (value: string): boolean => {
    if (stated.mobiles) return stated.mobiles.includes(value);
    const full = normalisePhone(value, phoneRegion ?? 'ZZ');
    return full !== null && isMobileNumber(full);
  };
  const read = (values: readonly string[] | undefined, reader: (value: string) => string | null): string[] =>
    distinct((values ?? []).flatMap((value) => reader(value) ?? []));
  return {
    id: stated.id,
    source: stated.source ?? '',
    kind,
    names: kind === 'PERSON' ? readNames(fields) : [],
    organisations: readOrganisations(organisationNames),
    birthDates: kind === 'PERSON' ? readDates(fields.birthDate ?? []) : [],
    genders: kind === 'PERSON' ? read(fields.gender, readGender) : [],
    emails: read(fields.email, (value) => (value.includes('@') ? comparableEmail(value, emailRules) : null)),
    phones: read(fields.phone, (value) => comparablePhone(value, phoneRegion)),
    mobiles: read(fields.phone, (value) => (isMobile(value) ? comparablePhone(value, phoneRegion) : null)),
    numbers: Object.fromEntries(NUMBER_FIELDS.flatMap((field) => {
      const values = read(fields[field], (value) => readNumber(field, value));
      return values.length > 0 ? [[field, values]] : [];
    })),
    addresses: readAddresses(fields),
    extra: Object.fromEntries(Object.entries(extra).flatMap(([column, values]) => {
      const folded = read(values, (value) => wordsOf(value).join(' ') || null);
      return folded.length > 0 ? [[column, folded]] : [];
    })),
  };
}
