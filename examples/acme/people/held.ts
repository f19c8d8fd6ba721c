/** What every record of the company holds, beside the truth about its person: the ground of the rules in supportable.ts. */
import { ascii } from './persons.ts';
import type { Held, HeldEmail, HeldPhone, NameSlip, World } from './supportable.ts';
import type { Address, HardCase, Person, Roll, Variety } from './model.ts';

/** A record as its system shows it, the fields under common names. */
interface Shown {
  ref: string;
  name: string;
  emails: readonly string[];
  phones: readonly (string | undefined)[];
  /** Those in a field for mobile phones. */
  mobiles?: readonly string[];
  kind?: Held['kind'];
  birthDate?: string | null;
  address?: Address | null;
  identifiers?: readonly string[];
  account?: string;
  sameAs?: string | undefined;
  of: { personId: string; cases: HardCase[]; varieties?: Variety[] };
}

/** The word after `key:` in a member's note. */
function noted(note: string | null, key: string): string | undefined {
  const word = note?.split(' ').find((each) => each.startsWith(`${key}:`));
  return word?.slice(key.length + 1);
}

function shownBy(company: Roll): Shown[] {
  return [
    ...company.erpParties.map((party) => ({
      of: party,
      ref: `tryton:party:${party.id}`,
      kind: party.categories.includes('kind:organisation') ? ('ORGANISATION' as const) : ('PERSON' as const),
      name: party.name,
      emails: party.contacts.filter(({ type }) => type === 'email').map(({ value }) => value),
      phones: party.contacts.filter(({ type }) => type !== 'email').map(({ value }) => value),
      mobiles: party.contacts.filter(({ type }) => type === 'mobile').map(({ value }) => value),
      address: party.address,
      identifiers: party.identifiers.map(({ code }) => `taxId:${code}`),
      account: party.code,
    })),
    ...company.deskUsers.map((user) => ({
      of: user,
      ref: `rt:user:${user.name}`,
      name: user.realName,
      emails: [user.email],
      phones: [user.mobilePhone, user.phone],
      mobiles: [user.mobilePhone],
      birthDate: user.birthDate,
    })),
    ...company.shopCustomers.map((customer) => ({
      of: customer,
      ref: `vendure:customer:${customer.id}`,
      name: `${customer.firstName} ${customer.lastName}`,
      emails: [customer.email],
      phones: [customer.phone],
      birthDate: customer.birthDate,
      address: customer.address,
      identifiers: customer.loyaltyId ? [`loyaltyId:${customer.loyaltyId}`] : [],
    })),
    ...company.members.map((member) => ({
      of: member,
      ref: `ghost:member:${member.id}`,
      name: member.name,
      emails: [member.email],
      phones: [noted(member.note, 'phone')],
      sameAs: noted(member.note, 'erp'),
    })),
  ];
}

const stated = (values: readonly (string | undefined)[]): string[] => [...new Set(values.flatMap((value) => value || []))];
const wordsOf = (name: string): string[] => ascii(name).split('.').sort();
const placeOf = ({ street, postalCode }: Address): string => `${street} ${postalCode}`;

/** Every record of the company as the rules see it, in the order of the truth file. */
export function heldBy(company: Roll): Held[] {
  const people = new Map(company.people.map((person) => [person.id, person]));
  return shownBy(company).map((shown) => {
    const person = people.get(shown.of.personId)!;
    const employer = person.employerId === undefined ? undefined : people.get(person.employerId);
    return {
      ref: shown.ref,
      personId: person.id,
      kind: shown.kind ?? 'PERSON',
      nameWords: wordsOf(shown.name),
      nameSlips: slipsOf(shown, person),
      emails: stated(shown.emails).map((value) => emailOf(value, person, employer)),
      phones: stated(shown.phones).map((value) => phoneOf(value, person, shown.mobiles ?? [])),
      birthDate: shown.birthDate || null,
      place: shown.address ? placeOf(shown.address) : null,
      identifiers: shown.identifiers ?? [],
      account: shown.account ?? null,
      sameAs: shown.sameAs ?? null,
      cases: shown.of.cases,
    };
  });
}

function slipsOf({ name, of }: Shown, person: Person): NameSlip[] {
  if (wordsOf(name).join(' ') === wordsOf(person.name).join(' ')) return [];
  const slips = (of.varieties ?? []).filter((variety) => variety === 'shortForm' || variety === 'surnameLeftOut');
  if (slips.length > 0) return slips;
  if (of.cases.includes('typingError')) return ['mistyped'];
  throw new Error('a name in a record differs from the truth, and no label says why');
}

function emailOf(value: string, person: Person, employer: Person | undefined): HeldEmail {
  if (value === employer?.email || (person.kind === 'organisation' && value === person.email)) return { value, is: 'role' };
  if (value === person.email || value === person.otherEmail) return { value, is: 'private' };
  return { value, is: 'mistyped', of: person.email! };
}

/** Numbers of mobile phones in the plans of Spain, the United Kingdom, France and Germany. */
const MOBILE = /^\+(34[67]|447|33[67]|491[567])/;

function phoneOf(value: string, person: Person, mobiles: readonly string[]): HeldPhone {
  if (value !== person.landline && value !== person.mobile) throw new Error('a number in a record is none of its person');
  return { value, is: value === person.landline ? 'shared' : 'personal', saysMobile: mobiles.includes(value) || MOBILE.test(value) };
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The people by whom each value is shown: their ids. */
export function carriersOf(records: readonly Held[]): Map<string, Set<string>> {
  const carriers = new Map<string, Set<string>>();
  for (const { personId, emails, phones } of records) {
    for (const { value } of [...emails, ...phones]) carriers.set(value, (carriers.get(value) ?? new Set()).add(personId));
  }
  return carriers;
}

/** The truth about who else is there, for the rules. */
export function worldOf({ people }: Roll, records: readonly Held[]): World {
  const byId = new Map(people.map((person) => [person.id, person]));
  const carriers = carriersOf(records);
  const names = new Map(people.map(({ id, name }) => [id, wordsOf(name).join(' ')]));
  const likeness = ({ given, family, name }: Person): string => `${ascii(family || name).split('.')[0]} ${ascii(given).slice(0, 1)}`;
  const byName = groupedBy(people, ({ id }) => names.get(id));
  const byBirthDate = groupedBy(people, ({ birthDate }) => birthDate);
  const namesakes = (id: string): Person[] => byName.get(names.get(id)!)!.filter((other) => other.id !== id);
  return {
    carriers: (value) => carriers.get(value)?.size ?? 0,
    namesakes,
    likenessesBorn: (id, birthDate) =>
      (byBirthDate.get(birthDate) ?? []).filter((other) => other.id !== id && likeness(other) === likeness(byId.get(id)!)),
    namesakesThere: (id) => {
      const self = byId.get(id)!;
      return namesakes(id).filter(
        (other) =>
          placeOf(other.address) === placeOf(self.address) ||
          (self.landline !== undefined && other.landline === self.landline),
      );
    },
  };
}
