/** What rows become: recorded rows of the real systems, and rows as they ought not to be. */
import { mapTouch } from '../../datasources/systems/ghost/mapEvents.ts';
import { mapMember } from '../../datasources/systems/ghost/mapParty.ts';
import { ghostSettings } from '../../datasources/systems/ghost/settings.ts';
import { UnreadableRow, type Row } from '../../datasources/systems/answers.ts';
import { mapCall, mapTicket } from '../../datasources/systems/rt/mapEvents.ts';
import { mapUser } from '../../datasources/systems/rt/mapParty.ts';
import { rtSettings } from '../../datasources/systems/rt/settings.ts';
import { mapSale } from '../../datasources/systems/tryton/mapEvents.ts';
import { mapParty } from '../../datasources/systems/tryton/mapParty.ts';
import { trytonSettings } from '../../datasources/systems/tryton/settings.ts';
import { changeStamp, trytonDatetime } from '../../datasources/systems/tryton/values.ts';
import { mapOrder } from '../../datasources/systems/vendure/mapEvents.ts';
import { mapCustomer } from '../../datasources/systems/vendure/mapParty.ts';
import { vendureSettings } from '../../datasources/systems/vendure/settings.ts';
import { recorded } from './replay.ts';

const login = { username: 'u', password: 'p' };
const tryton = { system: 'tryton', settings: trytonSettings.parse(login), defaultRegion: 'GB' };
const rt = { system: 'rt', settings: rtSettings.parse(login), defaultRegion: 'GB' };
const vendure = { system: 'vendure', settings: vendureSettings.parse(login), defaultRegion: 'GB' };
const ghost = { system: 'ghost', settings: ghostSettings.parse({ adminKey: '00:00' }), defaultRegion: 'GB' };

const rowsIn = (system: string, name: string, ...path: string[]): Row[] =>
  path.reduce<unknown>((value, key) => (value as Row)[key], recorded(system, name).body) as Row[];

describe('Tryton rows', () => {
  const company = () => rowsIn('tryton', '02a_parties_whole', 'result').find(({ code }) => code === 'C-1004')!;
  const sale = () => rowsIn('tryton', '10a_sales_whole', 'result').find(({ reference }) => reference === 'PO-1')!;

  it('verify no number unless its company says that staff alone keep them', () => {
    const row = { ...company(), 'contact_mechanisms.': [{ type: 'mobile', value: '+447700900123' }] };
    const phones = (settings: object) => mapParty(row, { ...tryton, settings: trytonSettings.parse({ ...login, ...settings }) }).phones;
    expect(phones({})).toEqual([{ value: '+447700900123', verified: false, label: 'mobile' }]);
    expect(phones({ phoneVerified: true })).toEqual([{ value: '+447700900123', verified: true, label: 'mobile' }]);
  });

  it('are unreadable without what a record cannot be without', () => {
    expect(() => mapParty({ ...company(), name: null }, tryton)).toThrow(UnreadableRow);
    expect(() => mapSale({ ...sale(), state: 'melted' }, 'tryton')).toThrow(UnreadableRow);
    expect(() => mapSale({ ...sale(), create_date: { __class__: 'datetime', year: 2026, month: 13, day: 1 } }, 'tryton')).toThrow(UnreadableRow);
    expect(() => mapSale({ ...sale(), party: null }, 'tryton')).toThrow(UnreadableRow);
  });

  it('lose what does not parse, and keep the rest', () => {
    const record = mapParty(
      {
        ...company(),
        'contact_mechanisms.': [{ type: 'phone', value: 'ask Ada' }, { type: 'email', value: 'none' }, { type: 'fax', value: '+441632960001' }, 7],
        'categories.': [{ name: 'vip' }],
        'identifiers.': [{ type: null, code: '1' }, { type: 'es_nif', code: '12.345.678-Z' }],
        'relations.': [{ to: 2, 'type.': { name: 'Enemy of' } }],
        'lang.': null,
      },
      tryton,
    );
    expect(record).toMatchObject({ kind: 'PERSON', emails: [], phones: [], references: [], language: null, territory: null, distributor: null });
    expect(record.taxIds).toEqual([{ value: '12345678Z', verified: true, label: 'es_nif' }]);
  });

  it('never verify a tax id whose check digit is wrong, and keep it as a value', () => {
    const taxIds = (...rows: Row[]) => mapParty({ ...company(), 'identifiers.': rows }, tryton).taxIds;
    expect(
      taxIds({ type: 'es_nif', code: '12345678A' }, { type: 'eu_vat', code: 'DE136695977' }, { type: 'ar_cuit', code: '20055361683' }, { type: 'cl_rut', code: '12531909-3' }),
    ).toEqual([
      { value: '12345678A', verified: false, label: 'es_nif' },
      { value: 'DE136695977', verified: false, label: 'eu_vat' },
      { value: '20055361683', verified: false, label: 'ar_cuit' },
      { value: '125319093', verified: false, label: 'cl_rut' },
    ]);
    expect(taxIds({ type: 'us_ssn', code: '536-90-4399' }, { type: 'ar_cuit', code: '20-05536168-2' }).map(({ verified }) => verified)).toEqual([true, true]);
  });

  it('make an organisation with its contact, categories and checked tax id', () => {
    expect(mapParty(company(), tryton)).toMatchObject({
      kind: 'ORGANISATION',
      account: 'C-1004',
      territory: 'North',
      distributor: 'D-01',
      language: 'en',
      taxIds: [{ value: 'DE136695976', verified: true, label: 'eu_vat' }],
      references: [{ meaning: 'relationship', by: 'ref', value: 'tryton:party:2', role: 'HAS_CONTACT', from: null, until: null }],
      addresses: [{ street: 'Differenzweg 12', city: 'Berlin', postcode: '10115', region: null, country: 'DE' }],
    });
  });

  it('make an order with the shop reference, exact money and its day', () => {
    expect(mapSale(sale(), 'tryton')).toMatchObject({
      number: '1',
      sharedReferences: ['PO-1'],
      status: 'DONE',
      final: true,
      at: '2026-03-02T00:00:00.000Z',
      party: { ref: 'tryton:party:2' },
      total: { amount: '399.80', currency: 'EUR' },
      lines: [{ sku: 'ESP-1', quantity: 2, total: { amount: '399.80', currency: 'EUR' } }],
    });
  });

  it('keep microseconds in stamps, the later of the two', () => {
    const at = (second: number, microsecond: number) => ({ __class__: 'datetime', year: 2026, month: 11, day: 22, hour: 2, minute: 38, second, microsecond });
    expect(changeStamp(at(21, 5), null)).toBe('2026-11-22T02:38:21.000005Z');
    expect(changeStamp(at(21, 482_004), at(21, 482_005))).toBe('2026-11-22T02:38:21.482005Z');
    expect(trytonDatetime('2026-11-22T02:38:21.482005Z')).toEqual(at(21, 482_005));
    expect(trytonDatetime('2026-11-22T02:38:21.482Z')).toEqual(at(21, 482_000));
  });
});

describe('RT rows', () => {
  const rows = () => [...rowsIn('rt', '11_tickets_by_id', 'items'), ...rowsIn('rt', '12_calls', 'items')];
  const ticket = () => rows().find(({ Subject }) => Subject === 'Where is PO-1?')!;
  const call = () => rows().find(({ Subject }) => Subject === 'Call inbound')!;
  const withFields = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => ({ name, values: [value] }));

  it('about nobody are left out', () => {
    expect(mapTicket({ ...ticket(), Requestor: [] }, rt)).toBeNull();
    expect(mapTicket({ ...ticket(), Requestor: [{ id: 'root' }] }, rt)).toBeNull();
    expect(mapCall({ ...call(), Requestor: [], CustomFields: withFields({ CallNumber: 'withheld' }) }, rt)).toBeNull();
  });

  it('take a date that was never set for none', () => {
    expect(mapUser({ Name: 'x@example.com', Created: '1970-01-01T00:00:00Z', LastUpdated: 'yesterday' }, rt)).toMatchObject({ createdAt: null, updatedAt: null });
  });

  it('have no birth date where its notation leaves two days open, only both readings for matching', () => {
    const user = (text: string) => mapUser({ Name: 'x@example.com', CustomFields: withFields({ BirthDate: text }) }, rt);
    const born = (text: string) => user(text).birthDate;
    expect(user('3/11/1935')).toMatchObject({ birthDate: null, birthDateReadings: ['1935-11-03', '1935-03-11'] });
    expect(user('13/11/1935')).not.toHaveProperty('birthDateReadings');
    expect(['3/11/1935', '31/12/05', '1980', 'unknown'].map(born)).toEqual([null, null, null, null]);
    expect(['31/12/1980', '31.12.80', '31 Dec 1980', '19801231', '1980-12-31'].map(born)).toEqual(Array(5).fill('1980-12-31'));
  });

  it('keep the account of a user as a relationship, never as an account', () => {
    expect(mapUser({ Name: 'x@example.com', Organization: 'C-1', CustomFields: withFields({ BirthDate: '1/12/1980' }) }, rt)).toMatchObject({
      account: null,
      birthDate: null,
      references: [{ meaning: 'relationship', by: 'account', value: 'C-1', role: 'CONTACT_OF' }],
    });
  });

  it('state only the number of a call without requestor', () => {
    expect(mapCall({ ...call(), Requestor: [] }, rt)!.party).toEqual({
      statement: { kind: 'PERSON', name: null, emails: [], phones: [{ value: '+441632960001', verified: false, label: null }], addresses: [] },
    });
  });

  it('make tickets, complaints by their queue', () => {
    expect(mapTicket(ticket(), rt)).toMatchObject({ status: 'OPEN', category: 'QUESTION', queue: 'General', priority: 0, party: { ref: 'rt:party:ada@example.com' }, final: false });
    expect(mapTicket({ ...ticket(), Queue: { Name: 'Complaints' }, Status: 'stalled' }, rt)).toMatchObject({ status: 'WAITING', category: 'COMPLAINT' });
  });

  it('make calls out of the tickets of the call queue', () => {
    expect(mapCall(call(), rt)).toMatchObject({
      type: 'call', direction: 'INBOUND', number: '+441632960001', durationSeconds: 312, agent: 'agent.one', at: '2026-06-01T09:15:00.000Z', final: true,
    });
  });
});

describe('Vendure rows', () => {
  const order = (more: Row = {}): Row => ({
    id: '1', code: 'LZ17', state: 'PaymentSettled', createdAt: '2026-11-22T02:30:00.843Z', updatedAt: '2026-11-22T02:30:01.003Z', orderPlacedAt: null,
    currencyCode: 'EUR', totalWithTax: 48576, shippingAddress: { streetLine1: '1 Engine St', city: 'London', countryCode: 'GB' },
    customer: { id: '6', firstName: 'Grace', lastName: 'Hopper', emailAddress: 'grace@example.com', phoneNumber: '01632 960107', user: null },
    lines: [{ productVariant: { sku: 'ESP-1', name: 'Espresso machine' }, quantity: 2, linePriceWithTax: 47976 }, { quantity: 0, linePriceWithTax: 0 }],
    ...more,
  });

  it('of guests are no party: anybody can type an address', () => {
    const guest = rowsIn('vendure', '02_customers_by_id', 'data', 'customers', 'items').find(({ emailAddress }) => emailAddress === 'grace@example.com')!;
    expect(mapCustomer(guest, vendure)).toBeNull();
  });

  it('of a draft about nobody are left out', () => {
    expect(mapOrder(order({ customer: null }), vendure)).toBeNull();
  });

  it('have no total where the amount is no whole number of minor units', () => {
    expect(mapOrder(order({ totalWithTax: 485.76 }), vendure)!.total).toBeNull();
  });

  it('verify an e-mail only where the account was confirmed', () => {
    const customers = rowsIn('vendure', '02_customers_by_id', 'data', 'customers', 'items');
    const verified = (email: string) => mapCustomer(customers.find(({ emailAddress }) => emailAddress === email)!, vendure)!.emails[0]!.verified;
    expect([verified('carl@example.com'), verified('ada@example.com')]).toEqual([false, true]);
  });

  it("state a guest's name and address in the order", () => {
    expect(mapOrder(order(), vendure)).toMatchObject({
      party: {
        statement: {
          name: { full: 'Grace Hopper', given: 'Grace', family: 'Hopper' },
          emails: [{ value: 'grace@example.com', verified: false }],
          phones: [{ value: '+441632960107', verified: false }],
          addresses: [{ street: '1 Engine St', city: 'London', postcode: null, region: null, country: 'GB' }],
        },
      },
    });
  });

  it('make an order of an account, money as decimals, not final before it is delivered', () => {
    const record = mapOrder(order({ customer: { id: '1', user: { verified: false } }, orderPlacedAt: '2026-11-22T02:30:01.763Z' }), vendure);
    expect(record).toMatchObject({
      party: { ref: 'vendure:party:1' }, number: 'LZ17', status: 'PAID', final: false, at: '2026-11-22T02:30:01.763Z', total: { amount: '485.76', currency: 'EUR' },
    });
    expect(record!.lines).toEqual([{ sku: 'ESP-1', name: 'Espresso machine', quantity: 2, total: { amount: '479.76', currency: 'EUR' } }]);
  });

  it('keep loyalty id and birth date of the configured custom fields, and are null where none is configured', () => {
    const [ada] = rowsIn('vendure', '02_customers_by_id', 'data', 'customers', 'items').filter(({ emailAddress }) => emailAddress === 'ada@example.com');
    expect(mapCustomer(ada!, vendure)).toMatchObject({ birthDate: '1985-12-10', loyaltyIds: [{ value: 'LOY-1001', verified: true, label: null }] });
    const born = (birthDate: string) => mapCustomer({ ...ada!, customFields: { birthDate } }, vendure)!.birthDate;
    expect(['3/11/1935', '1985-12-09T23:00:00.000Z', '1985-12-10T00:00:00.000Z', '10 de diciembre de 1985'].map(born)).toEqual([null, null, '1985-12-10', '1985-12-10']);
    expect(mapCustomer({ ...ada!, customFields: { birthDate: '3/11/1935' } }, vendure)).toMatchObject({ birthDateReadings: ['1935-11-03', '1935-03-11'] });
    const none = { ...vendure, settings: vendureSettings.parse({ ...login, customerFields: { birthDate: null, loyaltyId: null } }) };
    expect(mapCustomer(ada!, none)).toMatchObject({ birthDate: null, loyaltyIds: [] });
  });
});

describe('Ghost rows', () => {
  const members = () => rowsIn('ghost', '02_members_by_id', 'members');
  const events = () => rowsIn('ghost', '10_touches_of_members', 'events');

  it('of a deleted member are left out', () => {
    expect(mapTouch({ type: 'click_event', data: { id: 'e1', created_at: '2026-06-05T09:13:30.000Z', member: null } }, 'ghost')).toBeNull();
  });

  it('state no consent for an address that is none', () => {
    expect(mapMember({ ...members()[0]!, email: 'nobody' }, ghost)).toMatchObject({ emails: [], subscriptions: [] });
  });

  it('say suppressed for every newsletter of a suppressed address, unsubscribed where there is none', () => {
    const suppressed = members().find(({ email_suppression: state }) => (state as Row).suppressed === true)!;
    const statuses = (row: Row) => mapMember(row, ghost).subscriptions.map(({ status }) => status);
    expect(new Set(statuses(suppressed))).toEqual(new Set(['SUPPRESSED']));
    expect(statuses({ ...suppressed, newsletters: [], email_suppression: { suppressed: false } })).toEqual(['UNSUBSCRIBED']);
  });

  it('never carry the key of the unsubscribe link', () => {
    for (const row of members()) expect(JSON.stringify(mapMember(row, ghost))).not.toMatch(/unsubscribe|key=/);
  });

  it('make touches of the mails, one per thing that happened', () => {
    const touches = events().map((event) => mapTouch(event, 'ghost')!);
    const opened = touches.find(({ action }) => action === 'OPENED')!;
    const delivered = touches.filter(({ action }) => action === 'DELIVERED').find(({ party }) => JSON.stringify(party) === JSON.stringify(opened.party))!;
    expect(opened).toMatchObject({ campaign: 'Summer offers', channel: 'EMAIL', at: '2026-06-05T09:12:00.000Z', final: true });
    expect(delivered.ref).not.toBe(opened.ref);
    expect(new Set(touches.map(({ action }) => action))).toEqual(new Set(['CLICKED', 'OPENED', 'BOUNCED', 'DELIVERED']));
  });

  it('make touches of consent and sign-up', () => {
    const data = { id: 'e1', member_id: 'm1', created_at: '2026-06-05T09:13:30.000Z', newsletter: { name: 'Weekly deals' } };
    const touch = (type: string, more: Row = {}) => mapTouch({ type, data: { ...data, ...more } }, 'ghost');
    expect(touch('newsletter_event', { subscribed: true })).toMatchObject({ action: 'SUBSCRIBED', campaign: 'Weekly deals', ref: 'ghost:touch:newsletter_event:e1' });
    expect(touch('newsletter_event', { subscribed: false })).toMatchObject({ action: 'UNSUBSCRIBED' });
    expect(touch('signup_event')).toMatchObject({ action: 'SIGNED_UP', party: { ref: 'ghost:party:m1' } });
    expect(touch('email_complaint_event')).toMatchObject({ action: 'COMPLAINED' });
    expect(touch('email_sent_event')).toMatchObject({ action: 'SENT', final: false });
  });
});
