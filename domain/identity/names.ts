/**
 * When two names may be one party's. A shared e-mail or phone says "one household" as readily as "one person", so the
 * name decides, and it decides strictly: twins are called Marta and María, Jack and Jake, Ryan and Bryan, so one letter
 * of difference in a given name is a difference. Forgiven are what nobody is named apart by: order, accents, a second
 * surname left out, an initial, two neighbouring letters swapped, a letter doubled or not, one letter of a surname.
 */
export interface ComparableName {
  /** Telling words, folded. */
  words: readonly string[];
  /** Folded given name where the source keeps the parts apart. */
  given: string | null;
  /** Folded family name, likewise. */
  family: string | null;
}

/** Whether the words are the same, in whatever order, at least two of them: enough to tell a party by, with a contact point. */
export function sameName(a: ComparableName, b: ComparableName): boolean {
  return a.words.length >= 2 && a.words.length === b.words.length && sorted(a) === sorted(b);
}

/** Whether nothing in the names speaks against one party. False where one has no name at all. */
export function compatibleNames(a: ComparableName, b: ComparableName): boolean {
  if (a.words.length === 0 || b.words.length === 0) return false;
  return sameWords(a.words, b.words) || sameBut(a, b);
}

const sorted = ({ words }: ComparableName): string => [...words].sort().join(' ');

/** Every word of the shorter name finds its own in the longer one. */
function sameWords(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, [...b]] : [b, [...a]];
  // Exact finds first, so that an initial does not take a word that another one is.
  const open = shorter.filter((word) => {
    const at = longer.indexOf(word);
    if (at >= 0) longer.splice(at, 1);
    return at < 0;
  });
  // Initials and slips support a word that agrees; by themselves they are no agreement.
  if (open.length === shorter.length && (shorter.length < 2 || open.some((word) => word.length === 1))) return false;
  return open.every((word) => {
    const at = longer.findIndex((other) => isInitialOf(word, other) || isInitialOf(other, word) || isSlip(word, other));
    if (at >= 0) longer.splice(at, 1);
    return at >= 0;
  });
}

const isInitialOf = (short: string, long: string): boolean => short.length === 1 && long.startsWith(short);

/** Two neighbouring letters swapped, or a letter doubled or not: two people of one family are not named so. */
export function isSlip(a: string, b: string): boolean {
  if (undoubled(a) === undoubled(b)) return true;
  if (a.length !== b.length || a.length < 4) return false;
  const first = [...a].findIndex((letter, index) => letter !== b[index]);
  return first >= 0 && a[first] === b[first + 1] && a[first + 1] === b[first] && a.slice(first + 2) === b.slice(first + 2);
}

const undoubled = (word: string): string => word.replace(/(.)\1+/g, '$1');

/** The same given name, and family names that are one letter apart. */
function sameBut(a: ComparableName, b: ComparableName): boolean {
  if (!a.given || !b.given || !a.family || !b.family || a.given !== b.given) return false;
  return Math.min(a.family.length, b.family.length) >= 5 && oneLetterApart(a.family, b.family);
}

/** One letter changed, added or left out. */
function oneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB;
}

/**
 * How many differently named parties there are among these names: names that are compatible with the first of a group
 * count once. The same for every order of the input.
 */
export function countDifferentlyNamed(names: readonly ComparableName[]): number {
  const distinct = new Map(names.filter(({ words }) => words.length > 0).map((name) => [sorted(name), name]));
  const groups: ComparableName[] = [];
  for (const [, name] of [...distinct].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!groups.some((group) => compatibleNames(group, name))) groups.push(name);
  }
  return groups.length;
}
