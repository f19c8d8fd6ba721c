/** What a database's own catalogue says of the configured tables, asked once and before any row: their columns are there, and of which kind. */
import type { ColumnKind, SqlAnswer, SqlColumn, Statement } from '../../upstream/sqlPool.ts';
import type { Row } from '../answers.ts';
import { SourceError, type Asking } from '../defineSource.ts';
import type { TimeReading } from '../declared/times.ts';
import { wallText } from '../declared/times.ts';
import type { Dialect } from './dialect.ts';

export type RunStatement = (statement: Statement, asking: Asking) => Promise<SqlAnswer>;

/** A table and what is asked of it, in the order of `columns`. */
export interface Table {
  name: string;
  columns: readonly string[];
  kinds: ReadonlyMap<string, SqlColumn>;
}

/** `reporting.customers` quoted part by part. */
export const quotedTable = (dialect: Dialect, table: string): string => table.split('.').map((part) => dialect.quote(part)).join('.');

export const selected = (dialect: Dialect, columns: readonly string[]): string => columns.map((column) => dialect.quote(column)).join(', ');

/** Asks for no row. Rejects with a SourceError that names the table or column that is not there, or may not be read. */
export async function describeTable(run: RunStatement, dialect: Dialect, name: string, columns: readonly string[], asking: Asking): Promise<Table> {
  const text = `SELECT ${selected(dialect, columns)} FROM ${quotedTable(dialect, name)} WHERE 1 = 0`;
  const answer = await run({ text, values: [], table: name, columns }, asking);
  return { name, columns, kinds: new Map(columns.map((column, index) => [column, answer.columns[index] ?? { kind: 'other' }])) };
}

export const kindOf = ({ kinds }: Table, column: string): ColumnKind => kinds.get(column)?.kind ?? 'other';

/** Rows as objects of the asked columns. */
export const rowsOfAnswer = ({ rows }: SqlAnswer, columns: readonly string[]): Row[] =>
  rows.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])));

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids that the column can hold, as it would write them: one that it cannot hold would be an error of the whole statement. */
export function possibleIds({ kinds }: Table, column: string, ids: readonly string[]): string[] {
  const { kind, max = 0n } = kinds.get(column) ?? { kind: 'other' };
  if (kind === 'integer') return ids.filter((id) => /^(?:0|[1-9]\d{0,19})$/.test(id) && BigInt(id) <= max);
  if (kind === 'uuid') return ids.filter((id) => UUID.test(id));
  if (kind === 'number') return ids.filter((id) => /^\d{1,30}$/.test(id));
  return ids.filter((id) => !id.includes('\0'));
}

/** A stamp in UTC as a column of this kind is compared to it. */
export function stampFor(system: string, table: Table, column: string, stamp: string, reading: TimeReading): string {
  switch (kindOf(table, column)) {
    case 'instant':
      return wallText(stamp, 'UTC');
    case 'wall':
      return wallText(stamp, reading.timeZone);
    case 'date':
      return wallText(stamp, reading.timeZone).slice(0, 10);
    case 'integer':
      if (reading.numbers !== null) return String(Math.floor(Math.max(0, Date.parse(stamp)) / (reading.numbers === 'seconds' ? 1_000 : 1)));
      break;
    case 'number':
    case 'boolean':
    case 'text':
    case 'uuid':
    case 'other':
      break;
  }
  throw new SourceError(system, 'refused', `${system}: column ${column} of ${table.name} holds no times; changedAt needs a timestamp, or a whole number with numericTimes.`);
}
