import { Int32 } from 'bson';
import { typeName, type Value } from '../bson/values.ts';
import { compareStrings } from '../bson/compare.ts';
import { toSafeInteger } from '../bson/numbers.ts';
import { MongoError } from '../errors.ts';
import { isNullish, positional } from './arguments.ts';
import type { Operator } from './context.ts';

const concat: Operator = positional(0, Number.MAX_SAFE_INTEGER, (args) => {
  let text = '';
  for (const value of args) {
    if (isNullish(value)) return null;
    if (typeof value !== 'string') throw new MongoError(16702, `$concat only supports strings, not ${typeName(value)}`);
    text += value;
  }
  return text;
});

/** The real server changes ASCII letters only. */
const changeCase = (letters: RegExp, change: (text: string) => string): Operator =>
  positional(1, 1, ([value], _context, name) => {
    if (isNullish(value)) return '';
    if (typeof value !== 'string')
      throw new MongoError(16007, `${name} of ${typeName(value)} is not supported by this server`);
    return value.replace(letters, change);
  });

const text = (value: Value | undefined, name: string, code: number): string => {
  if (typeof value !== 'string')
    throw new MongoError(
      code,
      `${name} requires a string argument, found: ${value === undefined ? 'missing' : typeName(value)}`,
    );
  return value;
};

const substring: Operator = positional(3, 3, ([value, from, count]) => {
  if (isNullish(value)) return '';
  const [start, length] = [toSafeInteger(from), toSafeInteger(count)];
  if (start === undefined || start < 0)
    throw new MongoError(34451, '$substrCP: the starting index must be a non-negative integer');
  if (length === undefined || length < 0)
    throw new MongoError(34454, '$substrCP: the length must be a non-negative integer');
  return Array.from(text(value, '$substrCP', 16007))
    .slice(start, start + length)
    .join('');
});

const split: Operator = positional(2, 2, ([value, separator]) => {
  if (isNullish(value)) return null;
  const by = text(separator, '$split', 40086);
  if (by === '') throw new MongoError(40087, '$split requires a non-empty separator');
  return text(value, '$split', 40085).split(by);
});

const toStringOperator: Operator = positional(1, 1, ([value]) => {
  if (isNullish(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Date) return value.toISOString();
  if (typeName(value) === 'objectId') return String(value);
  throw new MongoError(238, `$toString of ${typeName(value)} is not supported by this server`);
});

export const stringOperators: readonly (readonly [string, Operator])[] = [
  ['$concat', concat],
  ['$toLower', changeCase(/[A-Z]+/g, (letters) => letters.toLowerCase())],
  ['$toUpper', changeCase(/[a-z]+/g, (letters) => letters.toUpperCase())],
  ['$strLenCP', positional(1, 1, ([value]) => new Int32(Array.from(text(value, '$strLenCP', 34471)).length))],
  [
    '$strcasecmp',
    positional(2, 2, ([a, b]) => {
      const [x, y] = [a, b].map((value) => (isNullish(value) ? '' : text(value, '$strcasecmp', 16007)));
      const upper = (value: string): string => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
      return new Int32(compareStrings(upper(x as string), upper(y as string)));
    }),
  ],
  ['$substrCP', substring],
  ['$split', split],
  ['$toString', toStringOperator],
];
