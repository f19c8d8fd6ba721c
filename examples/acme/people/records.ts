/** What each of the four systems happens to hold of the people: which records exist, and how they differ. */
import { randomStream } from './random.ts';
import type { Random } from './random.ts';
import type { DeskUser, ErpParty, HardCase, Member, Person, ShopCustomer } from './model.ts';

export const DAY_MS = 86_400_000;

/** The newsletters of the sample company; the first is Ghost's own default one. */
export const newsletters = [
  { slug: 'default-newsletter', name: 'Marketing', description: null },
  { slug: 'weekly-deals', name: 'Weekly deals', description: 'promo' },
  { slug: 'coffee-academy', name: 'Coffee academy', description: 'tips and courses' },
] as const;

/** The party records of the four systems. */
export interface Records {
  erpParties: ErpParty[];
  deskUsers: DeskUser[];
  shopCustomers: ShopCustomer[];
  members: Member[];
}

/** One typing error: two letters swapped, one doubled or one left out, never in the first place or in a host name. */
export function mistype(text: string, random: Random): string {
  const end = text.includes('@') ? text.indexOf('@') : text.length;
  if (end < 4) return text;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const at = random.int(1, end - 2);
    const kind = random.int(0, 2);
    const typed =
      kind === 0
        ? text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
        : kind === 1
          ? text.slice(0, at) + text[at]! + text.slice(at)
          : text.slice(0, at) + text.slice(at + 1);
    if (typed !== text) return typed;
  }
  return text;
}

type Presence = { erp: number; desk: number; shop: number; ghost: number };

function presence(person: Person, index: number): Presence {
  if (index < 3) return { erp: 1, desk: 1, shop: 1, ghost: 1 };
  if (person.kind === 'organisation')
    return { erp: 1, desk: person.cases.includes('roleMailbox') ? 1 : 0.2, shop: 0.25, ghost: 0.1 };
  if (person.cases.includes('companyContact')) return { erp: 0.9, desk: 0.85, shop: 0.35, ghost: 0.5 };
  if (person.cases.includes('guestCheckout') && !person.otherEmail) return { erp: 0, desk: 0, shop: 1, ghost: 0.25 };
  return { erp: 0.87, desk: 0.82, shop: 0.82, ghost: 0.77 };
}

class RecordMaker {
  readonly records: Records = { erpParties: [], deskUsers: [], shopCustomers: [], members: [] };
  private readonly random: Random;
  private readonly deskNames = new Set<string>();
  private readonly memberEmails = new Set<string>();
  private readonly shopEmails = new Set<string>();
  private readonly erpOf = new Map<string, ErpParty>();
  private readonly organisations = new Map<string, Person>();
  private readonly seed: number;
  private readonly nowMs: number;

  constructor(seed: number, nowMs: number) {
    this.seed = seed;
    this.nowMs = nowMs;
    this.random = randomStream(seed, 'records');
  }

  private span(
    person: Person,
    cases: HardCase[],
  ): { personId: string; cases: HardCase[]; createdAtMs: number; updatedAtMs: number | null } {
    const createdAtMs =
      this.nowMs -
      this.random.int(200, 900) * DAY_MS +
      this.random.int(7 * 3600, 20 * 3600) * 1000 +
      this.random.int(0, 999);
    const age = this.nowMs - createdAtMs - DAY_MS;
    const updatedAtMs = this.random.chance(0.5) ? createdAtMs + Math.floor(age * this.random.next()) : null;
    return { personId: person.id, cases: [...cases], createdAtMs, updatedAtMs };
  }

  private casesOf(person: Person, ...labels: HardCase[]): HardCase[] {
    return labels.filter((label) => person.cases.includes(label));
  }

  /** ERP code of the employer or, without one, of the person. */
  private accountCode(person: Person): string {
    return this.erpOf.get(person.employerId ?? person.id)?.code ?? '';
  }

  private mailbox(person: Person): string | undefined {
    return person.employerId && person.cases.includes('roleMailbox')
      ? this.organisations.get(person.employerId)?.email
      : undefined;
  }

  add(person: Person, index: number): void {
    if (person.kind === 'organisation') this.organisations.set(person.id, person);
    const { random } = this;
    const odds = presence(person, index);
    const has = {
      erp: random.chance(odds.erp),
      desk: random.chance(odds.desk),
      shop: random.chance(odds.shop),
      ghost: random.chance(odds.ghost),
    };
    if (!has.erp && !has.desk && !has.shop && !has.ghost) has.shop = true;
    const typo = person.cases.includes('typingError') ? random.pick(['erp', 'desk', 'shop', 'ghost'] as const) : null;
    if (typo) has[typo] = true;
    if (has.erp) this.erp(person, false);
    if (typo === 'erp') this.erp(person, true);
    if (has.desk) this.desk(person, typo === 'desk');
    if (has.shop) this.shop(person, typo === 'shop');
    if (person.otherEmail) this.guest(person);
    if (has.ghost) this.ghost(person, typo === 'ghost', index);
  }

  /** `again`: the same person entered a second time, with a typing error and fewer details. */
  private erp(person: Person, again: boolean): void {
    const { random } = this;
    const { erpParties } = this.records;
    const gone = person.cases.includes('recycledPhone') && random.chance(0.5);
    const contacts: ErpParty['contacts'] = [];
    if (person.email) contacts.push({ type: 'email', value: again ? mistype(person.email, random) : person.email });
    const mailbox = this.mailbox(person);
    if (mailbox && random.chance(0.6)) contacts.push({ type: 'email', value: mailbox });
    if (person.mobile && !gone)
      contacts.push({
        type: person.address.country === 'GB' && person.mobile !== '+441632960001' ? 'phone' : 'mobile',
        value: person.mobile,
      });
    if (person.landline && !again) contacts.push({ type: 'phone', value: person.landline });
    const categories = [`territory:${person.territory}`];
    if (person.distributor) categories.push(`distributor:${person.distributor}`);
    // An undeclared kind is a person: half of them were never tagged.
    if (person.kind === 'organisation' || random.chance(0.5)) categories.push(`kind:${person.kind}`);
    const employer = person.employerId ? this.erpOf.get(person.employerId) : undefined;
    const party: ErpParty = {
      ...this.span(
        person,
        this.casesOf(
          person,
          'sharedHouseholdPhone',
          'roleMailbox',
          'fatherAndSon',
          'twins',
          'recycledPhone',
          'companyContact',
        ),
      ),
      id: erpParties.length + 2,
      code: `C-${1001 + erpParties.length}`,
      name: again ? mistype(person.name, random) : person.name,
      lang: person.lang,
      categories,
      address: person.address,
      contacts,
      identifiers: person.taxId && !again ? [person.taxId] : [],
      ...(employer ? { contactOfId: employer.id } : {}),
    };
    if (again) party.cases.push('typingError');
    erpParties.push(party);
    if (!again) this.erpOf.set(person.id, party);
  }

  private desk(person: Person, typo: boolean): void {
    const { random } = this;
    const phone = person.landline && random.chance(person.mobile ? 0.4 : 1) ? person.landline : (person.mobile ?? '');
    // One in twelve callers is known by the number only.
    const phoneOnly =
      person.cases.length === 0 && phone !== '' && person.email !== 'ada@example.com' && random.chance(0.08);
    const email = phoneOnly ? '' : typo ? mistype(person.email!, random) : person.email!;
    const name = email || `caller-${phone.slice(1)}`;
    if (this.deskNames.has(name)) return;
    this.deskNames.add(name);
    const swapped = person.cases.includes('swappedNames');
    const realName = swapped ? `${person.family} ${person.given}` : typo ? mistype(person.name, random) : person.name;
    this.records.deskUsers.push({
      ...this.span(
        person,
        this.casesOf(
          person,
          'sharedHouseholdPhone',
          'roleMailbox',
          'fatherAndSon',
          'twins',
          'recycledPhone',
          'companyContact',
          'swappedNames',
        ),
      ),
      name,
      email,
      realName,
      mobilePhone: person.mobile ?? '',
      phone,
      birthDate: person.birthDate && random.chance(0.4) ? person.birthDate : '',
      organization:
        person.employerId || random.chance(0.8) || person.email === 'ada@example.com' ? this.accountCode(person) : '',
      city: person.address.city,
      lang: person.lang,
    });
    if (typo) this.records.deskUsers.at(-1)!.cases.push('typingError');
  }

  private shop(person: Person, typo: boolean): void {
    const { random } = this;
    const mailbox = this.mailbox(person);
    const guest = person.cases.includes('guestCheckout') && !person.otherEmail;
    const byMailbox = mailbox !== undefined && random.chance(0.5) && !this.shopEmails.has(mailbox);
    const email = byMailbox ? mailbox : typo ? mistype(person.email!, random) : person.email!;
    if (this.shopEmails.has(email)) return;
    this.shopEmails.add(email);
    const swapped = person.cases.includes('swappedNames') && random.chance(0.8);
    const [given, family] =
      person.kind === 'organisation'
        ? [person.name, '']
        : [typo ? mistype(person.given, random) : person.given, person.family];
    this.customer(person, {
      firstName: swapped ? family : given,
      lastName: swapped ? given : family,
      email,
      phone: person.landline && random.chance(0.4) ? person.landline : (person.mobile ?? person.landline ?? ''),
      registered: !guest,
      cases: [
        ...this.casesOf(
          person,
          'sharedHouseholdPhone',
          'fatherAndSon',
          'twins',
          'recycledPhone',
          'companyContact',
          'guestCheckout',
        ),
        ...(byMailbox ? (['roleMailbox'] as const) : []),
        ...(swapped ? (['swappedNames'] as const) : []),
        ...(typo ? (['typingError'] as const) : []),
      ].filter((label) => label !== 'guestCheckout' || guest),
    });
  }

  /** A second order as a guest, under the private address. */
  private guest(person: Person): void {
    this.customer(person, {
      firstName: person.given,
      lastName: person.family,
      email: person.otherEmail!,
      phone: person.mobile ?? '',
      registered: false,
      cases: ['guestCheckout'],
    });
  }

  private customer(
    person: Person,
    shown: Pick<ShopCustomer, 'firstName' | 'lastName' | 'email' | 'phone' | 'registered' | 'cases'>,
  ): void {
    const { random } = this;
    const { shopCustomers } = this.records;
    const known = person.email === 'ada@example.com';
    shopCustomers.push({
      ...this.span(person, shown.cases),
      ...shown,
      id: shopCustomers.length + 1,
      address: known || random.chance(0.8) ? person.address : null,
      verified: shown.registered && (known || random.chance(0.85)),
      birthDate: shown.registered && person.birthDate && (known || random.chance(0.5)) ? person.birthDate : null,
      loyaltyId: shown.registered ? (person.loyaltyId ?? null) : null,
    });
  }

  private ghost(person: Person, typo: boolean, index: number): void {
    const { random } = this;
    const { members } = this.records;
    const mailbox = this.mailbox(person);
    const byMailbox = mailbox !== undefined && random.chance(0.3) && !this.memberEmails.has(mailbox);
    const email = byMailbox ? mailbox : typo ? mistype(person.email!, random) : person.email!;
    if (this.memberEmails.has(email)) return;
    this.memberEmails.add(email);
    const span = this.span(person, [
      ...this.casesOf(person, 'fatherAndSon', 'twins', 'companyContact', 'recycledPhone', 'sharedHouseholdPhone'),
      ...(byMailbox ? (['roleMailbox'] as const) : []),
      ...(typo ? (['typingError'] as const) : []),
    ]);
    const code = this.erpOf.get(person.id)?.code;
    const note = [
      code && (index < 3 || random.chance(0.6)) ? `erp:${code}` : '',
      person.mobile && (index < 3 || random.chance(0.6)) ? `phone:${person.mobile}` : '',
    ]
      .filter(Boolean)
      .join(' ');
    const wanted =
      index === 0
        ? ['default-newsletter', 'weekly-deals']
        : newsletters.map(({ slug }) => slug).filter(() => random.chance(0.55));
    const left = index === 0 ? [] : wanted.filter(() => random.chance(0.15));
    const second = (ms: number): number => Math.floor(ms / 1000) * 1000;
    members.push({
      ...span,
      createdAtMs: second(span.createdAtMs),
      updatedAtMs: span.updatedAtMs === null ? null : second(span.updatedAtMs),
      id: objectId(second(span.createdAtMs), this.seed, members.length + 0x1000),
      email,
      name:
        person.kind === 'organisation'
          ? person.name
          : typo && random.chance(0.5)
            ? mistype(person.name, random)
            : person.name,
      note: note || null,
      labels: index === 0 ? ['vip'] : [random.pick(['prospect', 'customer', 'customer', 'vip'])],
      newsletters: wanted.filter((slug) => !left.includes(slug)),
      unsubscribed: left.map((slug) => ({
        slug,
        atMs: second(span.createdAtMs + Math.floor((this.nowMs - span.createdAtMs) * random.next())),
      })),
      suppressed:
        index >= 3 && random.chance(0.02)
          ? { reason: random.chance(0.7) ? 'fail' : 'spam', atMs: second(this.nowMs - random.int(5, 100) * DAY_MS) }
          : null,
    });
  }
}

/** A Mongo-style id as Ghost makes it: seconds, a machine part, a counter. */
export function objectId(atMs: number, machine: number, counter: number): string {
  const hex = (value: number, length: number): string =>
    (value >>> 0).toString(16).padStart(length, '0').slice(-length);
  return `${hex(Math.floor(atMs / 1000), 8)}${hex(machine, 10)}${hex(counter, 6)}`;
}

/** The records that the four systems hold of `people`; ids follow the order of the people. */
export function makeRecords(people: readonly Person[], seed: number, nowMs: number): Records {
  const maker = new RecordMaker(seed, nowMs);
  people.forEach((person, index) => maker.add(person, index));
  return maker.records;
}
