/** Longer texts are no names, dates or addresses; what is read from them stays linear and small. */
const MOST_CHARACTERS = 500;
const MOST_WORDS = 40;

/** The text, cut to what a normaliser reads. Null and undefined are the empty text. */
export function bounded(text: string | null | undefined): string {
  return (text ?? '').slice(0, MOST_CHARACTERS);
}

/** The words that a normaliser looks at. */
export function boundedWords(words: readonly string[]): string[] {
  return words.slice(0, MOST_WORDS);
}

/** A table written as `canonical: variant variant` lines, as variant -> canonical forms (several where variants are shared). */
export function tableOf(lines: string): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const line of lines.split('\n')) {
    const [canonical = '', variants = ''] = line.split(':').map((part) => part.trim());
    for (const variant of variants.split(/\s+/).filter(Boolean)) {
      const known = table.get(variant);
      if (!known) table.set(variant, [canonical]);
      else if (!known.includes(canonical)) known.push(canonical);
    }
  }
  return table;
}
