const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/u;

/**
 * An e-mail address trimmed and in lower case, or null where the text is none. The part before the @ is folded as well:
 * no mail system that people really use tells cases apart there. Dots and plus tags stay, since some do tell those apart.
 */
export function normaliseEmail(value: string): string | null {
  const folded = value.trim().normalize('NFC').toLowerCase();
  return folded.length <= 254 && ADDRESS.test(folded) ? folded : null;
}
