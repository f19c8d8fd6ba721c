import fc from 'fast-check';
import { Binary, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compareValues } from '../../../embedded-mongo/bson/compare.ts';
import { encodeKeyPart, identityOf } from '../../../embedded-mongo/bson/key.ts';
import type { Value } from '../../../embedded-mongo/bson/values.ts';

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const doc = (entries: Record<string, Value>): Value => new Map(Object.entries(entries));

const numbers: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map((value) => new Int32(value)),
  fc.integer({ min: -5, max: 5 }).map((value) => value / 2),
  fc.integer({ min: -5, max: 5 }).map(BigInt),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-Infinity, Infinity, NaN, 0, -0, 0.1, 5e-324, Number.MAX_VALUE),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -400, max: 400 }))
    .map(([coefficient, exponent]) => decimal(`${coefficient}E${exponent}`)),
  fc
    .constantFrom(
      '0.1',
      '1.0',
      '1.00',
      '-1.50',
      'NaN',
      'Infinity',
      '-Infinity',
      '1E-6176',
      '-1E-6176',
      '9.999E+6000',
      '0E+3',
    )
    .map(decimal),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'a', 'a\u0000', 'a\u0000b', 'a\u0001', '\u{1f600}', '\ufffd', '\ue000'),
);
const leaf: fc.Arbitrary<Value> = fc.oneof(
  numbers,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Timestamp(value)),
  fc.constantFrom<Value>(new MinKey(), new MaxKey()),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '', '1'), tie('value')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
}));

describe('the order of BSON values', () => {
  it.each<[string, Value, Value]>([
    ['Decimal128 1.0 and 1.00', decimal('1.0'), decimal('1.00')],
    ['a Long and an Int32', 7n, new Int32(7)],
    ['a Double and a Decimal128', 2.5, decimal('2.50')],
    ['positive and negative zero', 0, -0],
    ['zeros of all types', decimal('0E+3'), 0n],
  ])('holds %s equal', (_name, a, b) => {
    expect(compareValues(a, b)).toBe(0);
    expect(encodeKeyPart(a).equals(encodeKeyPart(b))).toBe(true);
    expect(identityOf(a)).toBe(identityOf(b));
  });

  it.each<[string, Value, Value]>([
    ['the Decimal128 0.1 below the Double 0.1, which is a little more', decimal('0.1'), 0.1],
    ['a Long above the Double that it rounds to', 9007199254740992, 9007199254740993n],
    ['NaN below every number', NaN, -Infinity],
    ['documents by the order of their fields', doc({ a: 1, b: 1 }), doc({ b: 0, a: 0 })],
    ['documents by type before name', doc({ b: 1 }), doc({ a: 'x' })],
    ['a document that ends first below the longer one', doc({ a: 1 }), doc({ a: 1, b: null })],
    ['null below numbers below strings', null, new Int32(0)],
    ['strings by bytes, not by UTF-16 units', '\ufffd', '\u{1f600}'],
    ['a string below the same with a zero character', 'a', 'a\u0000'],
    ['binary by length first', new Binary(Buffer.from([9])), new Binary(Buffer.from([1, 1]))],
  ])('puts %s', (_name, a, b) => {
    expect(compareValues(a, b)).toBe(-1);
    expect(compareValues(b, a)).toBe(1);
    expect(Buffer.compare(encodeKeyPart(a), encodeKeyPart(b))).toBe(-1);
    expect(Buffer.compare(encodeKeyPart(a, true), encodeKeyPart(b, true))).toBe(1);
  });

  it('is the order of the key bytes, forward and inverted', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const order = compareValues(a, b);
        expect(Buffer.compare(encodeKeyPart(a), encodeKeyPart(b))).toBe(order);
        expect(Buffer.compare(encodeKeyPart(a, true), encodeKeyPart(b, true)) + order).toBe(0);
      }),
      { seed: 42, numRuns: 1500 },
    );
  });

  it('is total: three values never form a circle', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { seed: 42, numRuns: 1000 },
    );
  });
});
