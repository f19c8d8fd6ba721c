/** The few places where the two databases differ in what they are asked. */
import type { ColumnKind } from '../../upstream/sqlPool.ts';

export type Value = string | null | readonly string[];

/** Builds one statement: whatever is bound gets a place holder, and only that stands in the text. */
export interface Binder {
  bind(value: string, kind: ColumnKind): string;
  /** `column = one of these`. `ids` has at least one. */
  among(column: string, ids: readonly string[], kind: ColumnKind): string;
  values: Value[];
}

export interface Dialect {
  /** A name of the configuration as the database takes it, whatever signs are in it. */
  quote(name: string): string;
  binder(): Binder;
  /** The database's own clock, in UTC. */
  clock: string;
}

export const postgresDialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  clock: 'SELECT clock_timestamp()',
  binder() {
    const values: Value[] = [];
    // A place holder takes the type of the column that it is compared to, so that an index of that column serves.
    const bind = (value: Value) => `$${values.push(value)}`;
    return { values, bind, among: (column, ids) => `${column} = ANY(${bind(ids)})` };
  },
};

/** A list of n place holders is a statement of its own to the server: lengths are those of a few. */
const listLength = (count: number): number => 2 ** Math.ceil(Math.log2(count));

export const mysqlDialect: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  clock: 'SELECT UTC_TIMESTAMP(6)',
  binder() {
    const values: Value[] = [];
    const bind = (value: string, kind: ColumnKind) => {
      // MySQL reads no zone; the session's is UTC.
      values.push(kind === 'instant' ? value.replace(/\+00$/, '') : value);
      // A text that is compared to whole numbers is compared as floating point, which makes large ids equal.
      return kind === 'integer' ? 'CAST(? AS UNSIGNED)' : '?';
    };
    return {
      values,
      bind,
      among(column, ids, kind) {
        const padded = Array.from({ length: listLength(ids.length) }, (_, index) => ids[Math.min(index, ids.length - 1)]!);
        return `${column} IN (${padded.map((id) => bind(id, kind)).join(', ')})`;
      },
    };
  },
};
