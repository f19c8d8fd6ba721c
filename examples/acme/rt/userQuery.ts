/**
 * RT's JSON search of users. It searches the public columns only; a limit on any other column (MobilePhone, Privileged,
 * LastUpdated, ...) is left out without a word, so the answer is every user (peers/rt/04_filter_phone.json).
 */
import { customFields } from './store.ts';
import type { User } from './store.ts';

/** Columns that RT 5.0.3 marks as public in RT::User. */
const SEARCHABLE = [
  'Name',
  'EmailAddress',
  'Organization',
  'RealName',
  'NickName',
  'Lang',
  'Gecos',
  'City',
  'Country',
  'Timezone',
] as const;

/** The body is not a list of limits. */
export class QueryError extends Error {}

type Test = (user: User) => boolean;

/** The test that a query means. */
export function userTest(query: unknown): Test {
  if (!Array.isArray(query)) throw new QueryError('JSON object must be a ARRAY');
  const byColumn = new Map<string, Test>();
  const fields: Test[] = [];
  for (const limit of query as Record<string, unknown>[]) {
    if (!limit.field || limit.value === undefined || limit.value === null) continue;
    const column = String(limit.field);
    const operator = String(limit.operator ?? '=').toUpperCase();
    const value = String(limit.value);
    const oneOf =
      operator === 'IN' && Array.isArray(limit.value)
        ? new Set(limit.value.map((each) => String(each).toLowerCase()))
        : null;
    const customField = /CustomField\.\{(.*)\}/.exec(column)?.[1];
    if (customField !== undefined) {
      if (!customFields.some(({ on, name }) => on === 'user' && name === customField)) continue;
      fields.push((user) => compare(user.customFields[customField] ?? '', operator, value));
      continue;
    }
    if (!(SEARCHABLE as readonly string[]).includes(column)) continue;
    const own = (user: User): string => String((user as unknown as Record<string, unknown>)[column] ?? '');
    const test: Test = oneOf
      ? (user) => oneOf.has(own(user).toLowerCase())
      : (user) => compare(own(user), operator, value);
    const before = byColumn.get(column);
    // Limits on one column are joined by OR unless told otherwise; different columns by AND.
    const and = String(limit.entry_aggregator ?? 'OR').toUpperCase() === 'AND';
    byColumn.set(
      column,
      before ? (and ? (user) => before(user) && test(user) : (user) => before(user) || test(user)) : test,
    );
  }
  const tests = [...byColumn.values(), ...fields];
  return (user) => tests.every((test) => test(user));
}

function compare(own: string, operator: string, value: string): boolean {
  const [left, right] = [own.toLowerCase(), value.toLowerCase()];
  const like = (pattern: string): RegExp =>
    new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*')}$`, 's');
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case 'LIKE':
      return like(right).test(left);
    case 'NOT LIKE':
      return !like(right).test(left);
    case 'MATCHES':
      return left.includes(right);
    case 'STARTSWITH':
      return left.startsWith(right);
    case 'ENDSWITH':
      return left.endsWith(right);
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    default:
      return false;
  }
}
