/** Draws the people: households, families, companies and their contacts, with the hard cases built in. */
import { distributorsOf, places, streets } from './places.ts';
import type { Place } from './places.ts';
import { phoneBook } from './phones.ts';
import type { PhoneBook } from './phones.ts';
import {
  companyStems,
  companyTails,
  englishFamily,
  englishGiven,
  spanishFamily,
  spanishGiven,
  twinPairs,
} from './names.ts';
import { knownPeople } from './knownPeople.ts';
import { britishVat, spanishCif, spanishDni, spanishNie } from './taxIds.ts';
import { randomStream } from './random.ts';
import { addVaried } from './variety.ts';
import type { Random } from './random.ts';
import type { Address, HardCase, Person } from './model.ts';

/** Letters of an e-mail address or host name. */
export function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^\w\s-]|_/g, '')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '.');
}

/** Draws people one by one; ids follow the order of drawing. */
class PeopleMaker {
  readonly people: Person[] = [];
  readonly random: Random;
  readonly phones: PhoneBook;
  private readonly emails = new Set<string>();
  private readonly loyaltyIds = new Set<string>();

  constructor(seed: number) {
    this.random = randomStream(seed, 'people');
    this.phones = phoneBook(
      randomStream(seed, 'phones'),
      knownPeople.flatMap((person) => [person.mobile ?? '', person.landline ?? '']),
    );
    for (const person of knownPeople) this.emails.add(person.email ?? '');
  }

  add(person: Omit<Person, 'id'>): Person {
    const added = { id: `P-${String(this.people.length + 1).padStart(4, '0')}`, ...person };
    this.people.push(added);
    return added;
  }

  place(country?: 'ES' | 'GB'): Place {
    return this.random.pick(country ? places.filter((place) => place.country === country) : places);
  }

  address(place: Place): Address {
    const number = this.random.int(1, 180);
    const street = this.random.pick(streets[place.country]);
    return {
      street: place.country === 'ES' ? `${street}, ${number}` : `${number} ${street}`,
      city: place.city,
      postalCode:
        place.country === 'ES'
          ? `${place.postal}${String(this.random.int(1, 45)).padStart(2, '0')}`
          : `${place.postal} ${this.random.int(1, 9)}AB`,
      country: place.country,
    };
  }

  family(lang: 'es' | 'en'): string {
    return lang === 'es'
      ? `${this.random.pick(spanishFamily)} ${this.random.pick(spanishFamily)}`
      : this.random.pick(englishFamily);
  }

  given(lang: 'es' | 'en'): string {
    return lang === 'es' ? this.random.pick(spanishGiven) : this.random.pick(englishGiven);
  }

  birthDate(minYear: number, maxYear: number): string {
    const day = new Date(Date.UTC(this.random.int(minYear, maxYear), this.random.int(0, 11), this.random.int(1, 28)));
    return day.toISOString().slice(0, 10);
  }

  email(given: string, family: string, host?: string): string {
    const stem = `${ascii(given)}.${ascii(family).split('.')[0]}`;
    const domain = host ?? this.random.pick(['example.com', 'example.org', 'example.net']);
    for (let n = 0; ; n += 1) {
      const email = `${stem}${n === 0 ? '' : n + 1}@${domain}`;
      if (!this.emails.has(email)) {
        this.emails.add(email);
        return email;
      }
    }
  }

  loyaltyId(): string {
    for (;;) {
      const id = `L-${this.random.int(100_000, 999_999)}`;
      if (this.loyaltyIds.has(id)) continue;
      this.loyaltyIds.add(id);
      return id;
    }
  }

  /** A natural person; `fixed` overrides what is drawn. */
  person(fixed: Partial<Omit<Person, 'id'>> & { place?: Place } = {}): Person {
    const { random } = this;
    const place = fixed.place ?? this.place();
    const spanish = place.country === 'ES';
    const lang = fixed.lang ?? (random.chance(0.92) === spanish ? 'es' : 'en');
    const given = fixed.given ?? this.given(lang);
    const family = fixed.family ?? this.family(lang);
    const { place: _place, ...rest } = fixed;
    const person: Omit<Person, 'id'> = {
      kind: 'person',
      given,
      family,
      name: `${given} ${family}`,
      birthDate: this.birthDate(1944, 2004),
      email: rest.email ?? this.email(given, family),
      mobile: this.phones.mobile(place.country),
      address: this.address(place),
      lang,
      territory: place.territory,
      cases: [],
      ...rest,
    };
    if (random.chance(0.7)) person.distributor = random.pick(distributorsOf[place.territory] ?? []);
    if (random.chance(0.45) && spanish)
      person.taxId = { type: 'es_nif', code: lang === 'es' ? spanishDni(random) : spanishNie(random) };
    if (random.chance(0.4)) person.loyaltyId = this.loyaltyId();
    return this.add(person);
  }

  organisation(): Person {
    const { random } = this;
    const place = this.place();
    const lang = place.country === 'ES' ? 'es' : 'en';
    const owner = lang === 'es' ? random.pick(spanishFamily) : random.pick(englishFamily);
    const stem = random.pick(companyStems[lang]);
    const name =
      lang === 'es'
        ? `${stem} ${owner} ${random.pick(companyTails.es)}`
        : `${owner}'s ${stem} ${random.pick(companyTails.en)}`;
    const host = `${ascii(`${stem} ${owner}`).replaceAll('.', '-')}-${this.people.length + 1}.example.com`;
    return this.add({
      kind: 'organisation',
      given: '',
      family: '',
      name,
      email: `${lang === 'es' ? random.pick(['info', 'ventas', 'compras']) : random.pick(['info', 'office', 'sales'])}@${host}`,
      landline: this.phones.landline(place.country),
      address: this.address(place),
      lang,
      territory: place.territory,
      distributor: random.pick(distributorsOf[place.territory] ?? []),
      taxId:
        lang === 'es' ? { type: 'es_nif', code: spanishCif(random) } : { type: 'gb_vat', code: britishVat(random) },
      cases: [],
    });
  }

  /** A company with two to five contacts; in `mailboxShare` of all, contacts also use the role mailbox. */
  company(mailboxShare: number): void {
    const { random } = this;
    const company = this.organisation();
    const sharesMailbox = random.chance(mailboxShare);
    if (sharesMailbox) company.cases.push('roleMailbox');
    const host = company.email!.split('@')[1]!;
    for (let i = random.int(2, 5); i > 0; i -= 1) {
      const cases: HardCase[] = sharesMailbox && i <= 3 ? ['companyContact', 'roleMailbox'] : ['companyContact'];
      const lang = company.lang;
      const given = this.given(lang);
      const family = this.family(lang);
      this.person({
        given,
        family,
        lang,
        place: places.find((place) => place.city === company.address.city)!,
        address: company.address,
        email: this.email(given, family, host),
        landline: company.landline!,
        employerId: company.id,
        cases,
      });
    }
  }

  /** People who share an address and a landline. */
  household(cases: HardCase[], members: Partial<Omit<Person, 'id'>>[], lang: 'es' | 'en'): Person[] {
    const place = this.place(lang === 'es' ? 'ES' : 'GB');
    const shared = {
      place,
      lang,
      address: this.address(place),
      landline: this.phones.landline(place.country),
      householdId: `H-${this.people.length + 1}`,
    };
    return members.map((member) => this.person({ ...shared, ...member, cases: [...cases] }));
  }
}

/** How many of each hard case measuring data needs; the margin is for those that no record happens to show. */
export interface Measuring {
  atLeast: number;
  margin: number;
}

/**
 * `count` people (organisations included). The first three are the known peers; shares of the rest are fixed, so that a
 * smaller company has every hard case too (from about 100 people on). For `measuring` there are more hard cases, and the
 * varieties that the sample company has not.
 */
export function makePeople(seed: number, count: number, measuring?: Measuring): Person[] {
  const maker = new PeopleMaker(seed);
  const { random } = maker;
  for (const known of knownPeople.slice(0, count)) maker.add(structuredClone(known));
  const needed = measuring ? measuring.atLeast * measuring.margin : 0;
  /** A share of the people, or as many as are needed of a case that takes `each` of them. */
  const many = (perThousand: number, each = 1): number =>
    Math.max(Math.round((count * perThousand) / 1000), Math.ceil(needed * each));
  for (let i = many(52, 1.6); i > 0; i -= 1) maker.company(measuring ? 0.7 : 0.4);
  for (let i = many(30); i > 0; i -= 1) {
    const lang = random.pick(['es', 'es', 'en'] as const);
    const family = maker.family(lang);
    maker.household(
      ['sharedHouseholdPhone'],
      Array.from({ length: random.int(2, 4) }, () => ({ family })),
      lang,
    );
  }
  for (let i = many(13); i > 0; i -= 1) {
    const lang = random.pick(['es', 'en'] as const);
    const name = { given: maker.given(lang), family: maker.family(lang) };
    maker.household(
      ['fatherAndSon', 'sharedHouseholdPhone'],
      [
        { ...name, birthDate: maker.birthDate(1944, 1962) },
        { ...name, birthDate: maker.birthDate(1974, 1994) },
      ],
      lang,
    );
  }
  for (let i = many(10); i > 0; i -= 1) {
    const lang = random.pick(['es', 'en'] as const);
    const pairs: readonly (readonly [string, string])[] = twinPairs[lang];
    const [first, second] = random.pick(pairs);
    const shared = { family: maker.family(lang), birthDate: maker.birthDate(1970, 2003) };
    maker.household(
      ['twins', 'sharedHouseholdPhone'],
      [
        { ...shared, given: first },
        { ...shared, given: second },
      ],
      lang,
    );
  }
  if (measuring) addVaried(maker, Math.ceil(needed));
  for (let i = many(60); i > 0 && maker.people.length < count; i -= 1) maker.person({ cases: ['guestCheckout'] });
  while (maker.people.length < count) maker.person();
  const people = maker.people.slice(0, count);
  markOrdinary(people, random, maker, many);
  return people;
}

/** Spreads the hard cases of single records over people who have none yet. */
function markOrdinary(
  people: Person[],
  random: Random,
  maker: PeopleMaker,
  many: (perThousand: number, each?: number) => number,
): void {
  const known = new Set(knownPeople.map((person) => person.email));
  const ordinary = random.shuffle(
    people.filter(
      (person) =>
        person.kind === 'person' && person.cases.length === 0 && !person.varieties && !known.has(person.email),
    ),
  );
  const take = (perThousand: number, each?: number): Person[] => ordinary.splice(0, many(perThousand, each));
  for (const person of take(60)) person.cases.push('typingError');
  for (const person of take(40, 1.3)) person.cases.push('swappedNames');
  for (const person of take(40)) {
    person.cases.push('guestCheckout');
    person.otherEmail = maker.email(person.given.slice(0, 1), person.family, 'example.net');
  }
  const owners = take(26, 2);
  for (let i = 0; i + 1 < owners.length; i += 2) {
    // The number went from the first to the second: the first one's old records still show it.
    const [before, after] = [owners[i]!, owners[i + 1]!];
    before.mobile = after.mobile!;
    before.cases.push('recycledPhone');
    after.cases.push('recycledPhone');
  }
}
