import { addressComparer } from '../../../../domain/matching/compare/addresses.ts';
import { emailComparer, numberComparer, phoneComparer } from '../../../../domain/matching/compare/contacts.ts';
import { birthDates } from '../../../../domain/matching/compare/dates.ts';
import { columnShape, extraComparer } from '../../../../domain/matching/compare/extra.ts';
import { personNames } from '../../../../domain/matching/compare/names.ts';
import { organisationComparer } from '../../../../domain/matching/compare/organisations.ts';
import { levelsOf, recordOf } from './support.ts';

const names = (left: string, right: string) => levelsOf(personNames, recordOf({ fullName: left }), recordOf({ fullName: right }));
const parts = (left: [string, string], right: [string, string]) =>
  levelsOf(personNames, recordOf({ givenName: left[0], familyName: left[1] }), recordOf({ givenName: right[0], familyName: right[1] }));
const date = (left: string, right: string) => levelsOf(birthDates, recordOf({ birthDate: left }), recordOf({ birthDate: right })).birthDate;

describe('levels of names', () => {
  test.each([
    ['John Miller', 'Peter Jones', 'different', 'different'],
    ['John Miller', 'Miller, John', 'exact', 'exact'],
    ['JOHN MILLER', 'John Miller', 'exact', 'exact'],
    ['Robert Miller', 'Bob Miller', 'short form', 'exact'],
    ['Catherine Miller', 'Katherine Miller', 'short form', 'exact'],
    ['Johnathan Miller', 'Johnathon Miler', 'close', 'close'],
    ['J. Miller', 'John Miller', 'initial', 'exact'],
    ['K. Miller', 'John Miller', 'different', 'exact'],
  ])('it compares %s with %s', (left, right, givenName, familyName) => {
    expect(names(left, right)).toEqual({ givenName, familyName });
  });

  test('it does not take two second given names for one person: twins share the first', () => {
    expect(parts(['Ana Isabel', 'Rubio'], ['Ana Belén', 'Rubio'])).toEqual({ givenName: 'similar', familyName: 'exact' });
    expect(parts(['José Luis', 'Sanz'], ['José Antonio', 'Sanz'])).toEqual({ givenName: 'similar', familyName: 'exact' });
    expect(parts(['José Luis', 'Sanz'], ['José', 'Sanz'])).toEqual({ givenName: 'exact', familyName: 'exact' });
  });

  test('it sees that given and family name have changed places, and not where only one of them has', () => {
    const swapped = 'given and family name swapped';
    expect(parts(['Thomas', 'Gabriel'], ['Gabriel', 'Jones'])).toEqual({ givenName: 'different', familyName: 'different' });
    expect(parts(['Thomas', 'Gabriel'], ['Gabriel', 'Thomas'])).toEqual({ givenName: swapped, familyName: swapped });
    expect(parts(['Lily Mary', 'Barwood'], ['Barwood Mary', 'Lily'])).toEqual({ givenName: swapped, familyName: swapped });
  });

  test('it compares what is there: a missing part is neutral, not different', () => {
    expect(parts(['Isaac', ''], ['Isaac', 'Jones'])).toEqual({ givenName: 'exact', familyName: null });
    expect(parts(['', ''], ['Isaac', 'Jones'])).toEqual({ givenName: null, familyName: null });
  });

  test('it holds father and son of one name apart where both say which they are', () => {
    expect(names('Robert Miller Sr', 'Robert Miller Jr').givenName).toBe('different');
    expect(names('Robert Miller', 'Robert Miller Jr').givenName).toBe('exact');
  });
});

describe('levels of birth dates', () => {
  test.each([
    ['1935-11-03', '1962-05-17', 'different'],
    ['1935-11-03', '19351103', 'exact'],
    ['1935-11-03', '3/11/1935', 'exact'],
    ['1935-11-03', '1935-03-11', 'one digit or day and month swapped'],
    ['1935-11-03', '1935-11-08', 'one digit or day and month swapped'],
    ['1935-11-03', '1953-11-03', 'one digit or day and month swapped'],
    ['1935-11-03', '1935-11-24', 'same year and month'],
    ['1935-11-03', '1935-06-24', 'same year'],
    ['1935-11-03', '1935', 'same year'],
    ['1935-11-03', '1936-02-27', 'one year apart'],
    ['1935-11-03', '1957-11-03', 'same day of another year'],
  ])('it compares %s with %s: %s', (left, right, level) => expect(date(left, right)).toBe(level));

  test('it is missing where one side is unreadable', () => expect(date('1935-11-03', 'unknown')).toBeNull());
});

describe('levels of numbers and contact points', () => {
  const number = (left: string, right: string) => levelsOf(numberComparer('passport'), recordOf({ passport: left }), recordOf({ passport: right })).passport;
  const email = (left: string, right: string, fullName = 'Zed Quux') => levelsOf(emailComparer({}), recordOf({ email: left, fullName }), recordOf({ email: right, fullName })).email;
  const phone = (left: string, right: string) => levelsOf(phoneComparer({}), recordOf({ phone: left }), recordOf({ phone: right })).phone;

  test('it compares numbers by edits', () => {
    expect(number('AB123456', 'CD987654')).toBe('different');
    expect(number('AB 123456', 'ab123456')).toBe('exact');
    expect(number('AB123456', 'AB123465')).toBe('one sign differs');
    expect(number('AB123456', 'AB123978')).toBe('different');
    expect(number('12', '13')).toBe('different');
  });

  test('it compares e-mail addresses', () => {
    expect(email('a.lee@one.example', 'b.kim@two.example')).toBe('different');
    expect(email('A.Lee@one.example', 'a.lee+shop@one.example')).toBe('exact');
    expect(email('hillwalker9@one.example', 'hilwalker9@one.example')).toBe('close');
    expect(email('hillwalker9@one.example', 'hillwalker9@two.example')).toBe('same name at another domain');
    expect(email('info@one.example', 'sales@one.example')).toBe('same domain');
  });

  test('it takes nothing from two addresses that only repeat a common name', () => {
    expect(email('mary.smith17@one.example', 'mary.smith9@one.example', 'Mary Smith')).toBeNull();
  });

  test('it compares telephones by their last digits where a country code is missing', () => {
    expect(phone('+34 600 111 222', '+34 600 999 888')).toBe('different');
    expect(phone('0161 496 0123', '0161-4960123')).toBe('exact');
    expect(phone('+44 161 496 0123', '0161 496 0123')).not.toBe('different');
  });

  test('it takes the best of several values', () => {
    expect(levelsOf(phoneComparer({}), recordOf({ phone: ['0161 496 0123', '0161 496 0999'] }), recordOf({ phone: ['0161 496 0999'] })).phone).toBe('exact');
  });
});

describe('levels of addresses, organisations and further columns', () => {
  const home = { street: '44 Fairlawn Street', city: 'Springfield', postcode: '4510' };
  const address = (left: object, right: object) => levelsOf(addressComparer({}), recordOf(left), recordOf(right));

  test('it compares street and place', () => {
    expect(address(home, { street: '9 Mill Lane', city: 'Derby', postcode: '9000' })).toEqual({ street: 'different', place: 'different' });
    expect(address(home, { ...home, street: '44 fairlawn st' })).toEqual({ street: 'same', place: 'postcode and city' });
    expect(address(home, { ...home, street: '44 Fairlawnstreet' }).street).toMatch(/same/);
    expect(address(home, { ...home, street: '71 Fairlawn Street' }).street).toBe('same street');
    expect(address(home, { ...home, postcode: '9999' }).place).toBe('city');
    expect(address(home, { ...home, city: 'Elsewhere' }).place).toBe('postcode');
    expect(address(home, { street: home.street })).toEqual({ street: 'same', place: null });
  });

  test('it compares names of organisations without their form', () => {
    const organisation = (left: string, right: string) => levelsOf(organisationComparer({}), recordOf({ organisationName: left }), recordOf({ organisationName: right })).organisationName;
    expect(organisation('Harbour Timber Ltd', 'Summit Bakery Inc')).toBe('different');
    expect(organisation('Harbour Timber Ltd', 'Harbour Timber Limited')).toBe('exact');
    expect(organisation('Harbour Timbre Merchants', 'Harbour Timber Merchants')).toBe('nearly the same');
    expect(organisation('Harbour Timber', 'Harbour Timber Merchants of Leeds')).toBe('one holds the other');
    expect(organisation('International Business Machines', 'IBM')).toBe('initials');
  });

  test('it compares a further column by what its values look like', () => {
    expect(columnShape(['A-17', 'B-99'])).toBe('code');
    expect(columnShape(['painter', 'writer'])).toBe('category');
    expect(columnShape(['landscape and portrait painter', 'writer of novels'])).toBe('text');
    const extra = (left: string, right: string) => levelsOf(extraComparer('job', 'text'), recordOf({}, { extra: { job: [left] } }), recordOf({}, { extra: { job: [right] } })).job;
    expect(extra('painter', 'soldier')).toBe('different');
    expect(extra('Painter', 'painter')).toBe('exact');
    expect(extra('painter', 'paimter')).toBe('close');
    expect(levelsOf(extraComparer('job', 'text'), recordOf({}), recordOf({}, { extra: { job: ['painter'] } })).job).toBeNull();
  });
});
