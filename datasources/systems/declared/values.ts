/** Single values of a row by their declaration. */
import { fromMinorUnits, normaliseCurrency, normaliseDecimal } from '../../../domain/normalise/money.ts';
import type { Money, PersonName } from '../../../domain/records.ts';
import { required, type Row } from '../answers.ts';
import { scalarText, textAt, type Path } from './path.ts';

/** A value of a fixed set: always the same one, or by the source's own words for it. */
export interface Coded<Value extends string> {
  is?: Value | undefined;
  from?: Path | undefined;
  values: Readonly<Record<string, Value>>;
  /** For all words that `values` does not have, and for none. Left out: such a row is unreadable. */
  otherwise?: Value | undefined;
}

/** Throws UnreadableRow for a word that the configuration does not know. */
export function codedOf<Value extends string>(row: Row, { is, from, values, otherwise }: Coded<Value>, field: string): Value {
  if (is !== undefined) return is;
  const word = textAt(row, from);
  const known = word !== null && Object.hasOwn(values, word) ? values[word] : otherwise;
  return required(known, field);
}

export interface NamePaths {
  full?: Path | undefined;
  given?: Path | undefined;
  family?: Path | undefined;
}

/** A name as the source states it; its parts make the full one where it keeps none. Null where it says nothing. */
export function nameOf(row: Row, paths: NamePaths): PersonName | null {
  const given = textAt(row, paths.given);
  const family = textAt(row, paths.family);
  const full = textAt(row, paths.full) ?? [given, family].filter((part) => part !== null).join(' ');
  return full === '' ? null : { full, given, family };
}

export interface MoneyPaths {
  amount: Path;
  /** ISO 4217, where all rows have the same. */
  currency?: string | undefined;
  currencyFrom?: Path | undefined;
  /** Decimals of the currency, where the amount is a whole number of its smallest unit. */
  minorUnitDigits?: number | undefined;
}

/** An amount with its currency (else `fallback`), or null where one of the two is missing or none. */
export function moneyOf(row: Row, paths: MoneyPaths, fallback: string | null = null): Money | null {
  const stated = textAt(row, paths.amount);
  const decimal = stated === null ? null : normaliseDecimal(stated);
  const code = textAt(row, paths.currencyFrom);
  const currency = paths.currency ?? (code === null ? null : normaliseCurrency(code)) ?? fallback;
  const amount = decimal === null || paths.minorUnitDigits === undefined ? decimal : fromMinorUnits(Number(decimal), paths.minorUnitDigits);
  return amount === null || currency === null ? null : { amount, currency };
}

/** A number; null where there is none. */
export function numberAt(row: Row, path: Path | undefined): number | null {
  const stated = textAt(row, path);
  const decimal = stated === null ? null : normaliseDecimal(stated);
  return decimal === null ? null : Number(decimal);
}

/** Texts of several paths behind each other, blanks between them. */
export function joinedAt(row: Row, paths: readonly Path[]): string | null {
  const parts = paths.map((path) => textAt(row, path)).filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}

/** An id as text, without the blanks that `char(n)` fills up with; null where it is none. */
export function idOf(value: unknown): string | null {
  const id = scalarText(value);
  return id !== null && /^\S{1,500}$/.test(id) ? id : null;
}
