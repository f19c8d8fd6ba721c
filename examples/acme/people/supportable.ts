/**
 * Which true pairs the records can support: the rules, fixed before any matcher was tuned on the sample company.
 *
 * The question is put as to a careful human who is handed the two records: would they say "the same", without doubt? They
 * are told who else shows a value, but not what a number is unless a record or the numbering plan says so. The answer comes from what the generator did to the two records and from the truth about who else is
 * there, never from a matcher. Where a rule could go either way it goes against the pair, with two thoughts in mind: what
 * is called supportable must be found, so a generous rule would ask for guesses, and a guess that is wrong shows a
 * stranger's history.
 *
 * Against a pair, before anything that speaks for it:
 * - `kindsDiffer`: one system says person, the other organisation. Both cannot be true, and the reader cannot tell which
 *   one errs (desk, shop and newsletter know persons only, so a company's account there says "person").
 *
 * For a pair, any one of:
 * - `identifier`: both hold the same tax or loyalty id. Given to one party once.
 * - `reference`: one names the other by its account number as the same party. Somebody looked it up. The desk's field
 *   Organization is no such reference: it says for whom the user writes, and a son may write for his father.
 * - `mailbox`: both hold the same private e-mail address, which no record of anybody else holds. The names are one
 *   person's by construction, so nothing speaks against it, even where one is a short form and the other lacks a surname.
 * - `phone`: both hold the same number, which no record of anybody else holds, one of them says or the number itself shows
 *   that it is a mobile phone's, and the names agree up to one slip. A number changes hands more readily than a mailbox, and
 *   the next owner is a stranger: so the name must speak too. A number in records of two people (a recycled one) is
 *   nobody's. A number of a place, however private, looks like a household's line and counts as one.
 * - `birthDate`: both hold the same birth date and the names agree. With whole names the only doubt is somebody of that
 *   very name born that day; with one slip it is anybody born that day whose name begins alike (twins: Ellie and Ella).
 * - `nearMailbox`: whole names agree, and one address is the other with one typing slip. A slip that makes a valid address
 *   of the same host by chance is rarer than two people of one full name, so no other person may bear that name
 *   (`maria.garcia` and `maria.garcia2` are two).
 * - `place`: whole names agree, and both show one line that may be a household's or company's, or one street address; nobody else
 *   there bears the name; and they do not hold two different private mailboxes. Line, address and surname come together
 *   in a household, so they count as one statement, "who is called so at that place", which is enough for one full name
 *   and no more: with a namesake there (father and son) or a slip in the name (twins) it is not.
 *
 * Never enough, and the reason that is given:
 * - `namesake`: it would be `birthDate`, `nearMailbox` or `place`, were there not somebody else whom it fits as well.
 * - `mailboxes`: it would be `place`, had not each of the two a private mailbox of its own. So father and son look.
 * - `roleMailbox`: name and a mailbox of a role alone. Such an address belongs to a post, and whoever has it next writes
 *   from it too.
 * - `slips`: there is something alike, but it takes more than one slip to make it the same, so no telling value is equal.
 * - `name`: a name, a city, a language: the name is somebody's, and names are common.
 */
import type { HardCase, Person } from './model.ts';

/** What was done to a name in one record. The order of its words is no loss: all of them are there. */
export type NameSlip = 'mistyped' | 'shortForm' | 'surnameLeftOut';

/** An address in a record; of a mistyped one also what it ought to be. */
export type HeldEmail = { value: string; is: 'private' | 'role' } | { value: string; is: 'mistyped'; of: string };

/** A number in a record; `saysMobile`: by its field or by the numbering plan. */
export interface HeldPhone {
  value: string;
  is: 'personal' | 'shared';
  saysMobile: boolean;
}

/** What one record holds, and what the generator did to it. */
export interface Held {
  /** As the truth writes refs. */
  ref: string;
  personId: string;
  /** As the system states it. */
  kind: 'PERSON' | 'ORGANISATION';
  /** Folded words in the order of the alphabet. */
  nameWords: readonly string[];
  nameSlips: readonly NameSlip[];
  emails: readonly HeldEmail[];
  phones: readonly HeldPhone[];
  birthDate: string | null;
  /** Street and postcode as one text. */
  place: string | null;
  /** `taxId:…`, `loyaltyId:…`. */
  identifiers: readonly string[];
  /** The number under which its own system keeps the party. */
  account: string | null;
  /** The account number of the party that the record says to be. */
  sameAs: string | null;
  cases: readonly HardCase[];
}

/** What the rules ask of the truth beside the two records. */
export interface World {
  /** How many people's records hold this e-mail address or number. */
  carriers(value: string): number;
  /** Others of the very name. */
  namesakes(personId: string): readonly Person[];
  /** Others born that day whose name begins alike: one first surname, one initial. */
  likenessesBorn(personId: string, birthDate: string): readonly Person[];
  /** Others of the very name in the same household, company or house. */
  namesakesThere(personId: string): readonly Person[];
}

export type Support = 'identifier' | 'reference' | 'mailbox' | 'phone' | 'birthDate' | 'nearMailbox' | 'place';
export type Doubt = 'kindsDiffer' | 'namesake' | 'mailboxes' | 'roleMailbox' | 'slips' | 'name';
export type Verdict = { supportable: true; by: Support } | { supportable: false; because: Doubt };

const yes = (by: Support): Verdict => ({ supportable: true, by });
const no = (because: Doubt): Verdict => ({ supportable: false, because });

/** Equal in every word, apart by one slip, or by more. */
export function nameAgreement(a: Held, b: Held): 'whole' | 'near' | 'far' {
  const slips = a.nameSlips.length + b.nameSlips.length;
  if (slips === 0) return 'whole';
  // Both left out the same: equal, but no longer whole.
  return slips === 1 || a.nameWords.join(' ') === b.nameWords.join(' ') ? 'near' : 'far';
}

/** Whether the two records, which are one person's, can support being put together. Symmetric. */
export function verdictOf(a: Held, b: Held, world: World): Verdict {
  if (a.personId !== b.personId) throw new Error('supportable is a question about records of one person');
  if (a.kind !== b.kind) return no('kindsDiffer');
  if (a.identifiers.some((id) => b.identifiers.includes(id))) return yes('identifier');
  if (refersTo(a, b) || refersTo(b, a)) return yes('reference');

  const names = nameAgreement(a, b);
  const mailboxes = valuesOf(a.emails, 'private').filter((value) => valuesOf(b.emails, 'private').includes(value));
  if (mailboxes.some((value) => world.carriers(value) === 1)) return yes('mailbox');
  const numbers = valuesOf(a.phones, 'personal').filter((value) => valuesOf(b.phones, 'personal').includes(value));
  const mobiles = numbers.filter((number) => [a, b].some(({ phones }) => phones.some(({ value, saysMobile }) => value === number && saysMobile)));
  if (names !== 'far' && mobiles.some((value) => world.carriers(value) === 1)) return yes('phone');

  let namesake = false;
  if (names !== 'far' && a.birthDate !== null && a.birthDate === b.birthDate) {
    const others = names === 'whole' ? world.namesakes(a.personId) : world.likenessesBorn(a.personId, a.birthDate);
    if (others.every(({ birthDate }) => birthDate !== a.birthDate)) return yes('birthDate');
    namesake = true;
  }
  const near = isNearMailbox(a, b);
  if (names === 'whole' && near) {
    if (world.namesakes(a.personId).length === 0) return yes('nearMailbox');
    namesake = true;
  }
  const place = names === 'whole' && isOnePlace(a, b, world);
  if (place && !twoMailboxes(a, b)) {
    if (world.namesakesThere(a.personId).length === 0) return yes('place');
    namesake = true;
  }
  if (namesake) return no('namesake');
  if (place) return no('mailboxes');
  if (names !== 'whole' && (near || isOnePlace(a, b, world) || numbers.length > 0)) return no('slips');
  const roles = valuesOf(a.emails, 'role').some((value) => valuesOf(b.emails, 'role').includes(value));
  return no(roles ? 'roleMailbox' : 'name');
}

function valuesOf(points: readonly { value: string; is: string }[], is: string): string[] {
  return points.filter((point) => point.is === is).map(({ value }) => value);
}

const refersTo = (a: Held, b: Held): boolean => a.sameAs !== null && a.sameAs === b.account;

/** One has the address as it is, the other with the slip. Two slips of one address share less with each other. */
function isNearMailbox(a: Held, b: Held): boolean {
  const near = (slipped: Held, right: Held): boolean =>
    slipped.emails.some((email) => email.is === 'mistyped' && valuesOf(right.emails, 'private').includes(email.of));
  return near(a, b) || near(b, a);
}

/** One line or one street address. A recycled number is no line: its other carrier lives elsewhere. */
function isOnePlace(a: Held, b: Held, world: World): boolean {
  const isLine = ({ value, is }: HeldPhone): boolean => is === 'shared' || world.carriers(value) === 1;
  const lines = a.phones.filter(isLine).map(({ value }) => value);
  return b.phones.some(({ value }) => lines.includes(value)) || (a.place !== null && a.place === b.place);
}

/** Both hold mailboxes of their own, and none of them is the same. */
function twoMailboxes(a: Held, b: Held): boolean {
  const own = (held: Held): string[] => held.emails.flatMap(({ value, is }) => (is === 'role' ? [] : [value]));
  return own(a).length > 0 && own(b).length > 0 && !own(a).some((value) => own(b).includes(value));
}

/**
 * The hard cases that bear on a pair, sorted: those of either record, without the ones whose value neither of the two
 * shows (a household's line, a recycled number, a mailbox of a role make a pair hard by being in it).
 */
export function hardCasesOf(a: Held, b: Held): HardCase[] {
  const both = [a, b];
  const bears: Partial<Record<HardCase, (held: Held) => boolean>> = {
    sharedHouseholdPhone: ({ phones }) => phones.some(({ is }) => is === 'shared'),
    recycledPhone: ({ phones }) => phones.some(({ is }) => is === 'personal'),
    roleMailbox: ({ emails }) => emails.some(({ is }) => is === 'role'),
  };
  const labels = new Set(both.flatMap(({ cases }) => cases));
  return [...labels].filter((label) => both.some(bears[label] ?? (() => true))).sort();
}
