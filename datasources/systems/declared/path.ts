/** Where a value stands in a row, as the configuration names it: one column of a table, or keys one inside the other in JSON. */
import { isRow, text, type Row } from '../answers.ts';

/** A class and no text, so that whoever needs all of them (the columns to ask for) finds them in a configuration of any shape. */
export class Path {
  /** As it is written in the configuration. */
  readonly name: string;
  readonly steps: readonly string[];

  constructor(name: string, steps: readonly string[]) {
    this.name = name;
    this.steps = steps;
  }
}

/** The value there; undefined where one of the steps leads nowhere. A step into a list is a number, from 0. */
export function valueAt(row: unknown, path: Path): unknown {
  let value = row;
  for (const step of path.steps) {
    if (Array.isArray(value)) value = /^\d{1,6}$/.test(step) ? (value as unknown[])[Number(step)] : undefined;
    else value = isRow(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** A text, number or truth value as trimmed text; null for nothing, blanks, lists and objects. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return text(value);
}

/** The text at a path; null where there is none, or no path. */
export const textAt = (row: unknown, path: Path | undefined): string | null => (path ? scalarText(valueAt(row, path)) : null);

/** Which rows of a list, or whether a row at all: those whose value there is one of these texts. */
export interface Only {
  from: Path;
  is: readonly string[];
}

export const isOneOf = (row: unknown, only: readonly Only[]): boolean => only.every(({ from, is }) => is.includes(textAt(row, from) ?? ''));

/** What a part of the configuration speaks of: the row itself, or each row of a list in it. */
export interface Where {
  each?: Path | undefined;
  only: readonly Only[];
}

/** Those rows. A list of plain texts or numbers counts as one of rows with the one key `value`. */
export function rowsFor(row: Row, { each, only }: Where): Row[] {
  if (!each) return isOneOf(row, only) ? [row] : [];
  const list = valueAt(row, each);
  if (!Array.isArray(list)) return [];
  const rows = list.map((item: unknown): Row | null => (isRow(item) ? item : scalarText(item) === null ? null : { value: item }));
  return rows.filter((item): item is Row => item !== null && isOneOf(item, only));
}
