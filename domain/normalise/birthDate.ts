/**
 * Birth dates as people and systems write them. One column may mix notations, so each text is read by itself, and one
 * that two notations read differently keeps both readings.
 */
import { bounded } from './bounds.ts';
import { calendarDate } from './date.ts';
import { foldText } from './name.ts';

export interface PartialDate {
  year: number;
  /** 1 to 12; null where only the year is known. */
  month: number | null;
}

/** What is earlier or later is a default value or a slip, nobody's birth date. */
const FIRST_YEAR = 1500;
const LAST_YEAR = 2100;
/** Two digits up to here may be of either century: no clock says which. Later ones are of the 1900s. */
const LAST_SHORT_YEAR_OF_2000S = 30;

/** Month names in English, Spanish, French, German, Italian, Portuguese and Dutch, folded. */
const MONTHS: readonly string[] = [
  'january enero janvier januar gennaio janeiro januari jaenner janner',
  'february febrero fevrier februar febbraio fevereiro februari feber',
  'march marzo mars marz maerz marco maart mrz mrt',
  'april abril avril aprile',
  'may mayo mai maggio maio mei',
  'june junio juin juni giugno junho',
  'july julio juillet juli luglio julho',
  'august agosto aout augustus',
  'september septiembre septembre setiembre settembre setembro sept',
  'october octubre octobre oktober ottobre outubro',
  'november noviembre novembre novembro',
  'december diciembre decembre dezember dicembre dezembro',
];

/** Words that may stand beside a date without changing it. */
const IDLE: ReadonlySet<string> = new Set(
  ('st nd rd th er o a de del of the den der am le el di do xx 年 月 日 ' +
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun ' +
    'lunes martes miercoles jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche ' +
    'montag dienstag mittwoch donnerstag freitag samstag sonntag').split(' ').concat(['년', '월', '일'].map(foldText)),
);

/** A time of day behind a date, with or without a zone. */
const TIME = /[\sT,]+(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:[ap]\.?m\.?)?\s?(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;

const DIGIT_ZEROS = [0x660, 0x6f0, 0x966];
const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0)!;
  const zero = DIGIT_ZEROS.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? digit : String(code - zero);
};

/** Full names and every beginning of three letters or more that one month alone has. */
const MONTH_OF: ReadonlyMap<string, number> = (() => {
  const found = new Map<string, number>();
  MONTHS.forEach((names, index) => {
    for (const name of names.split(' ')) {
      for (let length = 3; length <= name.length; length += 1) {
        const start = name.slice(0, length);
        const known = found.get(start);
        found.set(start, known === undefined || known === index + 1 ? index + 1 : 0);
      }
    }
  });
  for (const [start, month] of found) if (month === 0) found.delete(start);
  return found;
})();

interface DateWords {
  numbers: string[];
  month: number | null;
}

/** The numbers and the month name of a text without its time; null where other words stand in it. */
function wordsOfDate(text: string): DateWords | null {
  const words = foldText(text.replace(/[.]/g, ' ')).match(/\d+|[^\d\s]+/g) ?? [];
  const numbers = words.filter((word) => /^\d/.test(word));
  let month: number | null = null;
  for (const word of words) {
    if (/^\d/.test(word) || IDLE.has(word)) continue;
    const named = MONTH_OF.get(word);
    if (named === undefined || month !== null) return null;
    month = named;
  }
  return { numbers, month };
}

/** The years that a number may mean, the likelier first. */
function yearsOf(number: string): number[] {
  const year = Number(number);
  if (number.length === 4) return year >= FIRST_YEAR && year <= LAST_YEAR ? [year] : [];
  if (number.length !== 2) return [];
  return year <= LAST_SHORT_YEAR_OF_2000S ? [1900 + year, 2000 + year] : [1900 + year];
}

function datesOf(year: string, month: string | number, day: string): string[] {
  if (day.length > 2 || String(month).length > 2) return [];
  return yearsOf(year).map((each) => calendarDate(each, Number(month), Number(day))).filter((date) => date !== null);
}

function readingsOf({ numbers, month }: DateWords): string[] {
  const [a = '', b = '', c = ''] = numbers;
  if (month !== null) {
    if (numbers.length !== 2) return [];
    const dayFirst = datesOf(b, month, a);
    return dayFirst.length > 0 && a.length < 3 ? dayFirst : datesOf(a, month, b);
  }
  if (numbers.length === 1) return readingsOfDigits(a);
  if (numbers.length !== 3) return [];
  if (a.length === 4) {
    const iso = datesOf(a, b, c);
    return iso.length > 0 ? iso : datesOf(a, c, b);
  }
  const read = [...datesOf(c, b, a), ...datesOf(c, a, b)];
  return read.length > 0 ? read : datesOf(a, b, c);
}

/** `19351103`, `03111935`, `351103`: nothing parts the numbers. */
function readingsOfDigits(digits: string): string[] {
  const at = (from: number, to: number) => digits.slice(from, to);
  if (digits.length === 8) {
    return [...datesOf(at(0, 4), at(4, 6), at(6, 8)), ...datesOf(at(4, 8), at(2, 4), at(0, 2)), ...datesOf(at(4, 8), at(0, 2), at(2, 4))];
  }
  if (digits.length === 6) {
    return [...datesOf(at(0, 2), at(2, 4), at(4, 6)), ...datesOf(at(4, 6), at(2, 4), at(0, 2)), ...datesOf(at(4, 6), at(0, 2), at(2, 4))];
  }
  return [];
}

/** The date and, where a zone tells that a midnight elsewhere was meant (`1935-11-02T23:00:00Z`), the day after it. */
function withNextDay(date: string): string[] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const next = calendarDate(year, month, day + 1) ?? calendarDate(year, month + 1, 1) ?? calendarDate(year + 1, 1, 1);
  return next === null ? [date] : [date, next];
}

function parse(text: string): { words: DateWords | null; late: boolean } {
  const plain = bounded(text).normalize('NFKC').replace(/\p{Nd}/gu, asciiDigit).trim();
  const time = TIME.exec(plain);
  const [, hour = '', minute = '', zone] = time ?? [];
  const late = /^(?:z|utc|gmt|\+00:?00)$/i.test(zone ?? '') && Number(hour) > 12 && Number(hour) < 24 && (minute === '00' || minute === '30');
  return { words: wordsOfDate(time ? plain.slice(0, time.index) : plain), late };
}

/**
 * Every date (YYYY-MM-DD) that the text may mean, the likelier first (day before month); none where it is no date. Two
 * where day and month can be swapped (`3/11/1935`) and where a short year may be of either century (`31/12/05`).
 */
export function dateReadings(text: string): string[] {
  // What most systems write.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return readingsOf({ numbers: text.split('-'), month: null });
  if (/^\d{8}$/.test(text)) return [...new Set(readingsOfDigits(text))];
  const { words, late } = parse(text);
  if (words === null) return [];
  const read = readingsOf(words);
  return [...new Set(late ? read.flatMap(withNextDay) : read)];
}

/** What a party record holds of a stated birth date: the one day that it means, or null and the days that it may mean. */
export function birthDateOf(text: string | null | undefined): { birthDate: string | null; birthDateReadings?: string[] } {
  const readings = dateReadings(text ?? '');
  return readings.length > 1 ? { birthDate: null, birthDateReadings: readings } : { birthDate: readings[0] ?? null };
}

/**
 * Year and month where a text gives no more (`1935`, `11/1935`, `Nov 1935`, `1935-11-00`) or is no day that exists
 * (`31/02/1990`), or what all readings of a full date share.
 */
export function partialDate(text: string): PartialDate | null {
  const read = dateReadings(text);
  if (read.length > 0) {
    const shared = (from: number, to: number): number | null => (new Set(read.map((date) => date.slice(from, to))).size === 1 ? Number(read[0]!.slice(from, to)) : null);
    const year = shared(0, 4);
    return year === null ? null : { year, month: shared(5, 7) };
  }
  const { words } = parse(text);
  return words === null ? null : yearAndMonth(words);
}

function yearAndMonth({ numbers, month: named }: DateWords): PartialDate | null {
  const [only = ''] = numbers;
  if (numbers.length === 1 && named === null && (only.length === 6 || only.length === 8)) return yearAndMonth({ numbers: partsOfDigits(only), month: null });
  const whole = numbers.filter((number) => number.length === 4);
  const rest = numbers.filter((number) => number.length !== 4);
  const year = whole.length === 1 ? yearsOf(whole[0]!)[0] : undefined;
  if (year === undefined || rest.length > (named === null ? 2 : 1) || rest.some((number) => number.length > 2)) return null;
  const months = rest.map(Number).filter((number) => number >= 1 && number <= 12);
  return { year, month: named ?? (months.length === 1 ? months[0]! : null) };
}

/** Digits that are no day, as a year with what is beside it. */
function partsOfDigits(digits: string): string[] {
  if (digits.length === 6) return [digits.slice(0, 4), digits.slice(4)];
  return yearsOf(digits.slice(0, 4)).length > 0 ? [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)] : [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
}
