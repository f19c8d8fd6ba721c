const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** A calendar date as YYYY-MM-DD, or null where there is no such day (31 February, month 13, a fraction). */
export function calendarDate(year: number, month: number, day: number): string | null {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day) || year < 1 || year > 9999) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** The date that the text states as YYYY-MM-DD, or null: no other form is guessed at. */
export function normaliseDate(value: string): string | null {
  const parts = DATE.exec(value.trim());
  return parts ? calendarDate(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
}

/** An ISO 8601 instant with a zone as UTC with milliseconds, or null: a time without a zone is no instant. */
export function normaliseInstant(value: string): string | null {
  const text = value.trim();
  if (!INSTANT.test(text) || normaliseDate(text.slice(0, 10)) === null) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
