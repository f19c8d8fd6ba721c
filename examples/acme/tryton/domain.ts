/**
 * Tryton's search domains: nested lists of clauses `[field, operator, value]`, joined by AND unless the list begins with
 * 'OR'. A dotted field searches the related model first, as Tryton does.
 */
import type { Database } from './database.ts';
import type { FieldDef } from './models.ts';
import type { Row, Table } from './table.ts';

/** What Python raises for an unknown name; its text is the quoted name. */
export class KeyError extends Error {
  constructor(name: string) {
    super(`'${name}'`);
  }
}

type Predicate = (row: Row) => boolean;
interface Compiled {
  test: Predicate;
  /** Ids that contain every match, where an index knows them. */
  candidates?: ReadonlySet<number> | undefined;
}

const isClause = (node: unknown): node is [string, string, unknown] =>
  Array.isArray(node) && typeof node[0] === 'string' && node[0] !== 'OR' && node[0] !== 'AND';

/** Fields that a domain mentions at its own level. */
function mentions(node: unknown, field: string): boolean {
  if (!Array.isArray(node)) return false;
  if (isClause(node)) return node[0] === field;
  return node.some((item) => mentions(item, field));
}

/** Ids of the rows that match, unordered. Throws KeyError for an unknown field. */
export function searchIds(database: Database, table: Table, domain: unknown, context: Record<string, unknown>): Row[] {
  const active = table.model.deactivable && context.active_test !== false && !mentions(domain, 'active');
  const { test, candidates } = compile(database, table, domain);
  const rows = candidates
    ? [...candidates].map((id) => table.get(id)).filter((row) => row !== undefined)
    : [...table.all()];
  return rows.filter((row) => (!active || row.active === true) && test(row));
}

function compile(database: Database, table: Table, node: unknown): Compiled {
  if (isClause(node)) return clause(database, table, node[0], node[1], node[2]);
  const items = Array.isArray(node) ? node : [];
  const or = items[0] === 'OR';
  const parts = items.filter((item) => item !== 'OR' && item !== 'AND').map((item) => compile(database, table, item));
  if (parts.length === 0) return { test: () => true };
  if (or) {
    const indexed = parts.every((part) => part.candidates !== undefined);
    return {
      test: (row) => parts.some((part) => part.test(row)),
      candidates: indexed ? new Set(parts.flatMap((part) => [...part.candidates!])) : undefined,
    };
  }
  const smallest = parts
    .flatMap((part) => (part.candidates ? [part.candidates] : []))
    .sort((a, b) => a.size - b.size)[0];
  return { test: (row) => parts.every((part) => part.test(row)), candidates: smallest };
}

function clause(database: Database, table: Table, path: string, operator: string, value: unknown): Compiled {
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  const field = table.model.fields[name];
  if (!field) throw new KeyError(name);
  const relation = field.target !== undefined;
  if (dot >= 0) {
    if (!relation) throw new KeyError(path);
    return related(database, table, name, field, [path.slice(dot + 1), operator, value]);
  }
  // A text for a relation is searched in the related record's name.
  if (relation && typeof value === 'string')
    return related(database, table, name, field, ['rec_name', operator, value]);
  if (field.kind === 'one2many' || field.kind === 'many2many') {
    const wanted = new Set(value === null ? [] : Array.isArray(value) ? value : [value]);
    const negative = operator === '!=' || operator === 'not in';
    if (value === null) return { test: (row) => (database.relatedIds(table, row, name).length === 0) !== negative };
    return { test: (row) => database.relatedIds(table, row, name).some((id) => wanted.has(id)) !== negative };
  }
  return compare(database, table, name, field, operator, value);
}

function related(
  database: Database,
  table: Table,
  name: string,
  field: FieldDef,
  inner: [string, string, unknown],
): Compiled {
  const target = database.table(field.target!);
  const context = { active_test: inner[0] === 'rec_name' ? undefined : false };
  const found = searchIds(database, target, [inner], context);
  const owners = new Set<number>();
  for (const row of found) {
    if (field.kind === 'one2many') {
      const owner = row[field.back!];
      if (typeof owner === 'number') owners.add(owner);
    } else for (const id of table.idsBy(name, row.id)) owners.add(id);
  }
  return { test: (row) => owners.has(row.id), candidates: owners };
}

function compare(
  database: Database,
  table: Table,
  name: string,
  field: FieldDef,
  operator: string,
  value: unknown,
): Compiled {
  const read = (row: Row): unknown => (field.compute ? field.compute(row, database.tables) : (row[name] ?? null));
  const lookup = (values: readonly unknown[]): ReadonlySet<number> | undefined => {
    if (name === 'id') return new Set(values.filter((item): item is number => typeof item === 'number'));
    return table.hasIndex(name) ? new Set(values.flatMap((item) => table.idsBy(name, item))) : undefined;
  };
  const ordered = (check: (comparison: number) => boolean): Compiled => ({
    test: (row) => {
      const own = read(row);
      return own !== null && value !== null && check(order(field, own, value));
    },
  });
  switch (operator) {
    case '=':
      return {
        test: (row) => same(field, read(row), value),
        candidates: field.kind === 'numeric' ? undefined : lookup([value]),
      };
    case '!=':
      return { test: (row) => !same(field, read(row), value) };
    case 'in':
    case 'not in': {
      const values = new Set(Array.isArray(value) ? value : []);
      if (operator === 'in') return { test: (row) => values.has(read(row)), candidates: lookup([...values]) };
      return { test: (row) => !values.has(read(row)) };
    }
    case '<':
      return ordered((comparison) => comparison < 0);
    case '<=':
      return ordered((comparison) => comparison <= 0);
    case '>':
      return ordered((comparison) => comparison > 0);
    case '>=':
      return ordered((comparison) => comparison >= 0);
    case 'like':
    case 'ilike':
    case 'not like':
    case 'not ilike': {
      const pattern = likePattern(String(value), operator.endsWith('ilike'));
      const negative = operator.startsWith('not');
      return {
        test: (row) => {
          const own = read(row);
          return own === null ? negative : pattern.test(String(own)) !== negative;
        },
      };
    }
    default:
      throw new KeyError(operator);
  }
}

function same(field: FieldDef, own: unknown, value: unknown): boolean {
  if (own === null || value === null) return own === value;
  return field.kind === 'numeric' ? Number(own) === Number(value) : own === value;
}

/** Order of two stored values of a field. */
export function order(field: FieldDef, left: unknown, right: unknown): number {
  const [a, b] = field.kind === 'numeric' ? [Number(left), Number(right)] : [left as number, right as number];
  return a < b ? -1 : a > b ? 1 : 0;
}

function likePattern(pattern: string, ignoreCase: boolean): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const letter = pattern[i]!;
    if (letter === '\\' && i + 1 < pattern.length) source += escape(pattern[(i += 1)]!);
    else source += letter === '%' ? '.*' : letter === '_' ? '.' : escape(letter);
  }
  return new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
}

function escape(letter: string): string {
  return letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
