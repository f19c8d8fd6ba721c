import type { StatedRecord } from '../../../domain/matching/stated.ts';
import type { Random } from '../../random.ts';
import { chance, randomDate, typo, wrongDate } from './corrupt.ts';
import type { Labelled } from './labelled.ts';
import { CITIES, digits, familyName, GIVEN_F, GIVEN_M, OCCUPATIONS, placeName, postcodeOf, skewed, streetName } from './vocabulary.ts';

type Fields = Record<string, string[]>;

const SHORT: Readonly<Record<string, string>> = {
  Elizabeth: 'Liz', Margaret: 'Peggy', Catherine: 'Kate', William: 'Bill', Robert: 'Bob', Richard: 'Dick', Edward: 'Ted', Thomas: 'Tom', James: 'Jim', John: 'Jack', Jose: 'Pepe',
  Michael: 'Mike', Samuel: 'Sam', Alexander: 'Alex', Susan: 'Sue', Francis: 'Frank', Charles: 'Charlie', Joseph: 'Joe', Daniel: 'Dan', Philip: 'Phil', Andrew: 'Andy', Nicholas: 'Nick',
};

export interface Home {
  street: string;
  number: string;
  city: string;
  postcode: string;
  phone: string;
}

export function home(random: Random): Home {
  const city = placeName(random);
  return { street: streetName(random), number: String(1 + random.whole(180)), city, postcode: postcodeOf(city, random), phone: `0${digits(random, 9)}` };
}

export interface Person {
  given: string;
  middle: string | null;
  family: string;
  gender: string;
  birthDate: string;
  email: string;
  mobile: string;
  taxId: string;
  home: Home;
}

export function person(random: Random, at: Home = home(random), family: string = familyName(random)): Person {
  const female = chance(random, 50);
  const names = female ? GIVEN_F : GIVEN_M;
  const given = names[skewed(random, names.length)]!;
  return {
    given, family, gender: female ? 'F' : 'M', middle: chance(random, 40) ? names[skewed(random, names.length)]! : null, birthDate: randomDate(random, 1930, 2003),
    email: `${given}.${family}${random.whole(2000)}@${random.pick(['gmail.com', 'hotmail.com', 'yahoo.com', 'mail.example', 'post.example'])}`.toLowerCase(),
    mobile: `07${digits(random, 8)}`, taxId: digits(random, 8), home: at,
  };
}

/** One system's view of a person; `errors` is the chance in percent that a value is wrong or another one. */
export function view(of: Person, random: Random, errors: number): Pick<StatedRecord, 'fields'> {
  const slip = (value: string, percent = errors / 2): string => (chance(random, percent) ? typo(value, random) : value);
  let given = chance(random, errors / 3) ? (SHORT[of.given] ?? of.given) : slip(of.given);
  let family = slip(of.family);
  if (chance(random, errors / 8)) given = given[0]!;
  if (chance(random, errors / 8)) [given, family] = [family, given];
  const moved = chance(random, errors / 3) ? home(random) : of.home;
  const fields: Fields = {};
  const put = (field: string, value: string, missing: number): void => { if (!chance(random, missing)) fields[field] = [value]; };
  put('givenName', of.middle !== null && chance(random, 30) ? `${given} ${of.middle}` : given, 3);
  put('familyName', family, 2);
  put('birthDate', chance(random, errors / 3) ? wrongDate(of.birthDate, random) : of.birthDate, 20);
  put('gender', of.gender, 20);
  put('email', chance(random, errors / 2) ? `${of.given[0]!}${of.family}${of.taxId.slice(0, 3)}@work.example`.toLowerCase() : slip(of.email, errors / 5), 40);
  put('phone', chance(random, 60) ? of.mobile : moved.phone, 30);
  put('street', slip(`${moved.number} ${moved.street}`), 15);
  put('city', slip(moved.city), 10);
  put('postcode', slip(moved.postcode, errors / 4), 15);
  put('taxId', slip(of.taxId, errors / 4), 60);
  return { fields };
}

const records = (party: string, of: Person, random: Random, count: number, errors: number): Labelled[] =>
  Array.from({ length: count }, () => ({ party, record: view(of, random, errors) }));

const between = (random: Random, [least, most]: readonly [number, number]): number => least + random.whole(most - least + 1);

export function persons(random: Random, count: number, each: readonly [number, number], errors: number, name = 'p'): Labelled[] {
  return Array.from({ length: count }, (_, index) => records(`${name}${index}`, person(random), random, between(random, each), errors)).flat();
}

/** Families in one home: parents, children, here and there twins, and a son with the name of his father. */
export function households(random: Random, count: number, duplicates = true): Labelled[] {
  return Array.from({ length: count }, (_, index): Labelled[] => {
    const at = home(random);
    const family = familyName(random);
    const members = Array.from({ length: 2 + random.whole(3) }, () => person(random, at, family));
    // Families name each child differently.
    members.forEach((member, place) => {
      while (members.slice(0, place).some(({ given }) => given === member.given)) member.given = (member.gender === 'F' ? GIVEN_F : GIVEN_M)[random.whole(40)]!;
    });
    const [father, second] = members as [Person, Person];
    if (index % 10 === 0) Object.assign(second, { given: father.given, gender: father.gender, birthDate: randomDate(random, 1985, 2003) });
    else if (index % 10 === 1) second.birthDate = father.birthDate;
    for (const member of members) if (chance(random, 60)) member.mobile = at.phone;
    return members.flatMap((member, place) => records(`h${index}.${place}`, member, random, duplicates ? 1 + random.whole(2) : 1, 18));
  }).flat();
}

const TITLES = ['Sir', 'Dr.', 'Rev.', 'Lord'];

/** People of the past, many records each, with few fields: full name, birth date (some the year only), birth place, postcode, occupation. */
export function historicalFigures(random: Random, count: number, each: readonly [number, number], errors: number): Labelled[] {
  return Array.from({ length: count }, (_, index): Labelled[] => {
    const of = person(random);
    const birthDate = chance(random, 15) ? `${randomDate(random, 1700, 1920).slice(0, 4)}-01-01` : randomDate(random, 1700, 1920);
    const place = CITIES[skewed(random, CITIES.length)]!;
    const postcode = postcodeOf(place, random);
    const occupation = OCCUPATIONS[skewed(random, OCCUPATIONS.length)]!;
    const slip = (value: string, percent = errors): string => (chance(random, percent) ? typo(value, random) : value);
    return Array.from({ length: between(random, each) }, (): Labelled => {
      const given = chance(random, errors / 2) ? (SHORT[of.given] ?? of.given) : slip(of.given);
      const middle = of.middle !== null && chance(random, 60) ? ` ${of.middle}` : '';
      const title = chance(random, 8) ? `${random.pick(TITLES)} ` : '';
      const full = chance(random, errors / 4) ? `${slip(of.family)}, ${given}${middle}` : `${title}${given}${middle} ${slip(of.family)}`;
      const fields: Fields = { fullName: [chance(random, errors / 6) ? of.family : full] };
      if (!chance(random, errors / 2)) fields.birthDate = [chance(random, errors / 2) ? wrongDate(birthDate, random) : chance(random, 5) ? birthDate.slice(0, 4) : birthDate];
      if (!chance(random, errors / 2)) fields.postcode = [chance(random, errors / 2) ? postcodeOf(place, random) : slip(postcode, errors / 3)];
      const extra: Fields = {};
      if (!chance(random, errors / 2)) extra.birth_place = [chance(random, errors / 4) ? placeName(random) : slip(place, errors / 4)];
      if (!chance(random, errors)) extra.occupation = [chance(random, errors / 4) ? random.pick(OCCUPATIONS) : occupation];
      return { party: `f${index}`, record: { fields, extra } };
    });
  }).flat();
}
