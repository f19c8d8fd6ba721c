import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { gross, orderTotalMinor, productOf } from '../../../examples/acme/people/catalogue.ts';
import { generateCompany } from '../../../examples/acme/people/generate.ts';
import { hardCases } from '../../../examples/acme/people/model.ts';
import type { HardCase, Person } from '../../../examples/acme/people/model.ts';
import { randomStream } from '../../../examples/acme/people/random.ts';
import { mistype } from '../../../examples/acme/people/records.ts';
import { isValidTaxId } from '../../../examples/acme/people/taxIds.ts';
import { truthOf } from '../../../examples/acme/people/truth.ts';

const nowMs = Date.UTC(2026, 10, 22);
const company = generateCompany({ nowMs });
const truth = truthOf(company);
const personOf = new Map(company.people.map((person) => [person.id, person]));
const withCase = (label: HardCase): Person[] => company.people.filter(({ cases }) => cases.includes(label));
const groups = (people: Person[], key: (person: Person) => string | undefined): Person[][] => {
  const byKey = new Map<string, Person[]>();
  for (const person of people) {
    const value = key(person);
    if (value) byKey.set(value, [...(byKey.get(value) ?? []), person]);
  }
  return [...byKey.values()].filter((group) => group.length > 1);
};

describe('the generator', () => {
  it('makes another company for another seed', () => {
    expect(generateCompany({ nowMs, seed: 7, people: 50 }).people).not.toEqual(
      generateCompany({ nowMs, people: 50 }).people,
    );
  });
  it('makes the same company for the same seed and day, ids and stamps included', () => {
    expect(generateCompany({ nowMs })).toEqual(company);
  });
  it('moves history with the day and changes nothing else', () => {
    const later = generateCompany({ nowMs: nowMs + 86_400_000, people: 100 });
    const sooner = generateCompany({ nowMs, people: 100 });
    expect(later.people).toEqual(sooner.people);
    expect(later.erpParties.map(({ createdAtMs }) => createdAtMs - 86_400_000)).toEqual(
      sooner.erpParties.map(({ createdAtMs }) => createdAtMs),
    );
  });
  it('makes 2,000 people, about 6,000 records and at least 10,000 orders, tickets, calls and touches', () => {
    const { people, records, shopOrders, erpSales, tickets, calls, touches } = truth.counts;
    expect(people).toBe(2000);
    expect(Math.abs(records - 6000)).toBeLessThan(250);
    expect(shopOrders + erpSales + tickets + calls + touches).toBeGreaterThan(10_000);
    expect(Math.min(shopOrders, erpSales, tickets, calls, touches)).toBeGreaterThan(1000);
  });
  it('dates nothing after the day', () => {
    const times = [
      ...[...company.erpParties, ...company.deskUsers, ...company.shopCustomers, ...company.members].flatMap((one) => [
        one.createdAtMs,
        one.updatedAtMs ?? 0,
      ]),
      ...company.shopOrders.flatMap((one) => [one.createdAtMs, one.placedAtMs ?? 0]),
      ...company.erpSales.map((one) => one.createdAtMs),
      ...company.tickets.flatMap((one) => [one.createdAtMs, one.updatedAtMs]),
      ...company.recipients.flatMap((one) => [one.deliveredAtMs ?? 0, one.openedAtMs ?? 0, one.clickedAtMs ?? 0]),
    ];
    expect(Math.max(...times)).toBeLessThan(nowMs);
  });
  it('starts with the three people of the peers, who are in every system', () => {
    expect(company.people.slice(0, 3).map(({ email, mobile }) => [email, mobile])).toEqual([
      ['ada@example.com', '+441632960001'],
      ['blaise@example.com', '+33612345678'],
      ['carl@example.com', '+4915112345678'],
    ]);
    expect(company.erpParties.slice(0, 3).map(({ code }) => code)).toEqual(['C-1001', 'C-1002', 'C-1003']);
    for (const id of ['P-0001', 'P-0002', 'P-0003']) {
      expect(truth.records.filter(({ personId }) => personId === id).map(({ ref }) => ref.split(':')[0])).toEqual([
        'tryton',
        'rt',
        'vendure',
        'ghost',
      ]);
    }
  });
  it('gives Ada something of everything', () => {
    const [ada] = company.people;
    expect(ada).toMatchObject({ taxId: { type: 'gb_vat' }, birthDate: '1985-12-10', loyaltyId: 'L-100001' });
    const orders = company.shopOrders.filter(({ customerId }) => customerId === 1);
    const shared = company.sharedOrders.filter(({ shopOrderId }) => orders.some(({ id }) => id === shopOrderId));
    expect(orders.map(({ state }) => state).sort()).toEqual(['Delivered', 'Delivered', 'Delivered', 'Draft']);
    expect(shared.map(({ amountsAgree }) => amountsAgree).sort()).toEqual([false, true]);
    expect(company.erpSales.filter(({ partyId }) => partyId === 2).length).toBeGreaterThan(shared.length);
    const tickets = company.tickets.filter(({ requestor }) => requestor === 'ada@example.com');
    expect(tickets.filter(({ queue }) => queue === 'Calls').length).toBe(2);
    expect(tickets.some(({ status, queue }) => status === 'open' && queue === 'General')).toBe(true);
    expect(company.recipients.filter(({ memberId }) => memberId === company.members[0]!.id).length).toBeGreaterThan(2);
    expect(company.members[0]!.newsletters).toHaveLength(2);
  });
});

describe('identifiers', () => {
  it('are refused with one digit changed', () => {
    expect(isValidTaxId({ type: 'es_nif', code: '12345678A' })).toBe(false);
    expect(isValidTaxId({ type: 'gb_vat', code: 'GB123456783' })).toBe(false);
    expect(isValidTaxId({ type: 'es_nif', code: 'B12345675' })).toBe(false);
  });
  it('have right check digits: known examples and everybody here', () => {
    // 12345678Z, X2482300W and B58378431 are the usual published examples.
    for (const code of ['12345678Z', 'X2482300W', 'B58378431'])
      expect(isValidTaxId({ type: 'es_nif', code })).toBe(true);
    const taxIds = company.people.flatMap(({ taxId }) => taxId ?? []);
    expect(taxIds.length).toBeGreaterThan(400);
    expect(taxIds.filter((taxId) => !isValidTaxId(taxId))).toEqual([]);
    expect(new Set(taxIds.map(({ code }) => code)).size).toBe(taxIds.length);
  });
  it('are valid phone numbers, beside the number that the peers gave Ada', () => {
    const numbers = company.people.flatMap(({ mobile, landline }) =>
      [mobile, landline].filter((one) => one !== undefined),
    );
    expect([...new Set(numbers)].filter((number) => !parsePhoneNumberFromString(number)?.isValid())).toEqual([
      '+441632960001',
    ]);
  });
  it('are e-mail addresses of reserved domains, each of one party', () => {
    const emails = company.people.map(({ email }) => email!);
    expect(emails.filter((email) => !/@([\w-]+\.)?example\.(com|org|net)$/.test(email))).toEqual([]);
    expect(new Set(emails).size).toBe(emails.length);
    expect(company.deskUsers.length).toBe(new Set(company.deskUsers.map(({ name }) => name)).size);
    expect(company.members.length).toBe(new Set(company.members.map(({ email }) => email)).size);
  });
});

describe('the hard cases', () => {
  it.each(hardCases)('%s is there, labelled on people and records', (label) => {
    expect(withCase(label).length).toBeGreaterThan(20);
    expect(truth.records.filter(({ cases }) => cases.includes(label)).length).toBeGreaterThan(20);
  });
  it('shared household phone: several people, one landline and address', () => {
    const households = groups(withCase('sharedHouseholdPhone'), ({ landline }) => landline);
    expect(households.length).toBeGreaterThan(50);
    for (const [first, ...others] of households)
      for (const other of others) expect(other.address).toEqual(first!.address);
  });
  it('role mailbox: contacts of one company in records with its address', () => {
    const mailboxes = new Set(
      withCase('roleMailbox')
        .filter(({ kind }) => kind === 'organisation')
        .map(({ email }) => email),
    );
    const persons = company.erpParties.filter(
      (party) =>
        personOf.get(party.personId)!.kind === 'person' && party.contacts.some(({ value }) => mailboxes.has(value)),
    );
    expect(persons.length).toBeGreaterThan(20);
    expect(
      company.shopCustomers.filter(
        (customer) => mailboxes.has(customer.email) && personOf.get(customer.personId)!.kind === 'person',
      ).length,
    ).toBeGreaterThan(5);
  });
  it('father and son: one name and address, born years apart', () => {
    for (const [one, other] of groups(withCase('fatherAndSon'), ({ householdId }) => householdId)) {
      expect(one!.name).toBe(other!.name);
      expect(Math.abs(Number(one!.birthDate!.slice(0, 4)) - Number(other!.birthDate!.slice(0, 4)))).toBeGreaterThan(10);
      expect(one!.email).not.toBe(other!.email);
    }
  });
  it('twins: one birth date, family name and address, other given names', () => {
    for (const [one, other] of groups(withCase('twins'), ({ householdId }) => householdId)) {
      expect([one!.birthDate, one!.family, one!.address]).toEqual([other!.birthDate, other!.family, other!.address]);
      expect(one!.given).not.toBe(other!.given);
    }
  });
  it('recycled phone: one number in records of two people of different names', () => {
    const pairs = groups(withCase('recycledPhone'), ({ mobile }) => mobile);
    expect(pairs.length).toBeGreaterThan(15);
    expect(pairs.filter(([one, other]) => one!.name !== other!.name).length).toBe(pairs.length);
  });
  it('typing errors: a record that differs a little from the truth', () => {
    const wrong = company.deskUsers.filter(({ cases }) => cases.includes('typingError'));
    for (const user of wrong)
      expect([user.email, user.realName]).not.toEqual([
        personOf.get(user.personId)!.email,
        personOf.get(user.personId)!.name,
      ]);
    const random = randomStream(1, 'typos');
    for (let i = 0; i < 200; i += 1) {
      const typed = mistype('margaret@example.com', random);
      expect(typed).toMatch(/^m.*@example\.com$/);
      expect(Math.abs(typed.length - 'margaret@example.com'.length)).toBeLessThan(2);
    }
  });
  it('swapped names: family name first in the shop', () => {
    const swapped = company.shopCustomers.filter(({ cases }) => cases.includes('swappedNames'));
    expect(swapped.length).toBeGreaterThan(20);
    for (const { firstName, lastName, personId } of swapped)
      expect([lastName, firstName]).toEqual([personOf.get(personId)!.given, personOf.get(personId)!.family]);
  });
  it('guest checkouts: customers without account, most of them unknown to the ERP', () => {
    const guests = company.shopCustomers.filter(({ registered }) => !registered);
    const known = new Set(company.erpParties.map(({ personId }) => personId));
    expect(guests.length).toBeGreaterThan(100);
    expect(guests.filter(({ personId }) => !known.has(personId)).length).toBeGreaterThan(80);
    for (const { cases } of guests) expect(cases).toContain('guestCheckout');
  });
  it('companies with several contacts, related in the ERP', () => {
    const contacts = company.erpParties.filter(({ contactOfId }) => contactOfId !== undefined);
    const perCompany = new Map<number, number>();
    for (const { contactOfId } of contacts) perCompany.set(contactOfId!, (perCompany.get(contactOfId!) ?? 0) + 1);
    expect([...perCompany.values()].filter((count) => count > 1).length).toBeGreaterThan(50);
    for (const { contactOfId } of contacts)
      expect(company.erpParties.find(({ id }) => id === contactOfId)!.categories).toContain('kind:organisation');
  });
});

describe('orders', () => {
  const shopOrder = new Map(company.shopOrders.map((order) => [order.id, order]));
  const sale = new Map(company.erpSales.map((one) => [one.id, one]));
  const saleTotal = (id: number): number =>
    sale.get(id)!.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);

  it("are in shop and ERP under the shop's code, with amounts that agree except where the truth says so", () => {
    expect(company.sharedOrders.length).toBeGreaterThan(800);
    for (const { shopOrderId, erpSaleId, amountsAgree } of company.sharedOrders) {
      const order = shopOrder.get(shopOrderId)!;
      expect(sale.get(erpSaleId)!.reference).toBe(order.code);
      const shown = orderTotalMinor(
        order.state === 'Cancelled' ? order.lines.map((line) => ({ ...line, quantity: 0 })) : order.lines,
      );
      expect(saleTotal(erpSaleId) === shown).toBe(amountsAgree);
    }
    const disagreeing = company.sharedOrders.filter(({ amountsAgree }) => !amountsAgree).length;
    expect(disagreeing).toBeGreaterThan(20);
    expect(disagreeing).toBeLessThan(company.sharedOrders.length / 5);
  });
  it('are in both without the code where a clerk typed them in, up to three days later', () => {
    expect(company.typedOrders.length).toBeGreaterThan(80);
    for (const { shopOrderId, erpSaleId } of company.typedOrders) {
      const [order, typed] = [shopOrder.get(shopOrderId)!, sale.get(erpSaleId)!];
      expect(typed.reference).toBeNull();
      expect(typed.lines.map(({ sku }) => sku)).toEqual([...order.lines.map(({ sku }) => sku), 'SHIP']);
      expect(typed.createdAtMs - order.placedAtMs!).toBeLessThan(3.1 * 24 * 3_600_000);
    }
  });
  it('are in one of the two alone as well', () => {
    expect(company.shopOrders.length - company.sharedOrders.length).toBeGreaterThan(500);
    expect(company.erpSales.length - company.sharedOrders.length).toBeGreaterThan(500);
  });
  it('cost what the recorded order cost', () => {
    expect(orderTotalMinor([{ sku: 'ESP-1', quantity: 2 }])).toBe(48576);
    expect(gross(productOf('ESP-1').netMinor)).toBe(23988);
  });
});

describe('people', () => {
  it('carry territory, mostly a distributor, and a kind that a person may leave out', () => {
    const has = (prefix: string): number =>
      company.erpParties.filter(({ categories }) => categories.some((name) => name.startsWith(prefix))).length;
    expect(has('territory:')).toBe(company.erpParties.length);
    expect(has('distributor:')).toBeGreaterThan(company.erpParties.length / 2);
    const undeclared = company.erpParties.filter(
      ({ categories }) => !categories.some((name) => name.startsWith('kind:')),
    );
    expect(undeclared.length).toBeGreaterThan(100);
    for (const { personId } of undeclared) expect(personOf.get(personId)!.kind).toBe('person');
  });
  it('speak Spanish and English, leave newsletters, bounce, and complain', () => {
    for (const lang of ['es', 'en'])
      expect(company.people.filter((person) => person.lang === lang).length).toBeGreaterThan(400);
    expect(company.members.filter(({ unsubscribed }) => unsubscribed.length > 0).length).toBeGreaterThan(50);
    expect(company.members.filter(({ suppressed }) => suppressed).length).toBeGreaterThan(5);
    expect(
      company.tickets.filter(({ queue, status }) => queue === 'Complaints' && status === 'open').length,
    ).toBeGreaterThan(5);
  });
});
