import type { FrequencyReader } from './frequencies.ts';
import { editDistance, isClose } from './text.ts';

export interface Overlap {
  /** Share of the words of the less telling side that the other has too, weighed by information: 0 to 1. */
  contained: number;
  /** The same beside the words of both sides. */
  shared: number;
  /** The rarest word that both have exactly, or null. */
  rarest: string | null;
}

const NOTHING: Overlap = { contained: 0, shared: 0, rarest: null };

/** How much two texts share, by words of unequal information, spelling errors and missing gaps forgiven. */
export function overlapOf(left: readonly string[], right: readonly string[], table: string, frequencies: FrequencyReader): Overlap {
  if (left.length === 0 || right.length === 0) return NOTHING;
  let mine = 0;
  let yours = 0;
  let common = 0;
  let rarest: string | null = null;
  let rarestBits = -1;
  let used = 0;
  for (const word of right) yours += frequencies.information(table, word);
  for (const word of left) {
    const bits = frequencies.information(table, word);
    mine += bits;
    let found = -1;
    for (let index = 0; index < right.length && index < 31; index += 1) {
      if ((used & (1 << index)) === 0 && right[index] === word) { found = index; break; }
    }
    if (found >= 0) {
      used |= 1 << found;
      common += bits;
      if (bits > rarestBits) { rarestBits = bits; rarest = word; }
      continue;
    }
    if (word.length < 4) continue;
    for (let index = 0; index < right.length && index < 31; index += 1) {
      if ((used & (1 << index)) === 0 && !left.includes(right[index]!) && isClose(word, right[index]!)) { found = index; break; }
    }
    if (found < 0) continue;
    used |= 1 << found;
    // Below both words' information: a misspelt word is rare because it is misspelt.
    common += 0.9 * Math.min(bits, frequencies.information(table, right[found]!));
  }
  const overlap = { contained: Math.min(1, common / Math.min(mine, yours)), shared: Math.min(1, common / Math.max(mine, yours)), rarest };
  if (overlap.shared >= 0.8) return overlap;
  const [one, other] = [left.join(''), right.join('')];
  const longest = Math.max(one.length, other.length);
  if (Math.min(one.length, other.length) < 6) return overlap;
  const most = Math.max(1, Math.floor(longest / 6));
  const edits = editDistance(one, other, most);
  if (edits > most) return overlap;
  const likeness = 1 - edits / longest;
  return { contained: Math.max(overlap.contained, likeness), shared: Math.max(overlap.shared, likeness), rarest };
}
