/**
 * Which records are worth comparing: those that share a set of values that few records share. A value that is frequent by
 * itself (a common name, a town) makes no key; it makes one together with a second value, and that pair, where it is
 * frequent too, together with a third. So a large block is refined, never skipped, and a record that lacks one field is
 * still found by the others. Which sets are frequent is learned once and frozen in the model (the idea of frequent item
 * sets: R. Agrawal, R. Srikant, "Fast Algorithms for Mining Association Rules", 1994).
 */
import { initialsOf } from '../normalise/organisationName.ts';
import { givenNameGroup } from '../normalise/shortForms.ts';
import type { FrequencyReader } from './frequencies.ts';
import type { BlockingModel } from './model.ts';
import type { MatchRecord } from './record.ts';
import { soundOf } from './text.ts';

/** Values in a key at most; a key of so many is used however many records share it. */
const MOST_VALUES = 4;
/** Keys of one record at most: a person of the sample company has 13, and the most that anyone has is 43. */
export const MOST_KEYS = 1_000;
/** Separates the values of a key; no value holds it. */
const AND = '&';

/** Too weak in twos: half of a town was born in one decade. */
const WEAK = new Set(['y', 'c', 'x', 'h']);
/** Values of one group follow from one another: together they are no rarer than alone. */
const GROUP: Readonly<Record<string, string>> = { d: 'date', y: 'date', m: 'date', p: 'place', c: 'place', e: 'email', l: 'email', w: 'email' };

function rarestWords(words: readonly string[], most: number, table: string, frequencies: FrequencyReader): string[] {
  const telling = words.filter((word) => word.length > 2);
  const bits = new Map(telling.map((word) => [word, frequencies.information(table, word)]));
  return [...bits].sort(([one, mine], [other, yours]) => yours - mine || (one < other ? -1 : 1)).slice(0, most).map(([word]) => word);
}

/** The single values of a record that keys are made of, each with the letter of its kind in front; ordered. */
export function blockingValues(record: MatchRecord, frequencies: FrequencyReader): string[] {
  const values = new Set<string>();
  const add = (kind: string, value: string | null | undefined): void => {
    if (value) values.add(`${kind}${value.replaceAll(AND, ' ')}`);
  };
  for (const { given, family, joined } of record.names) {
    const [first] = given;
    if (first !== undefined && first.length > 1) {
      const forms = givenNameGroup(first);
      add('n', soundOf(forms[0] ?? first));
      if (forms.length > 0) add('n', soundOf(first));
      for (const form of forms.slice(1, 3)) add('n', soundOf(form));
    }
    if (family.length > 1) add('n', soundOf(joined));
    for (const word of family) if (word.length > 1) add('n', soundOf(word));
  }
  for (const { words } of record.organisations) {
    const kind = record.kind === 'ORGANISATION' ? 'o' : 'x';
    for (const word of rarestWords(words, 3, 'organisationWord', frequencies)) add(kind, soundOf(word));
    if (record.kind === 'ORGANISATION') {
      add('o', words.join('').slice(0, 6));
      if (words.length > 2) add('a', initialsOf(words));
      else if (words.length === 1 && words[0]!.length < 6) add('a', words[0]);
    }
  }
  for (const { readings, year } of record.birthDates) {
    for (const reading of readings) {
      add('d', reading);
      add('m', reading.slice(5));
    }
    add('y', String(year));
  }
  for (const email of record.emails) {
    const at = email.lastIndexOf('@');
    add('e', email);
    add('l', email.slice(0, at));
    if (record.kind === 'ORGANISATION') add('w', email.slice(at + 1));
  }
  for (const phone of record.phones) add('t', phone.slice(-7));
  for (const [field, numbers] of Object.entries(record.numbers)) for (const number of numbers) add('i', `${field}:${number}`);
  for (const { numbers, street, city, postcode } of record.addresses) {
    for (const word of rarestWords(street, 2, 'streetWord', frequencies)) add('s', soundOf(word));
    for (const number of numbers.slice(0, 2)) add('h', number);
    if (city.length > 0) add('c', soundOf(city.join('')));
    add('p', postcode);
  }
  for (const [column, texts] of Object.entries(record.extra)) for (const text of texts) add('x', `${column}:${text}`);
  return [...values].sort();
}

/** Whether two values make a key that says more than either. */
function mayJoin(left: string, right: string): boolean {
  const [mine, yours] = [left[0]!, right[0]!];
  if (mine === yours) return mine === 'n' || mine === 'o';
  if (GROUP[mine] !== undefined && GROUP[mine] === GROUP[yours]) return false;
  if (mine === 'h' || yours === 'h') return mine === 's' || yours === 's' || mine === 'p' || yours === 'p';
  return !(WEAK.has(mine) && WEAK.has(yours));
}

/**
 * Calls `use` with every set of the record's values that is not frequent although each smaller set is; `frequent` tells.
 * Where the record has no value left to extend a frequent set with, all its values together are the key.
 */
function eachKey(values: readonly string[], frequent: (key: string) => boolean, use: (key: string, size: number) => void): void {
  const common: string[] = [];
  for (const value of values) {
    if (frequent(value)) common.push(value);
    else use(value, 1);
  }
  const extend = (key: string, members: readonly string[], from: number): void => {
    let extended = false;
    for (let index = from; index < common.length; index += 1) {
      const value = common[index]!;
      if (!members.every((member) => mayJoin(member, value))) continue;
      // A smaller set that is rare makes a key by itself: its records meet there.
      if (members.length > 1 && members.some((_, left) => !frequent([...members.slice(0, left), ...members.slice(left + 1), value].join(AND)))) continue;
      extended = true;
      const longer = `${key}${AND}${value}`;
      if (members.length + 1 < MOST_VALUES && frequent(longer)) extend(longer, [...members, value], index + 1);
      else use(longer, members.length + 1);
    }
    if (!extended && members.length > 1) use(`=${values.join(AND)}`, MOST_VALUES);
  };
  common.forEach((value, index) => extend(value, [value], index + 1));
  if (common.length > 0 && common.length === values.length) use(`=${values.join(AND)}`, MOST_VALUES);
}

/** The keys of a record whose values are given. */
export function keysOfValues(values: readonly string[], { frequent }: { frequent: ReadonlySet<string> }): string[] {
  const keys = new Set<string>();
  eachKey(values, (key) => frequent.has(key), (key) => { if (keys.size < MOST_KEYS) keys.add(key); });
  return [...keys];
}

/** Learns the frequent sets: those that more than `limit` records share, one size after the other. */
export function learnBlocking(valuesOfRecords: readonly (readonly string[])[], limit: number): BlockingModel {
  const frequent = new Set<string>();
  for (let size = 1; size < MOST_VALUES; size += 1) {
    const counts = new Map<string, number>();
    for (const values of valuesOfRecords) {
      const keys = new Set<string>();
      if (size === 1) values.forEach((value) => keys.add(value));
      else eachKey(values, (key) => frequent.has(key), (key, of) => { if (of === size) keys.add(key); });
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    let found = 0;
    for (const [key, count] of counts) {
      if (count <= limit || key.startsWith('=')) continue;
      frequent.add(key);
      found += 1;
    }
    if (found === 0) break;
  }
  return { limit, frequent: [...frequent].sort() };
}
