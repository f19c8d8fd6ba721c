/**
 * Where the independent server in use (SecantusDB 0.7.0b3) departs from MongoDB's manual or source, found by this test.
 * The generator draws nothing of this kind; the embedded server's answers to it are tested in `embedded/`.
 */
export const knownFaults: Readonly<Record<string, string>> = {
  'array filters on a missing array':
    'ignored; MongoDB refuses with BadValue that the path must exist to apply array updates',
  'several new fields in one update':
    'added in the order of the operators; MongoDB 5.0 and later: in lexicographic order',
  'conflicting paths when nothing matches': 'not checked; MongoDB refuses the update when it parses it (40)',
  '$count of nothing': 'sometimes answers a document with 0; MongoDB answers no document',
  'distinct through an array of documents': 'answers nothing',
  'distinct over numbers': 'keeps 3 and Decimal128 3.0 apart, and takes 1 and true for one value',
  '$group over [] and {}': 'takes them for one value',
  '$all with an array': '`{$all: [["b"]]}` does not match the whole array ["b"]',
  'sort by two arrays': 'answers; MongoDB refuses parallel arrays with BadValue',
  '$bit on a Long': 'answers an Int32; MongoDB keeps the wider type',
  '$addFields of a nested document': 'replaces the field; MongoDB adds to it, and makes a document of a scalar',
  includeArrayIndex: 'an Int32; MongoDB documents a Long',
  '$pullAll of an equal number of another type': 'keeps it',
  'empty string in an index': 'lost by `$lt` over a descending index',
  'two bounds on an indexed array': 'intersected, though different elements may satisfy them',
  'Decimal128 zero': '0 times a negative number loses its sign, 0.0 times a Double its exponent',
};
