import fc from 'fast-check';
import { comparableEmail, DEFAULT_EMAIL_RULES, emailRulesOf } from '../../../../domain/normalise/emailRules.ts';
import { comparablePhone, normalisePhone } from '../../../../domain/normalise/phone.ts';

describe('an e-mail in comparison', () => {
  const read = (email: string) => comparableEmail(email, DEFAULT_EMAIL_RULES);

  it.each([
    ['ada.byron@example.com', 'adabyron@example.com'],
    ['ada-news@example.com', 'ada@example.com'],
    ['ada@example.com', 'ada@example.org'],
    ['ada@hotmail.com', 'ada@outlook.com'],
    ['+news@example.com', '+mail@example.com'],
    ['ada@gmail.com.example.com', 'ada@gmail.com'],
  ])('is another mailbox: %s and %s', (left, right) => {
    expect(read(left)).not.toBe(read(right));
  });

  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ada+news@example.com', 'ada@example.com'],
    ['ada+a+b@example.com', 'ada@example.com'],
    ['a.d.a+x@GoogleMail.com', 'ada@gmail.com'],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    ['not an address', 'not an address'],
    ['', ''],
  ])('is %s as %s', (email, expected) => {
    expect(read(email)).toBe(expected);
  });

  it('follows the rules of the configuration, its providers first', () => {
    const rules = emailRulesOf({
      tagSign: null,
      providers: [{ domains: ['icloud.com', 'me.com'], ignoreDots: false, tagSign: '+' }, { domains: ['corp.example'], ignoreDots: true, tagSign: '-' }, { domains: ['gmail.com'], ignoreDots: false, tagSign: null }],
    });
    const emails = ['ada+x@example.com', 'ada+x@me.com', 'a.d.a-x@corp.example', 'a.da+x@gmail.com', 'a.da+x@googlemail.com'];
    expect(emails.map((email) => comparableEmail(email, rules))).toEqual(['ada+x@example.com', 'ada@icloud.com', 'ada@corp.example', 'a.da+x@gmail.com', 'ada@gmail.com']);
    expect(emailRulesOf()).toEqual(DEFAULT_EMAIL_RULES);
  });

  it('never throws, and reads what it has read as itself', () => {
    const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('+', '.', '@', 'gmail.com', 'googlemail.com', '-', 'münchen.de', 'ada'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const email = read(parts.join(''));
        expect(read(email)).toBe(email);
      }),
      { seed: 6, numRuns: 1_000 },
    );
    expect(read('@'.repeat(1_000_000)).length).toBeLessThan(1_000);
  });
});

describe('a phone number in comparison', () => {
  it.each(['', 'call me', '12345', '+', 'ada@example.com', '0000000', '1'.repeat(40), 'ext. 123456'])('is none: %j', (text) => {
    expect(comparablePhone(text, null)).toBeNull();
    expect(comparablePhone(text, 'ES')).toBeNull();
  });

  it.each([
    ['612345678', ['+34 612 345 678', '0034612345678', '34612345678', '612-34-56-78', '(612) 345678', '+34612345678 ext. 12', '６１２３４５６７８']],
    ['1632960001', ['+44 1632 960001', '01632 960001', '+44 (0)1632 960-001', '00441632960001']],
    ['2025550143', ['+1 202-555-0143', '(202) 555-0143', '1-202-555-0143', '202.555.0143 x7', '12025550143', '0012025550143']],
    ['13812345678', ['+86 138 1234 5678', '13812345678', '008613812345678']],
  ])('is %s in %j, of whatever country', (digits, texts) => {
    for (const text of texts) expect([text, comparablePhone(text, null)]).toEqual([text, digits]);
  });

  it('is read as of its region where one is known', () => {
    expect(comparablePhone('01632 960001', 'GB')).toBe('1632960001');
    expect(comparablePhone('8 912 345-67-89', 'RU')).toBe('9123456789');
    expect(comparablePhone('8 912 345-67-89', null)).toBe('89123456789');
    expect(comparablePhone('612345678', 'nowhere')).toBe('612345678');
  });

  it('has the same digits in all notations of a number that the library knows', () => {
    const spanish = fc.integer({ min: 600_000_000, max: 699_999_999 }).map(String);
    fc.assert(
      fc.property(spanish, (digits) => {
        for (const text of [digits, `+34${digits}`, `0034 ${digits}`, `(+34) ${digits.replace(/(\d{3})/g, '$1 ')}`, `34${digits}`]) {
          expect(comparablePhone(text, null)).toBe(digits);
          expect(comparablePhone(text, 'ES')).toBe(digits);
        }
        expect(normalisePhone(digits, 'ES')).toBe(`+34${digits}`);
      }),
      { seed: 6 },
    );
  });

  it('never throws, and has digits only', () => {
    const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.nat().map(String), fc.constantFrom('+', '00', 'ext', ' ', '(', ')', '#'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom(null, 'ES', 'GB', 'IT', 'zz', ''), (parts, region) => {
        expect(comparablePhone(parts.join(''), region) ?? '1234567').toMatch(/^[1-9]\d{5,14}$/);
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('takes long texts', () => {
    expect(comparablePhone(','.repeat(1_000_000), null)).toBeNull();
    expect(comparablePhone('+'.repeat(1_000_000), 'ES')).toBeNull();
  });
});
