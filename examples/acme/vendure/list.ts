/** Vendure's list options: filter, sort, skip and take, with its limit of 1000. */
import { GraphQLError } from 'graphql';

/** More than this many in one list is refused. */
export const LIST_LIMIT = 1000;

/** Names a value of an item; times as milliseconds. */
export type Getter<T> = (item: T) => string | number | boolean | null | readonly string[];

type Operators = Record<string, unknown>;
type Filter = Record<string, unknown>;
export interface ListOptions {
  skip?: number | null;
  take?: number | null;
  sort?: Record<string, 'ASC' | 'DESC'> | null;
  filter?: Filter | null;
  filterOperator?: 'AND' | 'OR' | null;
}

/** An error that Vendure blames on the input. */
export function inputError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'USER_INPUT_ERROR' } });
}

/**
 * One page of `items`. `byId` answers `filter.id.in` and `filter.id.eq` without a scan.
 * Throws USER_INPUT_ERROR for a take above the limit.
 */
export function list<T>(
  all: Iterable<T>,
  options: ListOptions | null | undefined,
  getters: Readonly<Record<string, Getter<T>>>,
  byId?: (id: string) => T | undefined,
): { items: T[]; totalItems: number } {
  const { skip, take, sort, filter } = options ?? {};
  if ((take ?? 0) > LIST_LIMIT) throw inputError(`Cannot take more than ${LIST_LIMIT} results from a list query`);
  const any = options?.filterOperator === 'OR';
  const wanted = any || !byId ? null : idsOf(filter);
  const pool = wanted && byId ? [...new Set(wanted)].map(byId).filter((item) => item !== undefined) : [...all];
  const items = filter ? pool.filter((item) => matches(item, filter, any, getters)) : pool;
  const keys = Object.entries(sort ?? {});
  // Without an order asked for, rows come in order of their ids.
  const order = keys.length > 0 ? keys : [['id', 'ASC'] as const];
  items.sort((a, b) => {
    for (const [name, direction] of order) {
      const [left, right] = [getters[name]?.(a) ?? null, getters[name]?.(b) ?? null];
      if (left === right) continue;
      // PostgreSQL: null is the largest.
      const comparison = left === null ? 1 : right === null ? -1 : left < right ? -1 : 1;
      return direction === 'DESC' ? -comparison : comparison;
    }
    return 0;
  });
  const from = Math.max(0, skip ?? 0);
  return { items: items.slice(from, from + (take ?? LIST_LIMIT)), totalItems: items.length };
}

function idsOf(filter: Filter | null | undefined): string[] | null {
  const id = filter?.id as Operators | undefined;
  if (Array.isArray(id?.in)) return id.in as string[];
  return typeof id?.eq === 'string' ? [id.eq] : null;
}

function matches<T>(item: T, filter: Filter, any: boolean, getters: Readonly<Record<string, Getter<T>>>): boolean {
  const tests = Object.entries(filter)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => {
      if (name === '_and') return (value as Filter[]).every((part) => matches(item, part, false, getters));
      if (name === '_or') return (value as Filter[]).some((part) => matches(item, part, false, getters));
      const own = getters[name]?.(item) ?? null;
      return Array.isArray(own)
        ? own.some((one) => holds(one as string, value as Operators))
        : holds(own as string | number | boolean | null, value as Operators, name === 'id');
    });
  return any ? tests.some(Boolean) : tests.every(Boolean);
}

function holds(own: string | number | boolean | null, operators: Operators, isId = false): boolean {
  const comparable = isId ? String(own) : own;
  return Object.entries(operators).every(([operator, value]) => {
    if (value === null || value === undefined) return true;
    if (operator === 'isNull') return (own === null) === value;
    if (own === null) return false;
    const text = String(own);
    const range = value as { start: number | Date; end: number | Date };
    switch (operator) {
      case 'eq':
        return comparable === plain(value);
      case 'notEq':
        return comparable !== plain(value);
      case 'in':
        return (value as unknown[]).includes(comparable);
      case 'notIn':
        return !(value as unknown[]).includes(comparable);
      case 'contains':
        return text.toLowerCase().includes(String(value).toLowerCase());
      case 'notContains':
        return !text.toLowerCase().includes(String(value).toLowerCase());
      case 'regex':
        return new RegExp(String(value), 'i').test(text);
      case 'before':
      case 'lt':
        return Number(own) < Number(plain(value));
      case 'after':
      case 'gt':
        return Number(own) > Number(plain(value));
      case 'lte':
        return Number(own) <= Number(value);
      case 'gte':
        return Number(own) >= Number(value);
      case 'between':
        return Number(own) >= Number(range.start) && Number(own) <= Number(range.end);
      default:
        return false;
    }
  });
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}
