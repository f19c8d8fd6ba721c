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
  const byField = new Map<string, Test>();
  for (const limit of query as Record<string, unknown>[]) {
    if (!limit.field || limit.value === undefined || limit.value === null) continue;
    const column = String(limit.field);
    const operator = String(limit.operator ?? '=').toUpperCase();
    const values = (Array.isArray(limit.value) ? limit.value : [limit.value]).map(String);
    const customField = /CustomField\.\{(.*)\}/.exec(column)?.[1];
    if (customField !== undefined) {
      if (!customFields.some(({ on, name }) => on === 'user' && name === customField)) continue;
      // Several limits on one custom field are joined by OR, whatever they ask for.
      join(byField, customField, (user) => compare(user.customFields[customField] ?? '', operator, values), false);
      continue;
    }
    if (!(SEARCHABLE as readonly string[]).includes(column)) continue;
    const own = (user: User): string => String((user as unknown as Record<string, unknown>)[column] ?? '');
    // Limits on one column are joined by OR unless told otherwise; different columns by AND.
    const and = String(limit.entry_aggregator ?? 'OR').toUpperCase() === 'AND';
    join(byColumn, column, (user) => compare(own(user), operator, values), and);
  }
  const tests = [...byColumn.values(), ...byField.values()];
  return (user) => tests.every((test) => test(user));
}

function join(tests: Map<string, Test>, key: string, test: Test, and: boolean): void {
  const before = tests.get(key);
  const joined: Test | undefined =
    before && (and ? (user) => before(user) && test(user) : (user) => before(user) || test(user));
  tests.set(key, joined ?? test);
}

function compare(own: string, operator: string, values: readonly string[]): boolean {
  const [left, right] = [own.toLowerCase(), (values[0] ?? '').toLowerCase()];
  if (operator === 'IN') return values.some((value) => value.toLowerCase() === left);
  if (operator === 'NOT IN') return !values.some((value) => value.toLowerCase() === left);
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
