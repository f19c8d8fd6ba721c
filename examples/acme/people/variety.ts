/**
 * What measuring data has beside the hard cases: people of one common name in one city, families in which everybody has
 * surnames of their own, short forms of given names, and second surnames that one system leaves out. All labelled.
 */
import { englishFamily, englishGiven, shortForms, spanishFamily, spanishGiven } from './names.ts';
import type { Place } from './places.ts';
import { randomStream } from './random.ts';
import type { Random } from './random.ts';
import type { Records } from './records.ts';
import type { HardCase, Person, Variety } from './model.ts';

type Fixed = Partial<Omit<Person, 'id'>> & { place?: Place };

/** What is needed of the one who draws people. */
interface Maker {
  random: Random;
  place(country?: 'ES' | 'GB'): Place;
  given(lang: 'es' | 'en'): string;
  birthDate(minYear: number, maxYear: number): string;
  person(fixed?: Fixed): Person;
  household(cases: HardCase[], members: Partial<Omit<Person, 'id'>>[], lang: 'es' | 'en'): Person[];
}

/** So many of the names, from the most frequent on, are common ones. */
const COMMON = 6;

/** Adds `groups` of namesakes, `groups` families, and twice as many people each whose names will be shortened. */
export function addVaried(maker: Maker, groups: number): void {
  const { random } = maker;
  for (let i = 0; i < groups; i += 1) {
    addNamesakes(maker);
    addFamily(maker);
  }
  for (let i = 0; i < 2 * groups; i += 1) {
    const lang = random.pick(['es', 'en'] as const);
    // One in four Spaniards with a short form is also short of a surname, in another record.
    const varied: Variety[] = lang === 'es' && random.chance(0.25) ? ['shortForm', 'surnameLeftOut'] : ['shortForm'];
    const named: readonly (readonly [string, string])[] = shortForms[lang];
    const [given] = random.pick(named);
    maker.person({ place: maker.place(lang === 'es' ? 'ES' : 'GB'), lang, given, varieties: varied });
    maker.person({ place: maker.place('ES'), lang: 'es', varieties: ['surnameLeftOut'] });
  }
}

/** Two or three strangers of one common name in one city. */
function addNamesakes(maker: Maker): void {
  const { random } = maker;
  const lang = random.pick(['es', 'en'] as const);
  const place = maker.place(lang === 'es' ? 'ES' : 'GB');
  const common = (names: readonly string[]): string => random.pick(names.slice(0, COMMON));
  const given = common(lang === 'es' ? spanishGiven : englishGiven);
  const family = lang === 'es' ? `${common(spanishFamily)} ${common(spanishFamily)}` : common(englishFamily);
  for (let i = random.pick([2, 2, 3]); i > 0; i -= 1) maker.person({ place, lang, given, family, varieties: ['namesake'] });
}

/** Spanish parents with surnames of their own and children with the first of each; the first child may be called like its father. */
function addFamily(maker: Maker): void {
  const { random } = maker;
  const surname = (): string => random.pick(spanishFamily);
  const [father, mother] = [surname(), surname()];
  const name = maker.given('es');
  const children = Array.from({ length: random.int(1, 2) }, (_, i) => ({
    given: i === 0 && random.chance(0.35) ? name : maker.given('es'),
    family: `${father} ${mother}`,
    birthDate: maker.birthDate(1984, 2004),
  }));
  const parents = [
    { given: name, family: `${father} ${surname()}`, birthDate: maker.birthDate(1950, 1968) },
    { given: maker.given('es'), family: `${mother} ${surname()}`, birthDate: maker.birthDate(1950, 1968) },
  ];
  const labelled = [...parents, ...children].map((member) => ({ ...member, varieties: ['family' as const] }));
  maker.household(['sharedHouseholdPhone'], labelled, 'es');
}

/** A record's name as its system writes it. */
interface Written {
  record: { varieties?: Variety[] };
  write(given: string, family: string): void;
}

/**
 * Writes the short form of a given name into one record of each person who has the label, and leaves the second surname
 * out of one record, another one where there is another. The records are changed in place; nobody else's is touched.
 */
export function varyNames(people: readonly Person[], records: Records, seed: number): Records {
  const random = randomStream(seed, 'variety');
  const varied = new Map(people.flatMap((person) => (person.varieties ? [[person.id, person] as const] : [])));
  if (varied.size === 0) return records;
  const written = writtenNames(records);
  for (const person of varied.values()) {
    const free = random.shuffle(written.get(person.id) ?? []);
    const vary = (variety: Variety, given: string, family: string): void => {
      const target = free.pop();
      if (!target || (given === person.given && family === person.family)) return;
      target.write(given, family);
      target.record.varieties = [variety];
    };
    if (person.varieties!.includes('shortForm')) vary('shortForm', shortFormOf(person), person.family);
    if (person.varieties!.includes('surnameLeftOut')) vary('surnameLeftOut', person.given, person.family.split(' ')[0]!);
  }
  return records;
}

function shortFormOf({ given, lang }: Person): string {
  const known: readonly (readonly [string, string])[] = shortForms[lang];
  return known.find(([full]) => full === given)?.[1] ?? given;
}

function writtenNames({ erpParties, deskUsers, shopCustomers, members }: Records): Map<string, Written[]> {
  const found = new Map<string, Written[]>();
  const add = (personId: string, one: Written): void => void found.set(personId, [...(found.get(personId) ?? []), one]);
  const write = <Row extends { personId: string; varieties?: Variety[] }>(
    rows: readonly Row[],
    as: (row: Row, given: string, family: string) => void,
  ): void => {
    for (const row of rows) add(row.personId, { record: row, write: (given, family) => as(row, given, family) });
  };
  write(erpParties, (party, given, family) => (party.name = `${given} ${family}`));
  write(deskUsers, (user, given, family) => (user.realName = `${given} ${family}`));
  write(shopCustomers, (customer, given, family) => Object.assign(customer, { firstName: given, lastName: family }));
  write(members, (member, given, family) => (member.name = `${given} ${family}`));
  return found;
}
