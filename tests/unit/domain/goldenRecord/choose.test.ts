import { chooseAddresses, chooseIdentifiers, chooseName, chooseSingle } from '../../../../domain/goldenRecord/choose.ts';
import { inOrderOfTrust } from '../../../../domain/goldenRecord/trust.ts';
import type { SeenParty, SurvivorshipConfig } from '../../../../domain/goldenRecord/types.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { identifier, party } from '../../../support/fakes/records.ts';

const config: SurvivorshipConfig = { priority: { default: ['tryton', 'vendure', 'rt'], language: ['rt', 'tryton'] } };
const seen = (ref: string, over: Partial<PartyRecord>, fetchedAtMs = 1): SeenParty => ({
  record: party(ref, over), system: ref.split(':')[0]!, fetchedAtMs,
});
const named = (full: string) => ({ name: { full, given: null, family: null } });
const address = (street: string, over = {}) => ({ street, city: 'Leeds', postcode: 'LS1', region: null, country: 'GB', ...over });

describe('survivorship', () => {
  it('has no value where no record states one', () => {
    expect(chooseName([seen('rt:party:1', {})], config)).toBeNull();
    expect(chooseSingle([], 'birthDate', config)).toBeNull();
    expect(chooseIdentifiers([seen('rt:party:1', {})], 'emails', config)).toEqual([]);
    expect(chooseAddresses([seen('rt:party:1', { addresses: [address('', { city: null, postcode: null, country: null })] })], config)).toEqual([]);
  });

  it('takes the name of the most trusted system and keeps what lost', () => {
    const records = [seen('rt:party:1', named('A. King'), 3), seen('vendure:party:2', named('Ada King')), seen('tryton:party:3', named('Ada King'), 2)];
    expect(chooseName(records, config)).toEqual({
      value: { full: 'Ada King', given: null, family: null }, ref: 'tryton:party:3', fetchedAtMs: 2, rule: 'sourcePriority',
      losing: [{ value: { full: 'A. King', given: null, family: null }, ref: 'rt:party:1', fetchedAtMs: 3 }],
    });
  });

  it.each([
    ['another name', { full: 'Eve Marín', given: 'Eve', family: 'Marín' }],
    ['more than the name', { full: 'Ada Marín Ruiz', given: 'Ada', family: 'Marín Ruiz' }],
    ['only one of the parts', { full: 'Ada Marín', given: 'Ada', family: null }],
  ])('takes no parts of the name from a record that keeps %s', (_what, name) => {
    const records = [seen('tryton:party:1', named('Ada Marín')), seen('vendure:party:2', { name })];
    expect(chooseName(records, config)?.value).toEqual({ full: 'Ada Marín', given: null, family: null });
  });

  it('leaves the parts alone where the chosen record keeps them', () => {
    const own = { full: 'Ada Marín', given: 'Ada', family: 'Marín' };
    const records = [seen('tryton:party:1', { name: own }), seen('vendure:party:2', { name: { full: 'Ada Marín', given: 'Marín', family: 'Ada' } })];
    expect(chooseName(records, config)?.value).toEqual(own);
  });

  it.each([
    ['as it is', 'Ada Marín', 'Ada', 'Marín'],
    ['in other letters', 'ADA MARIN', 'Ada', 'Marín'],
    ['in the other order', 'Marín, Ada', 'Ada', 'Marín'],
  ])('takes the parts from the most trusted record that keeps them and has the name %s', (_how, full, given, family) => {
    const records = [
      seen('rt:party:3', { name: { full: 'ada marin', given: 'ada', family: 'marin' } }),
      seen('vendure:party:2', { name: { full: `${given} ${family}`, given, family } }, 5),
      seen('tryton:party:1', named(full), 2),
    ];
    expect(chooseName(records, config)).toMatchObject({ value: { full, given, family }, ref: 'tryton:party:1', fetchedAtMs: 2 });
  });

  it('passes over a trusted system that has no value', () => {
    const records = [seen('tryton:party:1', {}), seen('rt:party:2', { birthDate: '1815-12-10' })];
    expect(chooseSingle(records, 'birthDate', config)?.value).toBe('1815-12-10');
  });

  it('takes the priority of the field where one is configured', () => {
    const records = [seen('tryton:party:1', { language: 'es' }), seen('rt:party:2', { language: 'en' })];
    expect(chooseSingle(records, 'language', config)?.value).toBe('en');
    expect(chooseSingle(records, 'language', { priority: { default: config.priority.default } })?.value).toBe('es');
  });

  it('takes the record changed last of one system, then the smaller ref, in any order of arrival', () => {
    const records = [
      seen('rt:party:2', { ...named('Old'), updatedAt: '2024-01-01T00:00:00.000Z' }),
      seen('rt:party:3', { ...named('New'), updatedAt: '2025-01-01T00:00:00.000Z' }),
      seen('rt:party:1', { ...named('Twin'), updatedAt: '2025-01-01T00:00:00.000Z' }),
      seen('other:party:1', { ...named('Unranked'), updatedAt: '2026-01-01T00:00:00.000Z' }),
    ];
    const order = ['rt:party:1', 'rt:party:3', 'rt:party:2', 'other:party:1'];
    expect(inOrderOfTrust(records, 'name', config).map((each) => each.record.ref)).toEqual(order);
    expect(inOrderOfTrust([...records].reverse(), 'name', config).map((each) => each.record.ref)).toEqual(order);
  });

  it('shows every distinct identifier once, verified first, from the record that verified it', () => {
    const records = [
      seen('tryton:party:1', { emails: [identifier('a@x.org'), identifier('b@x.org')] }),
      seen('rt:party:2', { emails: [identifier('b@x.org', true), identifier('a@x.org')] }, 7),
    ];
    expect(chooseIdentifiers(records, 'emails', config)).toEqual([
      { value: identifier('b@x.org', true), ref: 'rt:party:2', fetchedAtMs: 7, rule: 'verifiedFirst', losing: [] },
      { value: identifier('a@x.org'), ref: 'tryton:party:1', fetchedAtMs: 1, rule: 'verifiedFirst', losing: [] },
    ]);
  });

  it('leaves the records as they were', () => {
    const record = seen('rt:party:1', { emails: [identifier('a@x.org')] });
    chooseIdentifiers([record, seen('tryton:party:1', { emails: [identifier('a@x.org', true)] })], 'emails', config);
    expect(record.record.emails).toEqual([identifier('a@x.org')]);
  });

  it('shows an address once, however it is spelt', () => {
    const records = [
      seen('rt:party:1', { addresses: [address('Calle de Alcalá 1.'), address('Other 2')] }),
      seen('tryton:party:2', { addresses: [address('CALLE DE ALCALA  1', { city: 'leeds' })] }),
    ];
    expect(chooseAddresses(records, config).map((each) => [each.value.street, each.ref])).toEqual([
      ['CALLE DE ALCALA  1', 'tryton:party:2'],
      ['Other 2', 'rt:party:1'],
    ]);
  });
});
