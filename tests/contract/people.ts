/** The three people whom every environment knows, and what each system says of them. */
import type { PartyRecord } from '../../domain/records.ts';
import type { System } from './environments.ts';

export interface KnownPerson {
  name: string;
  given: string;
  family: string;
  email: string;
  phone: string;
  code: string;
}

export const ada: KnownPerson = { name: 'Ada Lovelace', given: 'Ada', family: 'Lovelace', email: 'ada@example.com', phone: '+441632960001', code: 'C-1001' };
export const blaise: KnownPerson = { name: 'Blaise Pascal', given: 'Blaise', family: 'Pascal', email: 'blaise@example.com', phone: '+33612345678', code: 'C-1002' };
export const carl: KnownPerson = { name: 'Carl Gauss', given: 'Carl', family: 'Gauss', email: 'carl@example.com', phone: '+4915112345678', code: 'C-1003' };

/** The least that a record of this person holds in this system. */
export function expected(system: System, person: KnownPerson): Partial<Record<keyof PartyRecord, unknown>> {
  const { name, given, family, email, phone, code } = person;
  const whole = {
    type: 'party',
    kind: 'PERSON',
    emails: expect.arrayContaining([expect.objectContaining({ value: email })]) as unknown,
    phones: expect.arrayContaining([expect.objectContaining({ value: phone, verified: false })]) as unknown,
  };
  const full = { full: name, given: null, family: null };
  switch (system) {
    case 'tryton':
      return { ...whole, name: full, account: code };
    case 'rt':
      return { ...whole, name: full, account: null, references: [{ meaning: 'relationship', by: 'account', value: code, role: 'CONTACT_OF', from: null, until: null }] };
    case 'vendure':
      return { ...whole, name: { full: name, given, family }, account: null, references: [] };
    case 'ghost':
      return {
        ...whole,
        name: full,
        emails: [{ value: email, verified: true, label: null }],
        references: [{ meaning: 'identity', by: 'account', value: code, role: null, from: null, until: null }],
      };
  }
}
