/** What adapters share in reading answers: statuses, rows, and rows that cannot be read. */
import type { SourceRecord } from '../../domain/records.ts';
import { SourceError, UnreadableRecords } from './defineSource.ts';

/** One object of an answer, not yet trusted. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The rows of a list; anything in it that is no object is left out. */
export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

/** The rows of a list that the answer must have: without one nothing can be said, least of all that there is nothing. */
export function listOf(system: string, value: unknown): Row[] {
  if (!Array.isArray(value)) throw new SourceError(system, 'garbage', `${system} answered with something else than a list.`);
  return value.filter(isRow);
}

/** A text that says something, trimmed; null for everything else. */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** An id as text: a whole number or a text without blanks; null for everything else. */
export function idText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  return typeof value === 'string' && /^\S{1,500}$/.test(value) ? value : null;
}

/** A row lacks what its record cannot be without. Holds the name of the field, never its value. */
export class UnreadableRow extends Error {
  constructor(field: string) {
    super(`A row has no readable ${field}.`);
    this.name = 'UnreadableRow';
  }
}

/** The value, or the row is unreadable. */
export function required<Value>(value: Value | null | undefined, field: string): Value {
  if (value === null || value === undefined) throw new UnreadableRow(field);
  return value;
}

/**
 * Maps the rows that were asked for. Rows of other ids are dropped (sources do answer more than they are asked), a
 * row that `map` finds to be no record of ours (null) is left out, unreadable rows cost only themselves.
 */
export function mapRows<Result extends SourceRecord>(
  system: string,
  rows: unknown,
  asked: ReadonlySet<string>,
  idOf: (row: Row) => string | null,
  map: (row: Row) => Result | null,
): Result[] {
  if (!Array.isArray(rows)) throw new SourceError(system, 'garbage', `${system} answered with something else than a list.`);
  const records: Result[] = [];
  const unreadable: string[] = [];
  for (const row of rows) {
    const id = isRow(row) ? idOf(row) : null;
    if (id === null || !asked.has(id)) continue;
    try {
      const record = map(row as Row);
      if (record) records.push(record);
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      unreadable.push(id);
    }
  }
  if (unreadable.length > 0) throw new UnreadableRecords(system, records, unreadable);
  return records;
}

/** What an HTTP status that is no success means. */
export function statusError(system: string, status: number): SourceError {
  if (status === 401 || status === 403) return new SourceError(system, 'unauthorised', `${system} refused the gateway's sign-in (HTTP ${status}).`);
  if (status === 429 || status === 503) return new SourceError(system, 'overloaded', `${system} is overloaded (HTTP ${status}).`);
  if (status === 408 || status === 504) return new SourceError(system, 'timeout', `${system} timed out (HTTP ${status}).`);
  return new SourceError(system, 'refused', `${system} refused the call (HTTP ${status}).`);
}

/** Lists of at most `size`, in order. */
export function chunked<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
