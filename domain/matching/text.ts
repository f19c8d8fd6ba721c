/**
 * Similarities of short strings. Jaro-Winkler as in W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules
 * in the Fellegi-Sunter Model of Record Linkage" (1990); edits as optimal string alignment (a swap of neighbours is one).
 */

const leftUsed = new Uint8Array(256);
const rightUsed = new Uint8Array(256);

/** From 0 (nothing in common) to 1 (equal). Texts beyond 256 signs are compared by their first 256. */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1;
  const a = left.length < 256 ? left.length : 256;
  const b = right.length < 256 ? right.length : 256;
  if (a === 0 || b === 0) return 0;
  const half = (a > b ? a : b) >> 1;
  const reach = half > 1 ? half - 1 : 0;
  leftUsed.fill(0, 0, a);
  rightUsed.fill(0, 0, b);
  let common = 0;
  for (let i = 0; i < a; i += 1) {
    const sign = left.charCodeAt(i);
    const end = i + reach < b ? i + reach : b - 1;
    for (let j = i > reach ? i - reach : 0; j <= end; j += 1) {
      if (rightUsed[j] === 1 || right.charCodeAt(j) !== sign) continue;
      leftUsed[i] = 1;
      rightUsed[j] = 1;
      common += 1;
      break;
    }
  }
  if (common === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < a; i += 1) {
    if (leftUsed[i] === 0) continue;
    while (rightUsed[j] === 0) j += 1;
    if (left.charCodeAt(i) !== right.charCodeAt(j)) moved += 1;
    j += 1;
  }
  const jaro = (common / a + common / b + (common - moved / 2) / common) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a && prefix < b && left.charCodeAt(prefix) === right.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

let before = new Uint8Array(64);
let previous = new Uint8Array(64);
let current = new Uint8Array(64);

/** Edits (insert, delete, replace, swap of neighbours) that make one text the other; `most + 1` where there are more. */
export function editDistance(left: string, right: string, most: number): number {
  if (left === right) return 0;
  const a = left.length;
  const b = right.length;
  if (Math.abs(a - b) > most) return most + 1;
  if (b + 1 > current.length) {
    [before, previous, current] = [new Uint8Array(b + 33), new Uint8Array(b + 33), new Uint8Array(b + 33)];
  }
  const cap = most < 250 ? most + 1 : 250;
  let [two, one, now] = [before, previous, current];
  for (let j = 0; j <= b; j += 1) one[j] = j < cap ? j : cap;
  for (let i = 1; i <= a; i += 1) {
    // Texts that are moved against each other by more signs take more edits than that: the rest of the row is not looked at.
    const from = i > most ? i - most : 1;
    const to = i + most < b ? i + most : b;
    let least = from === 1 && i < cap ? i : cap;
    now[from - 1] = least;
    for (let j = from; j <= to; j += 1) {
      let edits = one[j - 1]! + (left.charCodeAt(i - 1) === right.charCodeAt(j - 1) ? 0 : 1);
      if (one[j]! < edits) edits = one[j]! + 1;
      if (now[j - 1]! < edits) edits = now[j - 1]! + 1;
      if (i > 1 && j > 1 && two[j - 2]! < edits && left.charCodeAt(i - 1) === right.charCodeAt(j - 2) && left.charCodeAt(i - 2) === right.charCodeAt(j - 1)) edits = two[j - 2]! + 1;
      if (edits > cap) edits = cap;
      now[j] = edits;
      if (edits < least) least = edits;
    }
    if (to < b) now[to + 1] = cap;
    if (least > most) return most + 1;
    [two, one, now] = [one, now, two];
  }
  return one[b]! > most ? most + 1 : one[b]!;
}

/** Which signs a word holds, as bits: one sign replaced changes two bits at most. */
function signsOf(word: string): number {
  let signs = 0;
  for (let index = 0; index < word.length; index += 1) signs |= 1 << (word.charCodeAt(index) % 31);
  return signs;
}

/** Signs that one of the words holds and the other does not: a cheap first look that spares the comparison of most words. */
function foreignSigns(left: string, right: string): number {
  let bits = signsOf(left) ^ signsOf(right);
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** Two words that are probably spellings of one: one edit (two in long ones), or a high Jaro-Winkler similarity. */
export function isClose(left: string, right: string): boolean {
  if (left === right) return true;
  const shorter = left.length < right.length ? left.length : right.length;
  const longer = left.length + right.length - shorter;
  if (shorter < 3 || longer - shorter > 4 || foreignSigns(left, right) > 4) return false;
  if (editDistance(left, right, shorter > 7 ? 2 : 1) <= (shorter > 7 ? 2 : 1)) return true;
  return shorter > 3 && jaroWinkler(left, right) >= 0.93;
}

/** Two names that may be spellings of one: they hold nearly the same letters, in much the same order. */
export function isSimilar(left: string, right: string): boolean {
  const shorter = left.length < right.length ? left.length : right.length;
  if (shorter < 3 || foreignSigns(left, right) > 5) return false;
  return jaroWinkler(left, right) >= 0.82 || editDistance(left, right, 2) <= (shorter > 4 ? 2 : 1);
}

/** Whether two numbers differ in one digit or by two neighbours that have changed places. */
export function oneDigitOff(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let first = -1;
  let second = -1;
  for (let index = 0; index < left.length; index += 1) {
    if (left.charCodeAt(index) === right.charCodeAt(index)) continue;
    if (first < 0) first = index;
    else if (second < 0) second = index;
    else return false;
  }
  return second < 0 || (second === first + 1 && left[first] === right[second] && left[second] === right[first]);
}

/**
 * How a word sounds, roughly, in one to four signs: doubled signs and vowels after the first sign dropped, letters that
 * European spellings confuse brought together. For blocking only, where a miss costs recall and a false hit only time.
 */
export function soundOf(word: string): string {
  const folded = word
    .replace(/^(?:kn|gn|pn|wr)/, (two) => two[1]!)
    .replace(/^x/, 's')
    .replace(/ph/g, 'f')
    .replace(/sch|sh|ch|cz|tch/g, 'c')
    .replace(/c(?=[eiy])|z/g, 's')
    .replace(/ck|q|c(?![h])/g, 'k')
    .replace(/gh|h/g, '')
    .replace(/[vw]/g, 'f')
    .replace(/j|g(?=[eiy])/g, 'j')
    .replace(/d(?=t)|t/g, 'd')
    .replace(/[bp]/g, 'p')
    .replace(/n|m/g, 'n');
  const rest = folded.slice(1).replace(/[aeiouy]/g, '');
  const first = /[aeiouy]/.test(folded[0] ?? '') ? 'a' : (folded[0] ?? '');
  return (first + rest).replace(/(.)\1+/g, '$1').slice(0, 4) || word.slice(0, 2);
}
