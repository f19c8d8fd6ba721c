import { Binary, BSON, Decimal128, Int32, Long, ObjectId } from 'bson';
import { decodeDoc } from '../../../embedded-mongo/bson/decode.ts';
import { encodeDoc } from '../../../embedded-mongo/bson/encode.ts';
import { pickFields } from '../../../embedded-mongo/bson/pick.ts';
import { MongoError } from '../../../embedded-mongo/errors.ts';

const codeOf = (run: () => unknown): number | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
};

describe('the BSON codec', () => {
  it.each<[string, unknown]>([
    ['JavaScript code', new BSON.Code('1')],
    ['a symbol', new BSON.BSONSymbol('s')],
  ])('refuses %s, which it could not compare', (_name, value) => {
    expect(codeOf(() => decodeDoc(Buffer.from(BSON.serialize({ value }))))).toBe(2);
  });

  it('refuses bytes that are cut short or lie about their length', () => {
    const bytes = Buffer.from(BSON.serialize({ a: { b: 'text' } }));
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(() => decodeDoc(bytes.subarray(0, length)))).toBeDefined();
    const longer = Buffer.from(bytes);
    longer.writeInt32LE(bytes.length + 5, 0);
    expect(codeOf(() => decodeDoc(longer))).toBe(22);
  });

  it('gives back every byte of what it decodes', () => {
    const bytes = Buffer.from(
      BSON.serialize({
        int: new Int32(1),
        long: Long.fromString('9007199254740993'),
        double: new BSON.Double(1),
        decimal: Decimal128.fromString('1.00'),
        text: 'h\u00e9 \u{1f600} \u0000 end',
        nested: { list: [null, true, new Date(5), { deep: [] }] },
        id: new ObjectId(),
        bytes: new Binary(Buffer.from([1, 2, 3]), 4),
        min: new BSON.MinKey(),
        max: new BSON.MaxKey(),
        time: new BSON.Timestamp({ t: 1, i: 2 }),
        regex: new BSON.BSONRegExp('^a', 'i'),
      }),
    );
    expect(encodeDoc(decodeDoc(bytes)).equals(bytes)).toBe(true);
  });

  it('keeps the order of fields that look like numbers, and a field called __proto__', () => {
    const bytes = Buffer.from(
      BSON.serialize(
        new Map<string, unknown>([
          ['b', 1],
          ['10', 2],
          ['2', 3],
          ['__proto__', { x: 1 }],
        ]),
      ),
    );
    expect([...decodeDoc(bytes).keys()]).toEqual(['b', '10', '2', '__proto__']);
    expect(encodeDoc(decodeDoc(bytes)).equals(bytes)).toBe(true);
  });
});

describe('a document with some of its fields', () => {
  const document: Record<string, unknown> = {
    _id: 'x', int: new Int32(1), long: Long.fromString('9007199254740993'), double: new BSON.Double(1), decimal: Decimal128.fromString('1.00'),
    text: 'h\u00e9 \u{1f600} \u0000 end', nested: { text: 'deep', list: [1] }, list: [null, true, [new Date(5)]], date: new Date(5), none: null, yes: true,
    id: new ObjectId(), bytes: new Binary(Buffer.from([1, 2, 3]), 4), old: new Binary(Buffer.from([9]), 2), min: new BSON.MinKey(), max: new BSON.MaxKey(),
    time: new BSON.Timestamp({ t: 1, i: 2 }), 'h\u00e9': 1, aNameThatIsLongerThanAnyThatIsKept: 2, empty: {}, '': 'no name',
  };
  const bytes = Buffer.from(BSON.serialize(document));

  it.each(Object.keys(document).map((name) => [name]))('is that of its decoded form, by its bytes: %j', (name) => {
    const entries = [...decodeDoc(bytes)];
    for (const including of [true, false]) {
      const names = new Set([name, 'date', 'missing']);
      const expected = encodeDoc(new Map(entries.filter(([each]) => names.has(each) === including)));
      expect(pickFields(bytes, names, including)).toEqual(expected);
    }
  });

  it('is left to others where a value has a type that is not stored', () => {
    expect(pickFields(Buffer.from(BSON.serialize({ a: 1, pattern: new BSON.BSONRegExp('^a', 'i') })), new Set(['a']), true)).toBeUndefined();
  });
});
