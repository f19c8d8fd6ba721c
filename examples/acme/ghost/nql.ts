/**
 * Ghost's filter language, NQL: `key:value` with `-` (not), `>` `>=` `<` `<=`, `~` (contains) `~^` `~$`, lists in brackets,
 * `+` for and, `,` for or, and round brackets. `+` binds before `,`.
 */
import { GhostError } from './errors.ts';

export type Value = string | number | boolean | null;
export type Filter = { and: Filter[] } | { or: Filter[] } | { key: string; operator: Operator; values: Value[] };
type Operator =
  '=' | '!=' | '>' | '>=' | '<' | '<=' | 'contains' | 'startsWith' | 'endsWith' | 'notContains' | 'in' | 'notIn';

const OPERATORS: readonly (readonly [string, Operator])[] = [
  ['-~', 'notContains'],
  ['~^', 'startsWith'],
  ['~$', 'endsWith'],
  ['~', 'contains'],
  ['>=', '>='],
  ['<=', '<='],
  ['>', '>'],
  ['<', '<'],
  ['-', '!='],
];

function syntaxError(): GhostError {
  const message = 'Request not understood error, cannot list members.';
  return new GhostError({ status: 400, type: 'BadRequestError', message, context: 'Error parsing filter' });
}

/** Parses a filter; throws a GhostError (400). */
export function parseNql(text: string): Filter {
  let at = 0;
  const fail = (): never => {
    throw syntaxError();
  };
  const literal = (): Value => {
    if (text[at] === "'") {
      let value = '';
      for (at += 1; text[at] !== "'"; at += 1) {
        if (at >= text.length) fail();
        if (text[at] === '\\') at += 1;
        value += text[at];
      }
      at += 1;
      return value;
    }
    const match = /^(?:\\.|[^\s,()[\]+'"\\])+/.exec(text.slice(at));
    if (!match) return fail();
    at += match[0].length;
    const word = match[0].replace(/\\(.)/g, '$1');
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    if (/^-?\d+$/.test(word)) return Number(word);
    return word;
  };
  const condition = (): Filter => {
    if (text[at] === '(') {
      at += 1;
      const inner = or();
      if (text[at] !== ')') fail();
      at += 1;
      return inner;
    }
    const key = /^[a-zA-Z_][\w.]*(?=:)/.exec(text.slice(at))?.[0];
    if (!key) return fail();
    at += key.length + 1;
    const found = OPERATORS.find(([sign]) => text.startsWith(sign, at));
    if (found) at += found[0].length;
    const operator = found?.[1] ?? '=';
    if (text[at] !== '[') return { key, operator, values: [literal()] };
    const values: Value[] = [];
    do {
      at += 1;
      values.push(literal());
    } while (text[at] === ',');
    if (text[at] !== ']' || (operator !== '=' && operator !== '!=')) fail();
    at += 1;
    return { key, operator: operator === '=' ? 'in' : 'notIn', values };
  };
  const and = (): Filter => {
    const parts = [condition()];
    while (text[at] === '+') {
      at += 1;
      parts.push(condition());
    }
    return parts.length === 1 ? parts[0]! : { and: parts };
  };
  const or = (): Filter => {
    const parts = [and()];
    while (text[at] === ',') {
      at += 1;
      parts.push(and());
    }
    return parts.length === 1 ? parts[0]! : { or: parts };
  };
  const filter = or();
  if (at < text.length) fail();
  return filter;
}

/** Keys that a filter uses. */
export function keysOf(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(keysOf);
  if ('or' in filter) return filter.or.flatMap(keysOf);
  return [filter.key];
}

/** The values of `key` where the filter pins it with = or a list (alone or under "and"); null where it does not. */
export function pinned(filter: Filter, key: string): Value[] | null {
  if ('and' in filter) return filter.and.map((part) => pinned(part, key)).find((values) => values !== null) ?? null;
  if ('or' in filter) return null;
  return filter.key === key && (filter.operator === '=' || filter.operator === 'in') ? filter.values : null;
}

/** A value of an item: several for a relation, a Date for a time. */
export type Own = Value | Date | readonly Value[];

/** Whether an item matches; `get` reads its values. */
export function matchesNql(filter: Filter, get: (key: string) => Own): boolean {
  if ('and' in filter) return filter.and.every((part) => matchesNql(part, get));
  if ('or' in filter) return filter.or.some((part) => matchesNql(part, get));
  const own = get(filter.key);
  const { operator, values } = filter;
  if (Array.isArray(own)) {
    if (operator === '!=' || operator === 'notIn' || operator === 'notContains')
      return own.every((item) => holds(item as Value, operator, values));
    return own.some((item) => holds(item as Value, operator, values));
  }
  return holds(own as Value | Date, operator, values);
}

function comparable(value: Value | Date, like: Value | Date): Value {
  if (value instanceof Date) return value.getTime();
  if (like instanceof Date && typeof value === 'string') return timeOf(value);
  return value;
}

/** Milliseconds of a time in a filter; without a zone it is UTC. */
function timeOf(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  return Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(iso) ? iso : iso.includes('T') ? `${iso}Z` : `${iso}T00:00:00Z`);
}

function holds(own: Value | Date, operator: Operator, values: readonly Value[]): boolean {
  const left = comparable(own, own);
  const rights = values.map((value) => comparable(value, own));
  const right = rights[0]!;
  const text = (value: Value): string => String(value ?? '').toLowerCase();
  switch (operator) {
    case '=':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'in':
      return rights.some((value) => equal(left, value));
    case 'notIn':
      return !rights.some((value) => equal(left, value));
    case 'contains':
      return left !== null && text(left).includes(text(right));
    case 'notContains':
      return left === null || !text(left).includes(text(right));
    case 'startsWith':
      return left !== null && text(left).startsWith(text(right));
    case 'endsWith':
      return left !== null && text(left).endsWith(text(right));
    case '>':
      return left !== null && left > right!;
    case '>=':
      return left !== null && left >= right!;
    case '<':
      return left !== null && left < right!;
    case '<=':
      return left !== null && left <= right!;
  }
}

/** As MySQL's usual collation: without regard to case; a number matches its text. */
function equal(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  return String(left).toLowerCase() === String(right).toLowerCase();
}
