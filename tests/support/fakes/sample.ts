/** A small company's records: Ada in four systems, Bob her neighbour, and Acme where Ada works. */
import type { EventRecord } from '../../../domain/records.ts';
import { call, identifier, order, party, ticket, touch } from './records.ts';
import type { Seed } from './seed.ts';

export const ADA = '01900000-0000-7000-8000-00000000ada1';
export const BOB = '01900000-0000-7000-8000-00000000b0b1';
export const ACME = '01900000-0000-7000-8000-00000000ac3e';

const name = (full: string) => {
  const [given = null, family = null] = full.split(' ');
  return { full, given, family };
};
const euros = (amount: string) => ({ amount, currency: 'EUR' });

export const adaInTryton = party('tryton:party:1', {
  name: name('Ada King'), account: '000042', emails: [identifier('ada@x.org')], phones: [identifier('+34911234567')], taxIds: [identifier('12345678Z', true)],
  addresses: [{ street: 'Calle 1', city: 'Madrid', postcode: '28001', region: null, country: 'ES' }], territory: 'North', distributor: 'D1', language: 'es',
});
export const adaInRt = party('rt:party:11', {
  name: name('A. King'), emails: [identifier('ada@x.org')], birthDate: '1815-12-10',
  references: [{ meaning: 'relationship', by: 'account', value: '000077', role: 'CONTACT_OF', from: '2020-01-01', until: null }],
});
export const adaInVendure = party('vendure:party:21', { name: name('Ada King'), emails: [identifier('ada@x.org', true)], loyaltyIds: [identifier('L7', true)] });
export const adaInGhost = party('ghost:party:31', {
  name: name('ada'), emails: [identifier('ada@x.org', true)],
  subscriptions: [{ channel: 'EMAIL', purpose: 'MARKETING', topic: 'News', status: 'SUBSCRIBED', contactPoint: 'ada@x.org', since: null }],
});
export const bobInTryton = party('tryton:party:2', { name: name('Bob Byron'), account: '000043', phones: [identifier('+34911234567')], territory: 'South', distributor: 'D2' });
export const acmeInTryton = party('tryton:party:3', { kind: 'ORGANISATION', name: { full: 'Acme SL', given: null, family: null }, account: '000077', territory: 'North' });

/** ERP order 7 is shop order 70; the shop alone has 71 to 90. */
const erpOrder = order('tryton:order:7', 'tryton:party:1', '2026-02-01T10:00:00.000Z', {
  number: 'SO7', sharedReferences: ['W70'], status: 'DONE', total: euros('485.76'),
  lines: [{ sku: 'S1', name: 'Lamp', quantity: 2, total: euros('485.76') }],
});
const shopOrder = order('vendure:order:70', 'vendure:party:21', '2026-02-01T09:59:00.000Z', { number: 'W70', status: 'SHIPPED', total: euros('480.00') });
const shopOrders = Array.from({ length: 20 }, (_, index) =>
  order(`vendure:order:${71 + index}`, 'vendure:party:21', new Date(Date.UTC(2026, 1, 2 + index)).toISOString(), { number: `W${71 + index}`, status: index % 2 === 0 ? 'PAID' : 'DONE', total: euros('10.00') }),
);
const bobsOrder = order('tryton:order:8', 'tryton:party:2', '2026-02-03T10:00:00.000Z', { number: 'SO8', total: euros('1.00') });

export const adasEvents: readonly EventRecord[] = [
  erpOrder,
  shopOrder,
  ...shopOrders,
  ticket('rt:ticket:501', 'rt:party:11', '2026-03-01T08:00:00.000Z', { subject: 'Lamp is dark', category: 'QUESTION' }),
  ticket('rt:ticket:502', 'rt:party:11', '2026-01-01T08:00:00.000Z', { subject: 'Old', status: 'RESOLVED' }),
  call('rt:call:601', 'rt:party:11', '2026-03-02T08:00:00.000Z', { number: '+34911234567', durationSeconds: 60, agent: 'ann' }),
  touch('ghost:touch:701', 'ghost:party:31', '2026-02-27T08:00:00.000Z', { campaign: 'Spring' }),
  touch('ghost:touch:702', 'ghost:party:31', '2026-02-27T09:00:00.000Z', { campaign: 'Spring', action: 'OPENED' }),
];

const EMAIL = ['email:ada@x.org'];

export const sample: Seed = {
  customers: [
    {
      id: ADA,
      mergedIds: ['01900000-0000-7000-8000-00000000ada2'],
      parties: [adaInTryton, adaInRt, adaInVendure, adaInGhost],
      evidence: { 'rt:party:11': EMAIL, 'vendure:party:21': EMAIL, 'ghost:party:31': EMAIL },
      firstCustomerIds: { 'vendure:party:21': '01900000-0000-7000-8000-00000000ada2' },
      organisations: ['tryton:party:3'],
      createdAt: '2020-01-01T00:00:00.000Z',
    },
    { id: BOB, parties: [bobInTryton], createdAt: '2021-01-01T00:00:00.000Z' },
    { id: ACME, parties: [acmeInTryton], contacts: ['rt:party:11'], createdAt: '2022-01-01T00:00:00.000Z' },
  ],
  events: [...adasEvents, bobsOrder],
  twins: { 'vendure:order:70': 'tryton:order:7' },
  fetchedAt: '2026-03-04T10:00:00.000Z',
};
