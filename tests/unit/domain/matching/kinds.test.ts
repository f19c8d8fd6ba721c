import { decideKinds, kindOf } from '../../../../domain/matching/kinds.ts';
import type { StatedRecord } from '../../../../domain/matching/stated.ts';

const named = (fullName: string, more: StatedRecord['fields'] = {}): StatedRecord => ({ id: fullName, fields: { fullName: [fullName], ...more } });

test('it takes what has a birth date for a person, whatever its name', () => {
  expect(kindOf(named('Sunrise Bank Ltd', { birthDate: ['1961-05-07'] }))).toBe('PERSON');
  expect(kindOf(named('Sunrise Bank Ltd', { birthDate: [' '] }))).toBe('ORGANISATION');
});

test.each([['Sunrise Timber Ltd', 'ORGANISATION'], ['Byrne & Yarman', 'ORGANISATION'], ['Hotel Miramar', 'ORGANISATION'], ['John Smith 3rd', 'PERSON'], ['Ada Byron', 'PERSON']])(
  'it reads the kind of %s from its name', (name, kind) => expect(kindOf(named(name))).toBe(kind));

test('it tells a name without a form by the names of the set that have one', () => {
  const decided = decideKinds([named('Crystal Catering'), named('Crystal Catering Ltd'), named('Anna Crystal'), named('Penwick Hartley'), named('Tom Hartley', { birthDate: ['1970-01-02'] })]);
  expect(decided.map((record) => kindOf(record))).toEqual(['ORGANISATION', 'ORGANISATION', 'PERSON', 'PERSON', 'PERSON']);
});

test('it holds a name for a person where the set has no organisation', () => {
  const decided = decideKinds([named('Crowstone'), named('Peter Crowstone'), named('Zed Crowstone')]);
  expect(decided.map((record) => kindOf(record))).toEqual(['PERSON', 'PERSON', 'PERSON']);
});
