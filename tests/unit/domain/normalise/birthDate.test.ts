import fc from 'fast-check';
import { birthDateOf, dateReadings, partialDate } from '../../../../domain/normalise/birthDate.ts';
import { calendarDate } from '../../../../domain/normalise/date.ts';

describe('a birth date', () => {
  it.each([
    '', ' ', 'unknown', 'n/a', '0', '00000000', '0000-00-00', '0001-01-01', '9999-12-31', '31/02/1990', '1990-13-32', '19901332', '12345678', '1935-11', '1935', '3/11',
    'Robert', '3 Nov', '3 November or December 1935', '1935-11-03-04', '600 111 222', 'Nov 31 1935', '3/11/193', '٣',
  ])('is none: %j', (text) => {
    expect(dateReadings(text)).toEqual([]);
    expect(birthDateOf(text)).toEqual({ birthDate: null });
  });

  it.each([
    '19351113', '1935-11-13', '13/11/1935', '11/13/1935', '13.11.35', '13-11-35', '11-13-35', '13 Nov 1935', 'Nov 13 1935', 'November 13th, 1935', '13-NOV-35', '13NOV1935',
    '13 de noviembre de 1935', '13. November 1935', '13 novembre 1935', '13 novembro 1935', 'Wednesday, 13 November 1935', 'miércoles, 13 de noviembre de 1935', '1935 Nov 13',
    '1935/11/13', '1935.11.13', '1935-13-11', '13111935', '11131935', '1935-11-13T00:00:00.000Z', '1935-11-13 00:00:00', '13/11/1935 12:30 PM', '１９３５-１１-１３', '١٣/١١/١٩٣٥', '1935年11月13日',
    '1935년 11월 13일', ' 13 / 11 / 1935 ', "13 Nov '35",
  ])('is one day in any notation: %s', (text) => {
    expect(dateReadings(text)).toEqual(['1935-11-13']);
    expect(birthDateOf(text)).toEqual({ birthDate: '1935-11-13' });
  });

  it.each([
    ['3/11/1935', ['1935-11-03', '1935-03-11']],
    ['3.11.35', ['1935-11-03', '1935-03-11']],
    ['03111935', ['1935-11-03', '1935-03-11']],
    ['31/12/05', ['1905-12-31', '2005-12-31']],
    ['4/5/06', ['1906-05-04', '2006-05-04', '1906-04-05', '2006-04-05']],
    ['1935-11-02T23:00:00Z', ['1935-11-02', '1935-11-03']],
    ['1999-12-31T22:00:00Z', ['1999-12-31', '2000-01-01']],
  ])('keeps every reading of %s', (text, readings) => {
    expect(dateReadings(text)).toEqual(readings);
    expect(birthDateOf(text)).toEqual({ birthDate: null, birthDateReadings: readings });
  });

  it('has one reading where day and month are the same', () => {
    expect(dateReadings('5/5/1980')).toEqual(['1980-05-05']);
  });

  it.each([
    ['31/12/05', null], ['unknown', null], ['13', null], ['12345678', null], ['1234-11-13', null], ['600 111 222', null], ['Nov', null], ['0001', null], ['3/11/12/1935', null],
    ['1935', { year: 1935, month: null }],
    ['1935-11', { year: 1935, month: 11 }],
    ['11/1935', { year: 1935, month: 11 }],
    ['193511', { year: 1935, month: 11 }],
    ['Noviembre de 1935', { year: 1935, month: 11 }],
    ['1935-11-00', { year: 1935, month: 11 }],
    ['00/00/1935', { year: 1935, month: null }],
    ['1935-14', { year: 1935, month: null }],
    ['31/02/1990', { year: 1990, month: 2 }],
    ['19551192', { year: 1955, month: 11 }],
    ['19404502', { year: 1940, month: 2 }],
    ['19404550', { year: 1940, month: null }],
    ['Nov 31 1935', { year: 1935, month: 11 }],
    ['1935-11-13', { year: 1935, month: 11 }],
    ['3/11/1935', { year: 1935, month: null }],
  ])('is partly known: %s', (text, expected) => {
    expect(partialDate(text)).toEqual(expected);
  });

  it('reads every day of two centuries in each notation', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [y = '', m = '', d = ''] = iso.split('-');
        for (const text of [iso, y + m + d, `${d}/${m}/${y}`, `${m}/${d}/${y}`, `${d}.${m}.${y}`, d + m + y, `${Number(d)} ${date.toLocaleString('en', { month: 'long', timeZone: 'UTC' })} ${y}`]) {
          expect(dateReadings(text)).toContain(iso);
        }
        expect(dateReadings(iso)).toEqual([iso]);
        expect(dateReadings(`${d}/${m}/${y}`).length).toBeLessThanOrEqual(2);
      }),
      { seed: 6 },
    );
  });

  it('reads plain and blank-padded texts alike', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), (number) => {
        const digits = String(number).padStart(8, '0');
        for (const text of [digits, digits.replace(/(....)(..)/, '$1-$2-')]) expect(dateReadings(` ${text}`)).toEqual(dateReadings(text));
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('never throws, and gives days that exist', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 10 }), fc.nat(99_999_999).map(String), fc.constantFrom('/', '-', '.', ' ', 'nov', 'de', 'T10:00', ':', 'Z'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        partialDate(text);
        for (const date of dateReadings(text)) {
          const [year, month, day] = date.split('-').map(Number);
          expect(calendarDate(year!, month!, day!)).toBe(date);
          expect(dateReadings(date)).toEqual([date]);
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('takes long texts', () => {
    expect(dateReadings('1'.repeat(1_000_000))).toEqual([]);
    expect(dateReadings(`3${' '.repeat(1_000_000)}Nov 1935`)).toEqual([]);
    expect(partialDate('nov '.repeat(250_000))).toBeNull();
  });
});
