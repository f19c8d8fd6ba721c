/** What happens to values on their way through people and systems. */
import type { Random } from '../../random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const SOUNDS: readonly (readonly [string, string])[] = [['ph', 'f'], ['ck', 'k'], ['th', 't'], ['ie', 'y'], ['ee', 'ea'], ['s', 'z'], ['c', 'k'], ['y', 'i'], ['nn', 'n'], ['ll', 'l'], ['ou', 'ow']];

export const chance = (random: Random, percent: number): boolean => random.whole(1000) < percent * 10;

/** One slip of the keyboard or the ear. */
export function typo(text: string, random: Random): string {
  if (text.length < 2) return text;
  const at = random.whole(text.length);
  const kind = random.whole(5);
  const letter = /\d/.test(text[at]!) ? String(random.whole(10)) : LETTERS[random.whole(26)]!;
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + letter + text.slice(at);
  if (kind === 2) return text.slice(0, at) + letter + text.slice(at + 1);
  if (kind === 3 && at > 0) return text.slice(0, at - 1) + text[at]! + text[at - 1]! + text.slice(at + 1);
  const [from, to] = SOUNDS[random.whole(SOUNDS.length)]!;
  return text.replace(from, to);
}

/** ISO dates: a digit off, day and month swapped, or only the first of January of the year. */
export function wrongDate(date: string, random: Random): string {
  const [year, month, day] = date.split('-') as [string, string, string];
  const kind = random.whole(4);
  if (kind === 0 && Number(day) <= 12) return `${year}-${day}-${month}`;
  if (kind === 1) return `${year}-01-01`;
  if (kind === 2) return `${year}-${month}-${String(1 + random.whole(28)).padStart(2, '0')}`;
  return `${Number(year) + random.pick([-1, 1, 10, -10])}-${month}-${day}`;
}

export function randomDate(random: Random, from: number, to: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${from + random.whole(to - from)}-${two(1 + random.whole(12))}-${two(1 + random.whole(28))}`;
}

/** One of several notations of an ISO date. */
export function notation(date: string, random: Random): string {
  const [year, month, day] = date.split('-') as [string, string, string];
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return random.pick([date, `${year}${month}${day}`, `${Number(month)}/${Number(day)}/${year}`, `${Number(day)} ${names[Number(month) - 1]!} ${year}`]);
}
