/** Quiet hours on a wall clock somewhere else, by the time zone data of Intl. */
import type { ContactPolicyConfig } from './types.ts';

type QuietHours = NonNullable<ContactPolicyConfig['quietHours']['EMAIL']>;

const QUARTER_HOUR_MS = 15 * 60 * 1000;
/** Quiet hours repeat weekly; past eight days nothing new can come. */
const SEARCH_STEPS = (8 * 24 * 60 * 60 * 1000) / QUARTER_HOUR_MS;

const WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    // Bounded by the zones that configuration names.
    formats.set(timeZone, format);
  }
  return format;
}

/** Day of the week (0 is Sunday) and hour with its fraction, there and then. */
export function localTime(atMs: number, timeZone: string): { day: number; hour: number } {
  let day = 0;
  let hour = 0;
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) {
    if (type === 'weekday') day = WEEKDAYS.indexOf(value);
    else if (type === 'hour') hour += Number(value);
    else if (type === 'minute') hour += Number(value) / 60;
  }
  return { day, hour };
}

/** Whether nobody is to be contacted then. A night may pass midnight: from 21 until 8. */
export function isQuiet(quiet: QuietHours | undefined, atMs: number, timeZone: string): boolean {
  if (!quiet) return false;
  const { day, hour } = localTime(atMs, timeZone);
  if (quiet.days.includes(day)) return true;
  const { fromHour, untilHour } = quiet;
  if (fromHour === untilHour) return false;
  return fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour;
}

/** The first quarter of an hour at or after `fromMs` that is not quiet; null where a week has none. */
export function quietUntil(quiet: QuietHours | undefined, fromMs: number, timeZone: string): number | null {
  if (!isQuiet(quiet, fromMs, timeZone)) return fromMs;
  // Every time zone in use is off UTC by whole quarters of an hour, so a step never jumps over a change.
  let atMs = Math.ceil(fromMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  for (let step = 0; step <= SEARCH_STEPS; step++, atMs += QUARTER_HOUR_MS) {
    if (!isQuiet(quiet, atMs, timeZone)) return atMs;
  }
  return null;
}
