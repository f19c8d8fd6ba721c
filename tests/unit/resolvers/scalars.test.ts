import { Kind } from 'graphql';
import { CalendarDate, DateTime, Decimal, EmailAddress, PhoneNumber, TaxId } from '../../../resolvers/scalars/index.ts';
import { testSchema } from '../../support/fakes/graphql.ts';

const scalars = { DateTime, Date: CalendarDate, EmailAddress, PhoneNumber, TaxId, Decimal };
type Name = keyof typeof scalars;

function failure(act: () => unknown): Error & { extensions?: unknown } {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It was not refused.');
}

describe('a scalar', () => {
  it.each<[Name, unknown]>([
    ['DateTime', '2026-03-02'], ['DateTime', '2026-02-30T00:00:00Z'], ['DateTime', '2026-03-01T10:00:00'], ['DateTime', 1772359200000], ['DateTime', null],
    ['DateTime', {}], ['Date', '2026-02-30'], ['Date', '1815-••-••'], ['EmailAddress', 'a•••@•••.com'], ['EmailAddress', 'nobody'],
    ['PhoneNumber', '+44•••01'], ['PhoneNumber', '911234567'], ['TaxId', ' - '], ['TaxId', '•••74Z'], ['Decimal', 4.5], ['Decimal', '1,5'],
  ])('%s refuses as input what is none, a masked form included, without an echo: %j', (name, value) => {
    const error = failure(() => scalars[name].parseValue(value));
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    if (typeof value !== 'string') return;
    expect(error.message).not.toContain(value);
    expect(failure(() => scalars[name].parseLiteral({ kind: Kind.STRING, value })).extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('refuses literals of another kind, and output that is no text', () => {
    expect(failure(() => DateTime.parseLiteral({ kind: Kind.INT, value: '1' })).extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(() => Decimal.serialize(4.5)).toThrow('not a text');
  });

  it.each<[Name, string, string]>([
    ['DateTime', '2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00.000Z'], ['Date', '1815-12-10', '1815-12-10'], ['EmailAddress', ' Ada@X.org', 'ada@x.org'],
    ['PhoneNumber', '+441632960001', '+441632960001'], ['TaxId', 'b-1234567.4', 'B12345674'], ['Decimal', '485.760', '485.760'],
  ])('%s normalises what comes in: %s', (name, value, normal) => {
    expect(scalars[name].parseValue(value)).toBe(normal);
    expect(scalars[name].parseLiteral({ kind: Kind.STRING, value })).toBe(normal);
  });

  it('lets a masked form out', () => {
    expect(PhoneNumber.serialize('+44•••01')).toBe('+44•••01');
    expect(CalendarDate.serialize('1815-••-••')).toBe('1815-••-••');
  });

  it.each(Object.keys(scalars))('keeps the description of the SDL: %s', (name) => {
    expect(testSchema.getType(name)?.description).toMatch(/`/);
  });
});
