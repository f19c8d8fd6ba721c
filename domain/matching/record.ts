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

const readAll = (values: readonly string[] | undefined, reader: (value: string) => string | null): string[] =>
  distinct((values ?? []).flatMap((value) => reader(value) ?? []));

function readNumber(field: NumberField, value: string): string | null {
  if (field === 'taxId') return readTaxId(value)?.value ?? (compact(value) || null);
  return compact(value) || null;
}

function readNumbers(fields: StatedRecord['fields']): MatchRecord['numbers'] {
  return Object.fromEntries(NUMBER_FIELDS.flatMap((field) => {
    const values = readAll(fields[field], (value) => readNumber(field, value));
    return values.length > 0 ? [[field, values]] : [];
  }));
}

function readExtra(columns: Readonly<Record<string, readonly string[]>>): MatchRecord['extra'] {
  return Object.fromEntries(Object.entries(columns).flatMap(([column, values]) => {
    const folded = readAll(values, (value) => wordsOf(value).join(' ') || null);
    return folded.length > 0 ? [[column, folded]] : [];
  }));
}

/**
 * The record, normalised for comparing; values that mean nothing are left out, as if they were missing. Each field is read
 * when it is first looked at, once: of the many that share a blocking key with a record, most are out before their
 * telephone numbers and addresses are compared, and these are what reading takes longest for.
 */
class ReadRecord implements MatchRecord {
  readonly id: string;
  readonly source: string;
  readonly kind: PartyKind;
  readonly #stated: StatedRecord;
  readonly #emailRules: EmailRules;
  readonly #phoneRegion: string | null;
  #names: MatchRecord['names'] | undefined;
  #organisations: MatchRecord['organisations'] | undefined;
  #birthDates: MatchRecord['birthDates'] | undefined;
  #genders: MatchRecord['genders'] | undefined;
  #emails: MatchRecord['emails'] | undefined;
  #phones: MatchRecord['phones'] | undefined;
  #mobiles: MatchRecord['mobiles'] | undefined;
  #numbers: MatchRecord['numbers'] | undefined;
  #addresses: MatchRecord['addresses'] | undefined;
  #extra: MatchRecord['extra'] | undefined;

  constructor(stated: StatedRecord, { emailRules = DEFAULT_EMAIL_RULES, phoneRegion = null }: ReadingOptions) {
    this.id = stated.id;
    this.source = stated.source ?? '';
    this.kind = kindOf(stated);
    this.#stated = stated;
    this.#emailRules = emailRules;
    this.#phoneRegion = phoneRegion;
  }

  get names() {
    return (this.#names ??= this.kind === 'PERSON' ? readNames(this.#stated.fields) : []);
  }
  get organisations() {
    return (this.#organisations ??= this.#readOrganisations());
  }
  get birthDates() {
    return (this.#birthDates ??= this.kind === 'PERSON' ? readDates(this.#stated.fields.birthDate ?? []) : []);
  }
  get genders() {
    return (this.#genders ??= this.kind === 'PERSON' ? readAll(this.#stated.fields.gender, readGender) : []);
  }
  get emails() {
    return (this.#emails ??= readAll(this.#stated.fields.email, (value) => (value.includes('@') ? comparableEmail(value, this.#emailRules) : null)));
  }
  get phones() {
    return (this.#phones ??= readAll(this.#stated.fields.phone, (value) => comparablePhone(value, this.#phoneRegion)));
  }
  get mobiles() {
    return (this.#mobiles ??= this.#readMobiles());
  }
  get numbers() {
    return (this.#numbers ??= readNumbers(this.#stated.fields));
  }
  get addresses() {
    return (this.#addresses ??= readAddresses(this.#stated.fields));
  }
  get extra() {
    return (this.#extra ??= readExtra(this.#stated.extra ?? {}));
  }

  #readOrganisations(): ComparableOrganisationName[] {
    const { organisationName = [], fullName = [] } = this.#stated.fields;
    return readOrganisations([...organisationName, ...(this.kind === 'ORGANISATION' ? fullName : [])]);
  }

  #readMobiles(): string[] {
    const stated = this.#stated.mobiles?.();
    const isMobile = (value: string): boolean => {
      if (stated) return stated.includes(value);
      const full = normalisePhone(value, this.#phoneRegion ?? 'ZZ');
      return full !== null && isMobileNumber(full);
    };
    return readAll(this.#stated.fields.phone, (value) => (isMobile(value) ? comparablePhone(value, this.#phoneRegion) : null));
  }
}

/** The record as matching sees it, its fields read when they are first looked at. */
export const readWhenAsked = (stated: StatedRecord, options: ReadingOptions = {}): MatchRecord => new ReadRecord(stated, options);

/** The record as matching sees it, read in full: for where all of it is compared, and many times. */
export function matchRecord(stated: StatedRecord, options: ReadingOptions = {}): MatchRecord {
  const { id, source, kind, names, organisations, birthDates, genders, emails, phones, mobiles, numbers, addresses, extra } = new ReadRecord(stated, options);
  return { id, source, kind, names, organisations, birthDates, genders, emails, phones, mobiles, numbers, addresses, extra };
}
