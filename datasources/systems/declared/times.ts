/** Times as tables and APIs write them, with or without a zone, and back. */
import { normaliseDate } from '../../../domain/normalise/date.ts';
import { scalarText } from './path.ts';

/** How a source's times are to be read. */
export interface TimeReading {
  /** IANA zone of times that name none. */
  timeZone: string;
  /** What a bare number counts since 1970 in UTC; null: a number is no time. */
  numbers: 'seconds' | 'milliseconds' | null;
}

const STAMP = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const NUMBER = /^-?\d{1,15}$/;
/** The calendar of ISO 8601 in four digits. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    // Bounded by the zones that configuration names.
    formats.set(timeZone, format);
  }
  return format;
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows there and then, as if it were UTC: ms since the epoch. */
function wallMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return atMs;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second) + (((atMs % 1_000) + 1_000) % 1_000);
}

/** The instant at which a clock on the wall shows that; of the hour that comes twice in autumn the later one. */
function fromWall(ms: number, timeZone: string): number {
  const guess = ms - (wallMs(ms, timeZone) - ms);
  return ms - (wallMs(guess, timeZone) - guess);
}

function offsetMs(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/**
 * A time as `2026-11-22T02:38:21.482004Z`, in UTC with microseconds, so that texts compare as times do; a date is its
 * midnight. Null for anything else: days that do not exist (MySQL's `0000-00-00` too), `infinity`, years beyond four digits.
 */
export function stampOf(value: unknown, { timeZone, numbers }: TimeReading): string | null {
  const read = scalarText(value);
  if (read === null) return null;
  if (NUMBER.test(read)) {
    const ms = numbers === null ? NaN : Number(read) * (numbers === 'seconds' ? 1_000 : 1);
    return ms >= 0 && ms <= LAST_MS ? `${new Date(ms).toISOString().slice(0, 23)}000Z` : null;
  }
  const [, date = '', hour = '00', minute = '00', second = '00', fraction = '', zone] = STAMP.exec(read) ?? [];
  if (normaliseDate(date) === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}.000Z`);
  const utc = zone ? ms - offsetMs(zone) : fromWall(ms, timeZone);
  if (!(utc <= LAST_MS) || utc < Date.parse('0001-01-01T00:00:00Z')) return null;
  return `${new Date(utc).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** A time as the instants of canonical records, which have milliseconds; null as `stampOf` is. */
export function instantOf(value: unknown, reading: TimeReading): string | null {
  const stamp = stampOf(value, reading);
  return stamp === null ? null : `${stamp.slice(0, 23)}Z`;
}

/** The other way round: a stamp (ISO 8601 in UTC, up to six decimals) as the wall clock of a zone, `2026-11-22 03:38:21.482004`. */
export function wallText(stamp: string, timeZone: string): string {
  const ms = Date.parse(stamp);
  if (Number.isNaN(ms)) throw new RangeError('A stamp is not ISO 8601.');
  const fraction = (/\.(\d{1,6})/.exec(stamp)?.[1] ?? '').padEnd(6, '0');
  return `${new Date(wallMs(ms, timeZone)).toISOString().slice(0, 19).replace('T', ' ')}.${fraction}`;
}
