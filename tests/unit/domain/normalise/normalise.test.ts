import fc from 'fast-check';
import { normaliseLoyaltyId } from '../../../../domain/normalise/code.ts';
import { calendarDate, normaliseDate, normaliseInstant } from '../../../../domain/normalise/date.ts';
import { normaliseEmail } from '../../../../domain/normalise/email.ts';
import { fromMinorUnits, normaliseCurrency, normaliseDecimal } from '../../../../domain/normalise/money.ts';
import { foldText } from '../../../../domain/normalise/name.ts';
import { normalisePhone } from '../../../../domain/normalise/phone.ts';
import { normaliseTaxId } from '../../../../domain/normalise/taxId.ts';
import { taxIdsOf } from '../../../../datasources/systems/contactPoints.ts';
import { TaxId } from '../../../../resolvers/scalars/index.ts';
import { lookUpOf } from '../../../../resolvers/support/lookUp.ts';

describe('normalisePhone', () => {
  it.each(['', 'call me', '12', '+', '+34 9', 'ada@example.com'])('drops %j', (text) => {
    expect(normalisePhone(text, 'ES')).toBeNull();
  });
  it.each([
    ['+441632960001', 'ES', '+441632960001'],
    ['01632 960001', 'GB', '+441632960001'],
    ['+44 (0)1632 960-001', 'ES', '+441632960001'],
    ['612 34 56 78', 'ES', '+34612345678'],
    ['0034612345678', 'ES', '+34612345678'],
    ['+33 6 12 34 56 78', 'ES', '+33612345678'],
  ])('reads %s in %s', (text, region, expected) => {
    expect(normalisePhone(text, region)).toBe(expected);
  });
});

describe('normaliseEmail', () => {
  it.each(['', 'ada', 'ada@', '@example.com', 'a b@example.com', 'Ada <ada@example.com>', 'ada@example', 'a@b@example.com'])('drops %j', (text) => {
    expect(normaliseEmail(text)).toBeNull();
  });
  it('folds case and outer space, and nothing else', () => {
    expect(normaliseEmail('  Ada.Byron+News@Example.COM ')).toBe('ada.byron+news@example.com');
  });
});

describe('dates', () => {
  it.each(['1985-02-30', '1985-13-01', '85-12-10', '10/12/1985', '1985-12-10T00:00:00Z', '0000-01-01', ''])('drops %j', (text) => {
    expect(normaliseDate(text)).toBeNull();
  });
  it('keeps a day that exists', () => {
    expect(normaliseDate('2024-02-29')).toBe('2024-02-29');
    expect(calendarDate(98, 1, 5)).toBe('0098-01-05');
  });
  it.each(['2026-11-22', '2026-11-22T02:38:21', '2026-02-30T00:00:00Z', '2026-11-22T25:00:00Z', 'now'])('is no instant: %j', (text) => {
    expect(normaliseInstant(text)).toBeNull();
  });
  it('gives instants in UTC', () => {
    expect(normaliseInstant('2026-11-22T03:38:21.482004+01:00')).toBe('2026-11-22T02:38:21.482Z');
  });
});

describe('money', () => {
  it('refuses amounts that a number cannot hold', () => {
    expect(fromMinorUnits(1.5, 2)).toBeNull();
    expect(fromMinorUnits(2 ** 60, 2)).toBeNull();
    expect(normaliseDecimal('1,50')).toBeNull();
    expect(normaliseDecimal('NaN')).toBeNull();
    expect(normaliseCurrency('EURO')).toBeNull();
  });
  it.each([
    [48576, 2, '485.76'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [1200, 0, '1200'],
  ])('writes %d with %d decimals', (amount, digits, expected) => {
    expect(fromMinorUnits(amount, digits)).toBe(expected);
  });
  it.each([
    ['399.80', '399.80'],
    ['+007.10', '7.10'],
    ['1E+3', '1000'],
    ['12.5e-3', '0.0125'],
    ['1.2345E2', '123.45'],
    ['-0.00', '0.00'],
  ])('writes %s as %s', (text, expected) => {
    expect(normaliseDecimal(text)).toBe(expected);
  });
  it('gives back the value of any decimal that it reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -6, max: 6 }), (mantissa, exponent) => {
        expect(Number(normaliseDecimal(`${mantissa}E${exponent}`))).toBeCloseTo(mantissa * 10 ** exponent, 6);
      }),
      { seed: 4 },
    );
  });
});

describe('loyalty ids', () => {
  it('drops what says nothing', () => {
    expect(normaliseLoyaltyId('  ')).toBeNull();
  });
  it('keeps their dashes', () => {
    expect(normaliseLoyaltyId(' l-100 001')).toBe('L-100001');
  });
});

describe('tax ids', () => {
  it.each(['', ' -. ', 'unknown', '1234', '123456789012345678901'])('drops %j', (text) => {
    expect(normaliseTaxId(text)).toBeNull();
  });
  it.each([
    ['es 12.345.678-z', '12345678Z'],
    ['ESB12345674', 'B12345674'],
    ['B-12345674', 'B12345674'],
    ['b12345674', 'B12345674'],
    ['ES X1234567L', 'X1234567L'],
    ['GB 123 4567 89', 'GB123456789'],
    ['ES12', null],
    ['ESTONIA1', 'ESTONIA1'],
  ])('reads %s as %s', (text, expected) => {
    expect(normaliseTaxId(text)).toBe(expected);
  });
  it('is one reading in records, look-ups and scalars', () => {
    for (const written of ['ESB12345674', 'B-12345674', 'b12345674']) {
      expect(taxIdsOf({ value: written })).toEqual([{ value: 'B12345674', verified: false, label: null }]);
      expect(lookUpOf({ taxId: written })).toEqual({ key: 'taxId:B12345674', ask: null });
      expect(TaxId.parseValue(written)).toBe('B12345674');
    }
  });
});

describe('folded text', () => {
  it('is the same whether Unicode had to be asked or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (text) => {
        // A combining mark vanishes, so that this text takes the longer way.
        expect(foldText(text)).toBe(foldText(`${text}\u0301`));
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
