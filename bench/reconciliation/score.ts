/** How well pairs of views agree with the truth about them. */

/** A pair as `shop ref, ERP ref` in one text. */
export interface Scored {
  found: number;
  /** Of those found, the ones that are true; null where none was found. */
  precision: number | null;
  /** Of those true, the ones that were found; null where there are none. */
  recall: number | null;
  wrong: string[];
  missed: string[];
}

export function scorePairs(found: readonly string[], truth: readonly string[]): Scored {
  const [own, wanted] = [new Set(found), new Set(truth)];
  const wrong = [...own].filter((pair) => !wanted.has(pair)).sort();
  const missed = [...wanted].filter((pair) => !own.has(pair)).sort();
  const right = own.size - wrong.length;
  return { found: own.size, precision: own.size === 0 ? null : right / own.size, recall: wanted.size === 0 ? null : right / wanted.size, wrong, missed };
}
