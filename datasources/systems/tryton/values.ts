/** Tryton's typed JSON values: `{"__class__": "datetime", ...}` and its kin. Its times have no zone and are UTC. */
import { calendarDate } from '../../../domain/normalise/date.ts';
import { normaliseDecimal } from '../../../domain/normalise/money.ts';
import { isRow } from '../answers.ts';

/** A date as YYYY-MM-DD, or null. */
export function dateOf(value: unknown): string | null {
  if (!isRow(value) || (value.__class__ !== 'date' && value.__class__ !== 'datetime')) return null;
  return calendarDate(Number(value.year), Number(value.month), Number(value.day));
}

const two = (value: unknown): string => String(value).padStart(2, '0');
const isPart = (value: unknown, below: number): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) < below;

/** A time with microseconds as `2026-11-22T02:38:21.482004Z`, so that texts compare as times do; null for anything else. */
export function stampOf(value: unknown): string | null {
  const date = dateOf(value);
  if (date === null || !isRow(value) || value.__class__ !== 'datetime') return null;
  const { hour, minute, second, microsecond = 0 } = value;
  if (!isPart(hour, 24) || !isPart(minute, 60) || !isPart(second, 60) || !isPart(microsecond, 1_000_000)) return null;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(microsecond).padStart(6, '0')}Z`;
}

/** A stamp as the instants of canonical records, which have milliseconds. */
export const instantOf = (stamp: string | null): string | null => (stamp === null ? null : `${stamp.slice(0, 23)}Z`);

/** The later of the two stamps that Tryton keeps; `write_date` is null until the first write. */
export function changeStamp(created: unknown, written: unknown): string | null {
  const create = stampOf(created);
  const write = stampOf(written);
  return write !== null && (create === null || write > create) ? write : create;
}

/** The other way round: what Tryton takes in a domain. `stamp` is ISO 8601 in UTC with up to six decimals. */
export function trytonDatetime(stamp: string): Record<string, unknown> {
  const date = new Date(stamp);
  if (Number.isNaN(date.getTime())) throw new RangeError('A stamp is not ISO 8601.');
  const fraction = /\.(\d{1,6})/.exec(stamp)?.[1] ?? '';
  return {
    __class__: 'datetime',
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: Number(fraction.padEnd(6, '0')),
  };
}

/** A Decimal as a decimal string, or null. */
export function decimalOf(value: unknown): string | null {
  return isRow(value) && value.__class__ === 'Decimal' && typeof value.decimal === 'string' ? normaliseDecimal(value.decimal) : null;
}
